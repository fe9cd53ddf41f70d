"""How far the programme reaches: by class and category, and of all pupils and teachers of the school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mentoring_site.permissions import Access
from participants.enums import BaseKind, MenteeStatus, MentorStatus, PersonKind, PopulationKind
from participants.models import (
    Enrolment,
    Mentee,
    MenteeCategory,
    Mentor,
    MentorCategory,
    PopulationCount,
)
from participants.registries import entries_in_pair
from programs.models import Program

NO_CLASS = "Взрослые и без класса"


@dataclass(frozen=True)
class Known:
    """One present entry of a base, as the lines count it. waited_days: None while not admitted or in a pair."""

    pk: int
    is_admitted: bool
    is_paired: bool
    waited_days: int | None


@dataclass
class Line:
    """One class or category. query: what narrows the list of the base to it."""

    label: str
    base: str
    query: dict[str, str]
    entries: list[Known] = field(default_factory=list)

    @property
    def known(self) -> int:
        return len(self.entries)

    @property
    def admitted(self) -> int:
        return sum(entry.is_admitted for entry in self.entries)

    @property
    def paired(self) -> int:
        return sum(entry.is_paired for entry in self.entries)

    @property
    def waits(self) -> list[int]:
        """Days since admission of those who have no pair; the day of admission itself is 0."""
        return [entry.waited_days for entry in self.entries if entry.waited_days is not None]

    @property
    def longest_days(self) -> int | None:
        return max(self.waits, default=None)

    @property
    def mean_days(self) -> int | None:
        return round(sum(self.waits) / len(self.waits)) if self.waits else None


@dataclass(frozen=True)
class Share:
    """«87 из 812»: engaged of all. total is None while nobody has typed it."""

    kind: str
    label: str
    engaged: int
    total: int | None
    counted_on: date | None

    @property
    def percent(self) -> float | None:
        return percent_of(self.engaged, self.total)

    @property
    def is_odd(self) -> bool:
        """More are engaged than there are: one of the numbers is wrong."""
        return self.total is not None and self.engaged > self.total


def percent_of(part: int, total: int | None) -> float | None:
    """Share in per cent with one decimal, 0–100; None when the total is unknown, 0, or less than the part."""
    if total is None or total <= 0 or not 0 <= part <= total:
        return None
    return round(part * 100 / total, 1)


def lines_by_class(access: Access, on: date) -> list[Line]:
    """Mentees by class, those without a class last; only those whom the user may see."""
    entries = known_entries(BaseKind.MENTEES, access, on)
    people = dict(_rows(Mentee, access).values_list("pk", "person_id"))
    classes = {
        year.person_id: year.school_class
        for year in Enrolment.objects.filter(
            program=access.program, person__in=people.values(), school_class__isnull=False
        ).select_related("school_class")
    }
    lines: dict[Any, Line] = {}
    for pk, entry in entries.items():
        place = classes.get(people[pk])
        key = (place.grade, place.letter) if place else (99, "")
        if key not in lines:
            query = {"school_class": str(place.pk) if place else "none"}
            lines[key] = Line(str(place) if place else NO_CLASS, BaseKind.MENTEES, query)
        lines[key].entries.append(entry)
    return [lines[key] for key in sorted(lines)]


def lines_by_category(access: Access, on: date) -> list[Line]:
    """Mentees, then mentors, by category; health data are no way to count people. For who may see categories."""
    lines: list[Line] = []
    for base, link, owner in (
        (BaseKind.MENTEES, MenteeCategory, "mentee"),
        (BaseKind.MENTORS, MentorCategory, "mentor"),
    ):
        entries = known_entries(base, access, on)
        found: dict[int, Line] = {}
        links = (
            link.objects.filter(category__is_special=False, **{f"{owner}__program": access.program})
            .select_related("category")
            .order_by("category__kind", "category__position", "pk")
        )
        for row in links:
            entry = entries.get(getattr(row, f"{owner}_id"))
            if entry is not None:
                line = Line(row.category.short_title, base, {"category": str(row.category_id)})
                found.setdefault(row.category_id, line).entries.append(entry)
        lines += found.values()
    return lines


def known_entries(base: str, access: Access, on: date) -> dict[int, Known]:
    """Present entries of a base whom the user may see; mentors in reserve wait for no pair, nobody in a closed year."""
    model, status = (
        (Mentee, MenteeStatus.ADMITTED) if base == BaseKind.MENTEES else (Mentor, MentorStatus.ADMITTED)
    )
    paired, is_open = entries_in_pair(base, access.program), access.program.is_open
    found = {}
    for pk, state, entered_on in _rows(model, access).values_list("pk", "status", "entered_on"):
        is_admitted, is_paired = state == status, pk in paired
        waits = is_open and is_admitted and not is_paired and entered_on is not None
        found[pk] = Known(pk, is_admitted, is_paired, max(0, (on - entered_on).days) if waits else None)
    return found


def shares(program: Program, on: date) -> list[Share]:
    """Pupils and teachers who take part on either side, of all of the school."""
    totals = newest_counts(program, on)
    return [
        _share(program, totals.get(kind), kind, person_kind, label)
        for kind, person_kind, label in (
            (PopulationKind.PUPILS, PersonKind.PUPIL, "Ученики в программе"),
            (PopulationKind.TEACHERS, PersonKind.TEACHER, "Педагоги в программе"),
        )
    ]


def newest_counts(program: Program, on: date) -> dict[str, PopulationCount]:
    """The newest total of each kind that was counted by that day."""
    rows: Iterable[PopulationCount] = PopulationCount.objects.filter(
        program=program, counted_on__lte=on
    ).order_by("counted_on", "pk")
    return {row.kind: row for row in rows}


def _share(program: Program, count: PopulationCount | None, kind: str, person_kind: str, label: str) -> Share:
    people: set[int] = set()
    for model, status in ((Mentee, MenteeStatus.ADMITTED), (Mentor, MentorStatus.ADMITTED)):
        rows = model.objects.of_program(program).filter(status=status, person__kind=person_kind)
        people.update(rows.values_list("person_id", flat=True))
    return Share(
        kind, label, len(people), count.value if count else None, count.counted_on if count else None
    )


def _rows(model: Any, access: Access) -> Any:
    return model.objects.of_program(access.program).visible_to(access).present().order_by()
