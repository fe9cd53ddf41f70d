"""Rows of the register of consents: who stands in the programme, filtered and counted by what papers lack."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from mentoring_site.permissions import Access
from participants.consent_light import SOON_DAYS
from participants.enums import BaseKind, ConsentPurpose, MenteeStatus, MentorStatus, PersonKind
from participants.models import Consent, Enrolment, Mentee, Mentor, Person
from participants.querysets import minors
from participants.services.consents import GUARDIAN_GIVERS, has_valid_consent
from programs.models import Program, SchoolClass
from programs.querysets import loosely

TABS = (
    ("missing", "Нет согласия"),
    ("soon", "Скоро истекает"),
    ("turned18", "Исполнилось 18"),
    ("soon18", "Скоро 18"),
    ("all", "Все"),
    ("withdrawn", "Отозваны"),
)
RARE_TABS = frozenset({"turned18", "soon18"})  # shown while somebody is there
COMING_OF_AGE_DAYS = 30


def standing_in(program: Program, base: str = "") -> Any:
    """Condition on people: in one of the two bases of the programme and not left."""
    mentor = Mentor.objects.filter(program=program, person=OuterRef("pk")).exclude(status=MentorStatus.LEFT)
    mentee = Mentee.objects.filter(program=program, person=OuterRef("pk")).exclude(status=MenteeStatus.LEFT)
    if base == BaseKind.MENTORS:
        return Exists(mentor)
    if base == BaseKind.MENTEES:
        return Exists(mentee)
    return Exists(mentor) | Exists(mentee)


def people_of(access: Access, *, base: str = "", school_class: SchoolClass | None = None, q: str = "") -> Any:
    """People of the two bases whom the user may see, by name."""
    people = Person.objects.visible_to(access).filter(standing_in(access.program, base))
    if school_class is not None:
        people = people.filter(
            Exists(
                Enrolment.objects.filter(
                    program=access.program, school_class=school_class, person=OuterRef("pk")
                )
            )
        )
    return people.filter(loosely(q, "last_name", "first_name", "middle_name")) if q else people


def in_tab(people: QuerySet[Person], tab: str, purpose: str, on: date) -> QuerySet[Person]:
    """purpose: "" means participation, and any purpose among the withdrawn."""
    kept = purpose or ConsentPurpose.PARTICIPATION
    if kept == ConsentPurpose.CONTACT:
        people = people.filter(kind=PersonKind.GRADUATE)
    if tab == "missing":
        return people.filter(~has_valid_consent(kept, on, "pk"))
    if tab == "soon":
        later = on + timedelta(days=SOON_DAYS)
        return people.filter(has_valid_consent(kept, on, "pk"), ~has_valid_consent(kept, later, "pk"))
    if tab == "soon18":
        return people.filter(minors(on), ~minors(on + timedelta(days=COMING_OF_AGE_DAYS)))
    if tab == "turned18":
        of_guardian = Consent.objects.filter(
            person=OuterRef("pk"), purpose=kept, given_by__in=GUARDIAN_GIVERS, withdrawn_on=None
        )
        return people.filter(~minors(on), Exists(of_guardian), ~has_valid_consent(kept, on, "pk"))
    if tab == "withdrawn":
        withdrawn = Consent.objects.filter(person=OuterRef("pk"), withdrawn_on__isnull=False)
        if purpose:
            withdrawn = withdrawn.filter(purpose=purpose)
        return people.filter(Exists(withdrawn))
    return people


def with_papers(people: QuerySet[Person], program: Program) -> QuerySet[Person]:
    """Everything that a row shows: two more queries for any number of people."""
    return people.prefetch_related(
        Prefetch("consents", Consent.objects.select_related("representative", "text")),
        Prefetch(
            "enrolments",
            Enrolment.objects.filter(program=program).select_related("school_class"),
            to_attr="own_year",
        ),
    ).order_by("search_key", "pk")


def by_class(people: Iterable[Person]) -> list[Person]:
    """In the order in which papers are handed out: class by class, adults last, names inside; needs with_papers."""

    def key(person: Person) -> tuple[Any, ...]:
        school_class = person.own_year[0].school_class if person.own_year else None
        return (
            *((0, school_class.grade, school_class.letter) if school_class else (1, 0, "")),
            person.search_key,
        )

    return sorted(people, key=key)


def place_of(person: Person) -> str:
    """Class or position of the year; needs with_papers."""
    return person.own_year[0].place if person.own_year else ""


def classes_for(access: Access) -> QuerySet[SchoolClass]:
    """Classes that the user may choose: a class teacher has his own only."""
    classes = SchoolClass.objects.filter(program=access.program)
    return classes if access.sees_whole_school else classes.filter(pk__in=access.class_ids)
