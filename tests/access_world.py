"""One school with one row of everything that an address may be about: {URL name: arguments of the address}."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from mentoring_site.permissions import Role
from monitoring.models import Assessment
from programs.models import Document, Membership, Program, ProgramSection, Substitution, User
from roadmap.models import Evidence, Roadmap
from tests.factories import (
    make_class,
    make_consent,
    make_group,
    make_member,
    make_mentee,
    make_mentor,
    make_person,
)
from tests.roadmap.makers import make_short_roadmap


@dataclass
class World:
    """Rows are made when first asked for. Nobody's own: no user of the tests teaches or heads any of them."""

    program: Program

    @cached_property
    def today(self) -> Any:
        return timezone.localdate()

    @cached_property
    def staff(self) -> User:
        return make_member(self.program.school, Role.CLASS_TEACHER)

    @cached_property
    def membership(self) -> Membership:
        return self.staff.memberships.get()

    @cached_property
    def school_class(self) -> Any:
        return make_class(self.program, 8, "Я")

    @cached_property
    def group(self) -> Any:
        return make_group(self.program, "ШМО для проверки прав")

    @cached_property
    def section(self) -> ProgramSection:
        return ProgramSection.objects.create(
            school=self.program.school,
            program=self.program,
            code="test_section",
            title="Проверка прав",
            kind="text",
            position=99,
        )

    @cached_property
    def form(self) -> Any:
        return self.program.forms.first()

    @cached_property
    def interaction_model(self) -> Any:
        return self.program.interaction_models.first()

    @cached_property
    def substitution(self) -> Substitution:
        return Substitution.objects.create(
            school=self.program.school,
            deputy=self.staff,
            appointed_by=self.staff,
            starts=self.today + timedelta(days=300),
            ends=self.today + timedelta(days=301),
        )

    @cached_property
    def document(self) -> Document:
        return Document.objects.create(
            school=self.program.school,
            program=self.program,
            kind="test_paper",
            title="Проверка прав",
            created_by=self.staff,
        )

    @cached_property
    def assessment(self) -> Assessment:
        return Assessment.objects.create(
            school=self.program.school, program=self.program, assessed_on=self.today, author=self.staff
        )

    @cached_property
    def mentee(self) -> Any:
        return make_mentee(
            self.program, make_person(self.program, school_class=make_class(self.program, 9, "Ы"))
        )

    @cached_property
    def mentor(self) -> Any:
        return make_mentor(
            self.program, make_person(self.program, school_class=make_class(self.program, 11, "Ы"))
        )

    @property
    def person(self) -> Any:
        return self.mentee.person

    @cached_property
    def representative(self) -> Any:
        return self.person.representatives.create(school=self.program.school, full_name="Панов Олег")

    @cached_property
    def consent(self) -> Any:
        return make_consent(self.person, self.staff)

    @cached_property
    def roadmap(self) -> Roadmap:
        return make_short_roadmap(self.program, (Role.DIRECTOR,))

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence.objects.create(
            school=self.program.school,
            step=self.roadmap.steps.get(),
            file_name="протокол.pdf",
            content_type="application/pdf",
            content=b"%PDF-1.7",
            added_by=self.staff,
        )


def _pk(attribute: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"pk": getattr(world, attribute).pk}


# URL name, or its beginning, -> arguments of the address; the longest beginning wins.
ARGUMENTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "programs:staff_": _pk("staff"),
    "programs:role_grant": _pk("staff"),
    "programs:role_withdraw": _pk("membership"),
    "programs:class_": _pk("school_class"),
    "programs:group_": _pk("group"),
    "programs:substitution_": _pk("substitution"),
    "programs:document_": _pk("document"),
    "participants:mentor_": _pk("mentor"),
    "participants:mentee_": _pk("mentee"),
    "participants:person_": _pk("person"),
    "participants:representative_add": _pk("person"),
    "participants:representative_edit": lambda world: {
        "pk": world.person.pk,
        "representative_pk": world.representative.pk,
    },
    "participants:consent_": _pk("person"),
    "participants:consent_withdraw": _pk("consent"),
    "programs:section_": lambda world: {"code": world.section.code},
    "programs:form_edit": _pk("form"),
    "programs:model_create": _pk("form"),
    "programs:model_edit": _pk("interaction_model"),
    "monitoring:assessment_": _pk("assessment"),
    "roadmap:step_": lambda world: {"number": world.roadmap.steps.get().number},
    "roadmap:evidence_": _pk("evidence"),
}


def arguments_of(name: str, world: World) -> dict[str, Any]:
    """Raises LookupError with what to add here when nothing is known about the address."""
    for beginning in sorted(ARGUMENTS, key=len, reverse=True):
        if name.startswith(beginning):
            return ARGUMENTS[beginning](world)
    raise LookupError(f"add to tests/access_world.py ARGUMENTS what {name!r} is about")
