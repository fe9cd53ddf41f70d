"""Whom an event is for and who was there: lists by name, groups by class, names pasted from anywhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from mentoring_site.names import normalise_name
from mentoring_site.permissions import Access
from participants.enums import AttendanceMark, EventKind
from participants.event_kinds import PROPOSALS
from participants.models import Attendance, Enrolment, Event, Mentee, Mentor
from participants.registries import EVENT_AUDIENCES, EventAudience
from programs.models import Program

OTHERS = "Отмечены вне списка"
ADULTS = "Педагоги и другие взрослые"


# --- audiences that the bases know ------------------------------------------------------------------------


def mentors(program: Program, on: date) -> Any:
    return Mentor.objects.of_program(program).present().order_by().values_list("person", flat=True)


def mentees(program: Program, on: date) -> Any:
    return Mentee.objects.of_program(program).present().order_by().values_list("person", flat=True)


def everybody(program: Program, on: date) -> Any:
    return {*mentors(program, on), *mentees(program, on)}


def pupils(program: Program, on: date) -> Any:
    return Enrolment.objects.filter(program=program, school_class__isnull=False).values_list(
        "person", flat=True
    )


def adults(program: Program, on: date) -> Any:
    return Enrolment.objects.filter(program=program, school_class=None).values_list("person", flat=True)


OWN_AUDIENCES = (
    EventAudience("all", "Все участники программы", 10, everybody),
    EventAudience("mentors", "Наставники", 20, mentors, frozenset({EventKind.FORUM})),
    EventAudience("mentees", "Наставляемые", 30, mentees),
    EventAudience(
        "pupils",
        "Ученики по классам",
        40,
        pupils,
        frozenset({EventKind.CONFERENCE}),
    ),
    EventAudience(
        "adults",
        ADULTS,
        50,
        adults,
        frozenset({EventKind.COUNCIL, EventKind.METHOD_COUNCIL, EventKind.INFORMATION}),
    ),
)


def audience_of(event: Event, code: str = "") -> EventAudience:
    """The list asked for, else the one that the kind of the event proposes, else everybody."""
    for audience in EVENT_AUDIENCES:
        if audience.code == code:
            return audience
    proposed = [audience for audience in EVENT_AUDIENCES if event.kind in audience.kinds]
    return proposed[0] if proposed else OWN_AUDIENCES[0]


def is_by_number(event: Event) -> bool:
    """Parents and partners stand in no list: their number is written down."""
    proposal = PROPOSALS.get(event.kind)
    return proposal is not None and proposal.by_number


# --- rows -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attendant:
    person_id: int
    name: str
    place: str
    group: str  # «7 «А»», «Педагоги и другие взрослые»
    is_listed: bool
    mark: str

    @property
    def label(self) -> str:
        return AttendanceMark(self.mark).label if self.mark else "не отмечен"


def attendants(
    event: Event,
    access: Access,
    on: date,
    *,
    audience: EventAudience,
    class_id: int | None = None,
    text: str = "",
) -> list[Attendant]:
    """The list of the audience and whoever is marked besides, classes first, by name. Three queries."""
    marks = dict(Attendance.objects.filter(event=event).values_list("person", "mark"))
    listed = set(audience.people(event.program, on))
    rows = Enrolment.objects.filter(program=event.program).visible_to(access)
    rows = rows.filter(Q(person__in=listed | marks.keys()))
    if class_id is not None:
        rows = rows.filter(school_class=class_id)
    for word in normalise_name(text).split():
        rows = rows.filter(person__search_key__contains=word)
    rows = rows.select_related("person", "school_class").order_by("person__search_key", "person")
    found = [
        Attendant(
            row.person_id,
            row.person.full_name,
            "" if row.school_class_id else row.place,
            str(row.school_class) if row.school_class_id else ADULTS,
            row.person_id in listed,
            marks.get(row.person_id, ""),
        )
        for row in rows
    ]
    order = {
        str(row.school_class): (row.school_class.grade, row.school_class.letter)
        for row in rows
        if row.school_class_id
    }
    return sorted(found, key=lambda one: (not one.is_listed, order.get(one.group, (99, "")), one.group))


def grouped(people: Iterable[Attendant]) -> list[tuple[str, list[Attendant]]]:
    groups: dict[str, list[Attendant]] = {}
    for one in people:
        groups.setdefault(one.group if one.is_listed else OTHERS, []).append(one)
    return list(groups.items())


def said_of(people: Sequence[Attendant]) -> str:
    came = sum(one.mark == AttendanceMark.PRESENT for one in people)
    rest = sum(not one.mark for one in people)
    return f"Были: {came}, не отмечены: {rest} из {len(people)}"


# --- pasted names -----------------------------------------------------------------------------------------

MAX_LINES = 300


@dataclass(frozen=True)
class Pasted:
    """A line of a pasted list and whom it may mean. found: (person id, «Беляев Иван Петрович, 7 «А»»)."""

    line: str
    found: tuple[tuple[int, str], ...]

    @property
    def is_sure(self) -> bool:
        return len(self.found) == 1


def match_names(text: str, people: Collection[tuple[int, str, str]]) -> list[Pasted]:
    """Lines of a list against people of the programme: (person id, full name, place).

    A line names a person by surname and whatever else it has: first name, patronymic, initials, class. Numbers,
    marks and columns around the name are left out. A line twice is shown once; nothing is dropped unseen.
    """
    known = [
        (pk, normalise_name(name).split(), f"{name}, {place}" if place else name)
        for pk, name, place in people
    ]
    by_surname: dict[str, list[tuple[int, list[str], str]]] = {}
    for one in known:
        by_surname.setdefault(one[1][0] if one[1] else "", []).append(one)
    seen: set[str] = set()
    result = []
    for raw in text.splitlines():
        line = " ".join(raw.replace("\t", " ").split())
        words = _words(line)
        key = " ".join(words)
        if not words or key in seen:
            continue
        seen.add(key)
        result.append(Pasted(line, tuple((pk, label) for pk, label in _meant(words, by_surname))))
    return result


def _words(line: str) -> list[str]:
    """Letters only, dots of initials as breaks: «1. Беляев И. П., 7 «А» +» → беляев, и, п."""
    cleaned = "".join(c if c.isalpha() or c in "-'’" else " " for c in line.split(",")[0].split(";")[0])
    words = normalise_name(cleaned).split()
    return [word for word in words if word.strip("-'")][:5]


def _meant(
    words: list[str], by_surname: dict[str, list[tuple[int, list[str], str]]]
) -> Iterable[tuple[int, str]]:
    for turn in (words, words[::-1] if len(words) == 2 else words[-1:] + words[:-1]):
        fits = [
            (pk, label)
            for pk, name, label in by_surname.get(turn[0], ())
            if all(_agrees(said, own) for said, own in zip(turn[1:], name[1:], strict=False))
        ]
        if fits:
            return fits
    return []


def _agrees(said: str, own: str) -> bool:
    """«и» agrees with «иван»; other words must be the same."""
    return said == own or (len(said) == 1 and own.startswith(said))


def people_to_match(event: Event, access: Access) -> list[tuple[int, str, str]]:
    rows = Enrolment.objects.filter(program=event.program).visible_to(access)
    return [
        (row.person_id, row.person.full_name, row.place)
        for row in rows.select_related("person", "school_class").order_by("person__search_key", "person")
    ]
