"""Totals over schools for the municipal coordinator: numbers and states, no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django_scopes import scope

from mentoring_site.permissions import Role
from programs.models import Membership, Program
from programs.registries.programme import MUNICIPAL_FIGURES


@dataclass(frozen=True)
class SchoolRow:
    school: str
    program: Program
    numbers: list[int | str | None]


def is_coordinator(user: Any, on: date) -> bool:
    return Membership.objects.of_user(user).active(on).filter(role=Role.COORDINATOR).exists()


def municipal_label(user: Any, on: date) -> str:
    """The year that a coordinator lands on: the newest with programmes; "" for anybody else."""
    if not is_coordinator(user, on):
        return ""
    first = on.year - (on.month < 7)
    labels = Program.objects.order_by("-label").values_list("label", flat=True)
    return labels.first() or f"{first}-{first + 1}"


def municipal_totals(label: str) -> tuple[list[str], list[SchoolRow], list[int | None]]:
    """Heads of the columns, a row for each school with a programme of that year, and the sums.

    A column of text, such as a level, has no sum: None.
    """
    heads = [figure.label for figure in MUNICIPAL_FIGURES]
    rows = []
    for program in Program.objects.filter(label=label).select_related("school").order_by("school__list_name"):
        with scope(school=program.school):
            numbers = [figure.count(program) for figure in MUNICIPAL_FIGURES]
        rows.append(SchoolRow(program.school.list_name, program, numbers))
    sums = [_sum([row.numbers[place] for row in rows]) for place in range(len(heads))]
    return heads, rows, sums


def _sum(column: list[int | str | None]) -> int | None:
    numbers = [number for number in column if isinstance(number, int)]
    return sum(numbers) if len(numbers) == len(column) else None
