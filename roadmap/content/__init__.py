"""Section 9 of the programme document, the 35 roadmap steps, as data and moved to any year."""

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from mentoring_site.words import MONTHS_NOMINATIVE

DATA = Path(__file__).resolve().parent / "steps.toml"
NAMINGS = DATA.with_name("namings.toml")


@dataclass(frozen=True, slots=True)
class StepTemplate:
    """One of the 35 steps as the document has it.

    title, term_as_printed: character for character. stage: official stage 1–7.
    start_month, end_month: (month 1–12, year offset 0 or 1 from the programme's first calendar year).
    responsible: role codes in printed order.
    is_year_restored: the document prints no year, ours is inferred.
    """

    number: int
    title: str
    short_title: str
    stage: int
    start_month: tuple[int, int]
    end_month: tuple[int, int]
    term_as_printed: str
    responsible: tuple[str, ...]
    is_year_restored: bool = False

    @property
    def responsible_text(self) -> str:
        """Return the fourth column as printed: «Директор. Заместитель директора по УВР»."""
        titles = role_titles()
        return ". ".join(titles[role] for role in self.responsible)


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A step in a programme of a given year: first and last day, and the term in words."""

    template: StepTemplate
    starts: date
    ends: date
    term: str


def load_steps() -> tuple[StepTemplate, ...]:
    """Return the 35 steps in the order of the document."""
    return _read()[0]


def load_namings() -> tuple[tuple[int, tuple[str, ...], tuple[str, ...]], ...]:
    """Return (number, short namings that are this step, namings that only may be it) for each of the 35."""
    with NAMINGS.open("rb") as file:
        raw = tomllib.load(file)
    return tuple((int(number), tuple(one["names"]), tuple(one["vague"])) for number, one in raw.items())


def role_titles() -> dict[str, str]:
    """Return role code -> title as printed in the column «Ответственный»."""
    return dict(_read()[1])


def steps_for(first_year: int) -> tuple[DatedStep, ...]:
    """Return the steps of a programme that begins in the autumn of first_year."""
    return tuple(_dated(step, first_year) for step in load_steps())


@cache
def _read() -> tuple[tuple[StepTemplate, ...], tuple[tuple[str, str], ...]]:
    with DATA.open("rb") as file:
        raw = tomllib.load(file)
    return tuple(_step(item) for item in raw["step"]), tuple(raw["roles"].items())


def _step(raw: dict[str, Any]) -> StepTemplate:
    lists = {key: tuple(raw[key]) for key in ("start_month", "end_month", "responsible")}
    return StepTemplate(**{**raw, **lists})


def _dated(step: StepTemplate, first_year: int) -> DatedStep:
    start_month, start_offset = step.start_month
    end_month, end_offset = step.end_month
    end_year = first_year + end_offset
    starts = date(first_year + start_offset, start_month, 1)
    ends = date(end_year, end_month, monthrange(end_year, end_month)[1])
    return DatedStep(template=step, starts=starts, ends=ends, term=term_text(starts, ends))


def term_text(starts: date, ends: date) -> str:
    """Name the months from starts to ends: «сентябрь – октябрь 2026», «декабрь 2026 – август 2027»."""
    first, last = MONTHS_NOMINATIVE[starts.month - 1], MONTHS_NOMINATIVE[ends.month - 1]
    if starts.year != ends.year:
        return f"{first} {starts.year} – {last} {ends.year}"
    if starts.month != ends.month:
        return f"{first} – {last} {ends.year}"
    return f"{last} {ends.year}"
