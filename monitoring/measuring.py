"""Who should be measured by what, by whom, and what was measured: the one reader of measurements.

Keys: of the person, of the class, 0 for the school.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from mentoring_site.permissions import DEPUTY_ROLES, Access, Permission, Role
from monitoring.enums import Confidentiality, ParameterSubject
from monitoring.models import Measurement, Parameter
from participants.enums import MenteeStatus, MentorStatus, SurveyMoment
from participants.models import Enrolment, Mentee, Mentor, Person
from programs.models import Program, SchoolClass

SCHOOL = 0  # the key of the programme's own numbers
SCHOOL_LABEL = "Школа в целом"
OF_PEOPLE = (ParameterSubject.MENTEE, ParameterSubject.MENTOR)
# Who may be named as the one who measures: they hold the permission.
MEASURING_ROLES = (
    Role.CLASS_TEACHER,
    Role.SUBJECT_HEAD,
    Role.PSYCHOLOGIST,
    Role.SOCIAL,
    *sorted(DEPUTY_ROLES),
    Role.CURATOR,
)
DAYS_BEFORE_END = 60  # from then on the last measures are asked for


@dataclass(frozen=True)
class Target:
    """One person, class or the school that a parameter is measured of."""

    key: int
    label: str
    place: str = ""
    class_id: int | None = None
    group_id: int | None = None
    person: Person | None = None


def psychologists_own(parameter: Parameter) -> bool:
    return parameter.confidentiality == Confidentiality.PSYCHOLOGIST


def measured_parameters(program: Program) -> QuerySet[Parameter]:
    """What somebody types: answers to linked questions come by themselves."""
    return Parameter.objects.filter(program=program, is_active=True, pair_code="").select_related("form")


def parameters_for(access: Access) -> list[Parameter]:
    """What the user measures: by his roles; the curator everything but the psychologist's."""
    if not access.has(Permission.MEASURE):
        return []
    return [one for one in measured_parameters(access.program) if may_measure(access, one)]


def measures_school(access: Access) -> bool:
    """Whether numbers of the whole school are the user's to type."""
    return any(one.subject == ParameterSubject.PROGRAM for one in parameters_for(access))


def may_measure(access: Access, parameter: Parameter) -> bool:
    if not access.has(Permission.MEASURE):
        return False
    if parameter.source_role in access.roles:
        return True
    return Role.CURATOR in access.roles and parameter.source_role != Role.PSYCHOLOGIST


def first_moment(program: Program, on: date) -> str:
    """What is measured these days."""
    is_late = (program.ends - on).days <= DAYS_BEFORE_END
    return SurveyMoment.AFTER if is_late else SurveyMoment.BEFORE


class Targets:
    """Whom the parameters of a programme are measured of: three queries for all of them."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def of(self, parameter: Parameter) -> list[Target]:
        """All who should be measured, in the order of lists."""
        if parameter.subject == ParameterSubject.PROGRAM:
            return [Target(SCHOOL, SCHOOL_LABEL)]
        if parameter.subject == ParameterSubject.CLASS:
            return self._classes
        entries = self._mentees if parameter.subject == ParameterSubject.MENTEE else self._mentors
        return [target for form, target in entries if parameter.form_id in (None, form)]

    def own(self, parameter: Parameter, access: Access) -> list[Target]:
        """Those whom the user measures by it: class teachers their class, heads their teachers."""
        if not may_measure(access, parameter):
            return []
        targets = self.of(parameter)
        if Role.CURATOR in access.roles and parameter.source_role != Role.PSYCHOLOGIST:
            return targets
        if parameter.source_role == Role.CLASS_TEACHER:
            return [one for one in targets if one.class_id in access.class_ids]
        if parameter.source_role == Role.SUBJECT_HEAD:
            return [one for one in targets if one.group_id in access.subject_group_ids]
        return targets

    @cached_property
    def _mentees(self) -> list[tuple[int | None, Target]]:
        return self._entries(Mentee.objects.filter(status=MenteeStatus.ADMITTED))

    @cached_property
    def _mentors(self) -> list[tuple[int | None, Target]]:
        return self._entries(Mentor.objects.filter(status=MentorStatus.ADMITTED))

    def _entries(self, rows: QuerySet[Any]) -> list[tuple[int | None, Target]]:
        years = Enrolment.objects.filter(program=self.program).select_related("school_class")
        rows = rows.filter(program=self.program).select_related("person")
        rows = rows.prefetch_related(Prefetch("person__enrolments", years, to_attr="years"))
        return [(row.form_id, _target_of(row)) for row in rows.order_by("person__search_key", "pk")]

    @cached_property
    def _classes(self) -> list[Target]:
        """Classes that have mentees: the programme can change something only there."""
        ids = {target.class_id for _, target in self._mentees if target.class_id}
        classes = SchoolClass.objects.filter(pk__in=ids).order_by("grade", "letter")
        return [Target(one.pk, str(one), class_id=one.pk) for one in classes]


def _target_of(entry: Any) -> Target:
    year = entry.enrolment
    return Target(
        entry.person_id,
        entry.person.list_name,
        place=entry.place,
        class_id=year.school_class_id if year else None,
        group_id=year.subject_group_id if year else None,
        person=entry.person,
    )


# --- what was measured ------------------------------------------------------------------------------------


def key_of(row: Measurement) -> int:
    return row.person_id or row.school_class_id or SCHOOL


def rows_of(parameters: Iterable[Parameter], moment: str, on: date | None = None) -> QuerySet[Measurement]:
    """Measurements of a moment; of a day when it is one in between. Without the sealed values themselves."""
    rows = Measurement.objects.filter(parameter__in=[one.pk for one in parameters], moment=moment)
    if moment == SurveyMoment.INTERIM and on is not None:
        rows = rows.filter(measured_on=on)
    return rows.defer("sealed").order_by("measured_on", "pk")


def measured_keys(parameters: Iterable[Parameter], moment: str) -> dict[int, set[int]]:
    """parameter id -> keys that have a value, by one query; tells nothing of the values."""
    parameters = list(parameters)
    found: dict[int, set[int]] = {one.pk: set() for one in parameters}
    rows = Measurement.objects.filter(parameter__in=list(found), moment=moment)
    for parameter, person, school_class in rows.values_list("parameter", "person", "school_class"):
        found[parameter].add(person or school_class or SCHOOL)
    return found
