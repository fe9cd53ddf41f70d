"""What stands on the open pages of a school: only what consents allow on the day they are opened.

Every section is read anew at each request and says nothing of who is not shown. Providers get the present programme
(`public_program`) and look into other years themselves where a year has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from monitoring.cases import CaseView, read_cases, with_people
from monitoring.enums import AwardLevel, AwardState, CaseState, PublicState
from monitoring.models import Award, LibraryItem, PracticeCase, PublicBlock, PublicCard
from monitoring.public_people import public_name, shown_people
from monitoring.services.public_cards import award_words
from participants.models import Enrolment
from programs.enums import ProgramState
from programs.models import MentoringForm, Program, School

LIVED = (ProgramState.RUNNING, ProgramState.COMPLETED, ProgramState.ARCHIVED)
GIVEN = (AwardState.ORDERED, AwardState.HANDED)
# Code of a section -> the switch of PublicBlock.
SWITCHES = {
    "mentors": "shows_mentors",
    "board": "shows_board",
    "cases": "shows_cases",
    "library": "shows_library",
    "results": "shows_results",
}


def open_block(slug: str) -> PublicBlock | None:
    """The block of the address when the school has switched it on. Crosses schools: call outside any scope."""
    from django_scopes import scopes_disabled

    with scopes_disabled():
        return PublicBlock.objects.select_related("school").filter(school__slug=slug, is_on=True).first()


def lived_programs(school: School, on: date) -> list[Program]:
    """Programmes that have begun, the present one first."""
    rows = Program.objects.select_related("school").filter(school=school, state__in=LIVED, starts__lte=on)
    return sorted(
        rows, key=lambda program: (program.starts <= on <= program.ends, program.label), reverse=True
    )


def public_program(school: School, on: date) -> Program | None:
    """The present programme, else the last one that was carried out."""
    return next(iter(lived_programs(school, on)), None)


# --- mentors ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownCard:
    card: PublicCard
    name: str
    place: str
    awards: list[str]
    period: str

    @property
    def form(self) -> str:
        return self.card.direction


def mentors_section(program: Program, on: date) -> dict[str, Any] | None:
    """Cards of the newest year that has any."""
    cards = _newest(program, on, lambda one: shown_cards(one, on))
    return {"cards": cards} if cards else None


def shown_cards(program: Program, on: date) -> list[ShownCard]:
    rows = list(published_cards(program))
    shown = shown_people([card.person for card in rows], on)
    return describe_cards([card for card in rows if card.person_id in shown], program)


def describe_cards(cards: list[PublicCard], program: Program) -> list[ShownCard]:
    people = [card.person_id for card in cards]
    places = _places(program, people)
    awards: dict[int, list[str]] = {}
    for award in _given(program).filter(person__in=people):
        awards.setdefault(award.person_id, []).append(award_words(award))
    return [
        ShownCard(
            card,
            public_name(card.person),
            places.get(card.person_id, ""),
            list(dict.fromkeys(awards.get(card.person_id, []))),
            f"{program.year_label} учебный год",
        )
        for card in cards
    ]


def published_cards(program: Program) -> QuerySet[PublicCard]:
    return (
        PublicCard.objects.filter(program=program, state=PublicState.PUBLISHED)
        .select_related("person", "program__school", "photo")
        .defer("photo__content")
    )


def shown_photo(school: School, pk: int, on: date) -> Any:
    """The photo of a card that is shown that day, or None."""
    card = (
        PublicCard.objects.filter(pk=pk, school=school, state=PublicState.PUBLISHED)
        .exclude(photo=None)
        .select_related("person", "photo", "program")
        .first()
    )
    if card is None or card.person_id not in shown_people([card.person], on):
        return None
    return card.photo


def _places(program: Program, people: Iterable[int]) -> dict[int, str]:
    rows = Enrolment.objects.filter(program=program, person__in=list(people)).select_related("school_class")
    return {row.person_id: f"{row.school_class} класс" if row.school_class_id else row.place for row in rows}


def _given(program: Program) -> QuerySet[Award]:
    rows = Award.objects.filter(program=program, state__in=GIVEN)
    return rows.select_related("person", "nomination").order_by(
        "nomination__position", "person__search_key", "pk"
    )


# --- the board of honour ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BoardRow:
    name: str
    place: str
    honours: list[str]


def board_section(program: Program, on: date) -> dict[str, Any] | None:
    """Of the newest year in which anybody has been honoured."""
    for one in lived_programs(program.school, on):
        if rows := board_rows(one, on):
            return {"rows": rows, "year": one.year_label}
    return None


def board_rows(program: Program, on: date) -> list[BoardRow]:
    awards = [award for award in _given(program) if award.is_on_board or award.kind == "board"]
    shown = shown_people([award.person for award in awards], on)
    places = _places(program, shown)
    by_person: dict[int, list[Award]] = {}
    for award in awards:
        if award.person_id in shown:
            by_person.setdefault(award.person_id, []).append(award)
    return [
        BoardRow(
            public_name(found[0].person),
            places.get(person, ""),
            list(dict.fromkeys(_honour(award) for award in found)),
        )
        for person, found in by_person.items()
    ]


def _honour(award: Award) -> str:
    """The nomination says it best; else the kind. What for is free text, it may name others."""
    return f"«{award.nomination}»" if award.nomination else award_words(award)


# --- cases --------------------------------------------------------------------------------------------------


def cases_section(program: Program, on: date) -> dict[str, Any] | None:
    views = shown_cases(program.school, on)
    return {"cases": views} if views else None


def shown_cases(school: School, on: date) -> list[CaseView]:
    rows = PracticeCase.objects.filter(school=school, state=CaseState.PUBLISHED).order_by(
        "-published_on", "-pk"
    )
    return [view for view in read_cases(list(with_people(rows)), on) if view.is_shown]


def shown_case(school: School, pk: int, on: date) -> CaseView | None:
    rows = with_people(PracticeCase.objects.filter(school=school, pk=pk, state=CaseState.PUBLISHED))
    return next((view for view in read_cases(list(rows), on) if view.is_shown), None)


# --- the library --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LibraryGroup:
    """As Госвеб keeps documents: federal, regional, municipal, the school's own."""

    title: str
    items: list[LibraryItem]


GROUPS = (
    (AwardLevel.FEDERAL, "Федеральный уровень"),
    (AwardLevel.REGIONAL, "Региональный уровень"),
    (AwardLevel.MUNICIPAL, "Муниципальный уровень"),
    (AwardLevel.SCHOOL, "Школьный уровень"),
)


def library_section(program: Program, on: date) -> dict[str, Any] | None:
    groups = library_groups(public_items(program.school))
    return {"groups": groups} if groups else None


def public_items(school: School) -> QuerySet[LibraryItem]:
    return (
        LibraryItem.objects.filter(school=school, is_public=True)
        .select_related("file")
        .defer("file__content")
    )


def library_groups(items: Iterable[LibraryItem]) -> list[LibraryGroup]:
    found = list(items)
    groups = [LibraryGroup(title, [item for item in found if item.level == level]) for level, title in GROUPS]
    return [group for group in groups if group.items]


def form_titles(program: Program) -> dict[str, str]:
    return dict(MentoringForm.objects.filter(program=program).values_list("code", "title"))


def _newest(program: Program, on: date, read: Callable[[Program], list[Any]]) -> list[Any]:
    return next((found for one in lived_programs(program.school, on) if (found := read(one))), [])
