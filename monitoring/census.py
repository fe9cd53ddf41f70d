"""Everybody of both bases as plain rows, read once: what indicators and the municipal form count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from participants.enums import BaseKind, MenteeStatus, PersonKind
from participants.models import Enrolment, Mentee, MenteeCategory, Mentor
from programs.models import Program

YOUNG_YEARS = 3  # «молодой специалист»: up to three years of teaching (oddity O-34)


@dataclass(frozen=True)
class Entry:
    """One entry of a base. form: code, "" while not decided; categories: codes, of mentees only."""

    base: str
    person_id: int
    entry_id: int
    name: str
    place: str
    kind: str
    birth_date: date | None
    birth_year: int | None
    teaching_since: date | None
    form: str
    entered_on: date | None
    left_on: date | None
    completed_on: date | None
    is_trained: bool = False
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Census:
    """Who has entered the programme by the day: proposed people who were never admitted are not there."""

    on: date
    ages_on: date
    mentees: tuple[Entry, ...]
    mentors: tuple[Entry, ...]


def age_of(entry: Entry, on: date) -> int | None:
    """Whole years on the day; by the year of birth alone the age reached in that year; None: neither is known."""
    if entry.birth_date is not None:
        born = entry.birth_date
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return None if entry.birth_year is None else on.year - entry.birth_year


def is_aged(entry: Entry, census: Census, low: int, high: int) -> bool:
    age = age_of(entry, census.ages_on)
    return entry.kind == PersonKind.PUPIL and age is not None and low <= age <= high


def is_young_teacher(entry: Entry, census: Census) -> bool:
    since = entry.teaching_since
    if entry.kind != PersonKind.TEACHER or since is None:
        return False
    end = date(
        since.year + YOUNG_YEARS, since.month, 28 if (since.month, since.day) == (2, 29) else since.day
    )
    return census.ages_on < end


def census_of(program: Program, on: date, ages_on: date) -> Census:
    """Five queries for any school. ages_on: the day on which ages and years of work are counted."""
    years = {
        year.person_id: year
        for year in Enrolment.objects.filter(program=program).select_related("school_class")
    }
    categories: dict[int, set[str]] = {}
    links = MenteeCategory.objects.filter(mentee__program=program)
    for mentee, code in links.values_list("mentee", "category__code"):
        categories.setdefault(mentee, set()).add(code)
    mentees = [
        _entry(row, BaseKind.MENTEES, years, frozenset(categories.get(row.pk, ())))
        for row in _rows(Mentee, program, on)
        if row.status != MenteeStatus.NOMINATED
    ]
    mentors = [_entry(row, BaseKind.MENTORS, years) for row in _rows(Mentor, program, on)]
    return Census(on, ages_on, tuple(mentees), tuple(mentors))


def chosen(entries: Iterable[Entry], *tests: Callable[[Entry], bool]) -> list[Entry]:
    return [entry for entry in entries if all(test(entry) for test in tests)]


def _rows(model: Any, program: Program, on: date) -> Iterable[Any]:
    rows = model.objects.filter(program=program, entered_on__isnull=False, entered_on__lte=on)
    return rows.select_related("person", "form").order_by("person__search_key", "pk")


def _entry(
    row: Any, base: str, years: dict[int, Enrolment], categories: frozenset[str] = frozenset()
) -> Entry:
    year = years.get(row.person_id)
    return Entry(
        base=base,
        person_id=row.person_id,
        entry_id=row.pk,
        name=row.person.list_name,
        place=year.place if year else "",
        kind=row.person.kind,
        birth_date=row.person.birth_date,
        birth_year=row.person.birth_year,
        teaching_since=year.teaching_since if year else None,
        form=row.form.code if row.form else "",
        entered_on=row.entered_on,
        left_on=row.left_on,
        completed_on=row.completed_on,
        is_trained=getattr(row, "trained_on", None) is not None,
        categories=categories,
    )
