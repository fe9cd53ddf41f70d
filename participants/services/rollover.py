"""Roll-over of people to a new year: the curator says who goes on; the rest wait for their term.

Carried people await consent anew (papers end with the programme): mentors are candidates, mentees nominated.
Leavers of the last grade become graduates and stay only with their own consent to keep contact. Last year's rows,
pairs, orders and counts stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction

from mentoring_site import clock
from mentoring_site.words import counted
from participants.enums import (
    ConsentPurpose,
    DestructionCause,
    DestructionState,
    MenteeStatus,
    MentorStatus,
    PersonKind,
)
from participants.models import (
    Availability,
    DestructionTask,
    Enrolment,
    Mentee,
    MenteeCategory,
    Mentor,
    MentorCategory,
    Person,
    TopicChoice,
)
from participants.services.consents import decisions_for
from participants.services.guards import refuse_closed
from programs.models import InteractionModel, MentoringForm, Program, School, SchoolClass
from programs.services.audit import Refusal, record_event, record_events
from programs.services.new_year import class_above

OWN_CAUSES = (DestructionCause.GRADUATED, DestructionCause.NOT_CARRIED)
MENTOR_KEPT = (
    *("places", "takes_group", "competencies", "achievements", "interests"),
    *("preferred_age", "time_resource"),
)


class Way(StrEnum):
    """What the new year does to a person by itself."""

    UP = "up"  # 9 «А» → 10 «А»
    SAME = "same"  # adults keep their position
    GRADUATE = "graduate"  # leaves the school
    NO_CLASS = "no_class"  # the class above does not exist in the new year: chosen by hand later


@dataclass
class Traveller:
    """One person of last year and where the new year finds him."""

    person: Person
    year: Enrolment
    way: Way
    new_class: SchoolClass | None = None
    mentor: Mentor | None = None
    mentee: Mentee | None = None
    may_contact: bool = False  # graduates: consent to keep contact is valid
    is_carried: bool = False  # already enrolled in the new year
    roles: list[str] = field(default_factory=list)

    @property
    def may_go(self) -> bool:
        return self.way != Way.GRADUATE or self.may_contact

    @property
    def new_place(self) -> str:
        if self.way == Way.UP:
            return str(self.new_class)
        if self.way == Way.GRADUATE:
            return "выпускник"
        return "класс выбрать позже" if self.way == Way.NO_CLASS else self.year.place


@dataclass(frozen=True)
class Carried:
    """What a roll-over has done, in people."""

    gone_on: int
    graduated: int
    left: int


def travellers(program: Program, on: date) -> list[Traveller]:
    """Everybody enrolled last year, by class and name; empty for a programme without a previous one."""
    previous = program.previous
    if previous is None:
        return []
    classes = {(one.grade, one.letter): one for one in SchoolClass.objects.filter(program=program)}
    carried = set(Enrolment.objects.filter(program=program).values_list("person_id", flat=True))
    rows = [
        _traveller(year, classes, carried)
        for year in Enrolment.objects.filter(program=previous)
        .select_related("person", "school_class")
        .order_by("school_class__grade", "school_class__letter", "person__search_key", "pk")
    ]
    by_person = {row.person.pk: row for row in rows}
    for model, role in ((Mentor, "mentor"), (Mentee, "mentee")):
        for entry in model.objects.filter(program=previous, left_on=None).select_related("form"):
            if row := by_person.get(entry.person_id):
                setattr(row, role, entry)
                row.roles.append(str(model._meta.verbose_name))
    leavers = [row.person for row in rows if row.way == Way.GRADUATE]
    for pk, decision in decisions_for(leavers, ConsentPurpose.CONTACT, on).items():
        by_person[pk].may_contact = decision.is_allowed
    return rows


@transaction.atomic
def carry_people(*, program: Program, person_ids: Collection[int], by: Any, on: date) -> Carried:
    """Carry the chosen people into the programme; who is not chosen and stands nowhere else gets a term.

    person_ids: of last year's people. Running it again carries who was added meanwhile and never doubles.
    Raises Refusal without a previous programme, and for a graduate without his consent to keep contact.
    """
    refuse_closed(program)
    if program.previous_id is None:
        raise Refusal("Переносить некого: программа создана не по прошлогодней.")
    School.objects.select_for_update().get(pk=program.school_id)  # two tabs: the second finds all carried
    rows = [row for row in travellers(program, on) if not row.is_carried]
    going = [row for row in rows if row.person.pk in set(person_ids)]
    if unfit := next((row for row in going if not row.may_go), None):
        raise Refusal(
            f"{unfit.person.full_name} выпускается, а согласия на связь с выпускником нет. Внесите согласие "
            "или не переносите карточку."
        )
    _graduate([row for row in rows if row.way == Way.GRADUATE])
    _enrol(going, program)
    _carry_entries(going, program)
    staying = [row for row in rows if row not in going]
    _set_terms(staying, program, on)
    _end_terms(going, program, by)
    _record(going, program, by)
    done = Carried(len(going), sum(row.way == Way.GRADUATE for row in rows), len(staying))
    people = counted(done.gone_on, "человек", "человека", "человек")
    record_event(
        "program.carry_people",
        by=by,
        target=program,
        sentence=f"перенесено из прошлого года: {people}; не перенесено: {done.left}; "
        f"выпускников: {done.graduated}",
    )
    return done


def _traveller(year: Enrolment, classes: dict[tuple[int, str], SchoolClass], carried: set[int]) -> Traveller:
    way, new_class = Way.SAME, None
    # A graduate of an earlier run still has last year's class: running again finds the same way.
    if year.school_class is not None and year.person.kind in (PersonKind.PUPIL, PersonKind.GRADUATE):
        above = class_above(year.school_class)
        new_class = classes.get(above) if above else None
        way = Way.GRADUATE if above is None else Way.UP if new_class else Way.NO_CLASS
    return Traveller(year.person, year, way, new_class, is_carried=year.person_id in carried)


def _graduate(rows: Iterable[Traveller]) -> None:
    Person.objects.filter(pk__in=[row.person.pk for row in rows]).update(kind=PersonKind.GRADUATE)


def _enrol(rows: Iterable[Traveller], program: Program) -> None:
    groups = {group.title: group for group in program.subject_groups.all()}
    Enrolment.objects.bulk_create(
        Enrolment(
            school=program.school,
            program=program,
            person=row.person,
            school_class=row.new_class,
            position=row.year.position,
            workplace=_workplace(row),
            subjects=row.year.subjects,
            subject_group=groups.get(str(row.year.subject_group)) if row.year.subject_group_id else None,
            teaching_since=row.year.teaching_since,
        )
        for row in rows
    )


def _workplace(row: Traveller) -> str:
    if row.way == Way.GRADUATE:
        return f"выпускник {row.year.program.ends.year} года"
    return row.year.workplace


def _carry_entries(rows: list[Traveller], program: Program) -> None:
    forms = {form.code: form for form in MentoringForm.objects.filter(program=program)}
    models = {
        (model.form.code, model.code): model
        for model in InteractionModel.objects.filter(program=program).select_related("form")
    }
    for row in rows:
        is_pupil_no_more = row.way == Way.GRADUATE
        if row.mentor is not None:
            form = None if is_pupil_no_more else forms.get(row.mentor.form.code if row.mentor.form else "")
            _carry_mentor(row.mentor, program, form)
        if row.mentee is not None and not is_pupil_no_more:
            form = forms.get(row.mentee.form.code if row.mentee.form else "")
            _carry_mentee(row.mentee, program, form, models)


def _carry_mentor(last: Mentor, program: Program, form: MentoringForm | None) -> None:
    is_reserve = last.status == MentorStatus.RESERVE
    entry = Mentor.objects.create(
        school=program.school,
        program=program,
        person_id=last.person_id,
        form=form,
        status=MentorStatus.RESERVE if is_reserve else MentorStatus.CANDIDATE,
        **{name: getattr(last, name) for name in MENTOR_KEPT},
    )
    _carry_choices("mentor", last, entry)
    MentorCategory.objects.bulk_create(
        MentorCategory(school=program.school, mentor=entry, category_id=link.category_id)
        for link in last.category_links.all()
    )


def _carry_mentee(
    last: Mentee,
    program: Program,
    form: MentoringForm | None,
    models: dict[tuple[str, str], InteractionModel],
) -> None:
    wished = last.wished_model
    entry = Mentee.objects.create(
        school=program.school,
        program=program,
        person_id=last.person_id,
        form=form,
        status=MenteeStatus.NOMINATED,
        request=last.request,
        wished_model=models.get((form.code, wished.code)) if form and wished else None,
    )
    _carry_choices("mentee", last, entry)
    # Health is asked anew: its own consent has ended with the year.
    MenteeCategory.objects.bulk_create(
        MenteeCategory(school=program.school, mentee=entry, category_id=link.category_id)
        for link in last.category_links.filter(category__is_special=False)
    )


def _carry_choices(side: str, last: Mentor | Mentee, entry: Mentor | Mentee) -> None:
    TopicChoice.objects.bulk_create(
        TopicChoice(school_id=entry.school_id, topic_id=choice.topic_id, **{side: entry})
        for choice in last.topic_choices.all()
    )
    Availability.objects.bulk_create(
        Availability(school_id=entry.school_id, weekday=time.weekday, hour=time.hour, **{side: entry})
        for time in last.times.all()
    )


def _set_terms(rows: Iterable[Traveller], program: Program, on: date) -> None:
    """A term for each who stays behind, unless one runs already; never before last year's end and the school's term."""
    due = max(on, program.previous.ends) + timedelta(days=program.school.destruction_days)
    waiting = set(
        DestructionTask.objects.filter(state=DestructionState.DUE).values_list("person_id", flat=True)
    )
    DestructionTask.objects.bulk_create(
        DestructionTask(
            school=program.school,
            person=row.person,
            person_name=row.person.full_name,
            cause=(DestructionCause.GRADUATED if row.way == Way.GRADUATE else DestructionCause.NOT_CARRIED),
            due_on=due,
        )
        for row in rows
        if row.person.pk not in waiting
    )


def _end_terms(rows: Iterable[Traveller], program: Program, by: Any) -> None:
    """Who was left behind by an earlier run and goes on after all keeps his data."""
    DestructionTask.objects.filter(
        person__in=[row.person for row in rows], state=DestructionState.DUE, cause__in=OWN_CAUSES
    ).update(
        state=DestructionState.KEPT,
        kept_reason=f"перенос в {program.year_label} учебный год",
        decided_by=by,
        decided_at=clock.now(),
    )


def _record(rows: Iterable[Traveller], program: Program, by: Any) -> None:
    record_events(
        (
            {
                "action": "person.carry",
                "target": row.person,
                "program": program,
                "sentence": f"перенос в {program.year_label} учебный год: {row.year.place or 'без класса'} → "
                f"{row.new_place or 'без должности'}",
                "people": [row.person.pk],
            }
            for row in rows
        ),
        by=by,
    )
