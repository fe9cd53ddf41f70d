from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet

from mentoring_site.permissions import Access
from mentoring_site.words import ru_month
from roadmap.content import role_titles
from roadmap.enums import StepState
from roadmap.models import Step
from roadmap.rules import held_roles
from roadmap.tables import next_month

OVERDUE = "overdue"
VIEWS = {"mine": "Мои шаги", "now": "Сейчас", "late": "Просрочены"}


class StepFilter(django_filters.FilterSet):
    """Month, role and state of the roadmap's steps."""

    month = django_filters.ChoiceFilter(label="Месяц", empty_label="Месяц", method="in_month")
    role = django_filters.ChoiceFilter(label="Ответственный", empty_label="Ответственный", method="of_role")
    state = django_filters.ChoiceFilter(
        label="Состояние",
        empty_label="Состояние",
        choices=[*StepState.choices, (OVERDUE, "просрочен")],
        method="in_state",
    )

    class Meta:
        model = Step
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet, *, months: list[date], on: date) -> None:
        super().__init__(data, queryset)
        self.on = on
        self.filters["month"].extra["choices"] = [(f"{m:%Y-%m}", ru_month(m)) for m in months]
        self.filters["role"].extra["choices"] = list(role_titles().items())

    def in_month(self, steps: QuerySet, name: str, value: str) -> QuerySet:
        year, month = value.split("-")
        return steps.in_month(date(int(year), int(month), 1))

    def of_role(self, steps: QuerySet, name: str, value: str) -> QuerySet:
        return steps.of_roles([value])

    def in_state(self, steps: QuerySet, name: str, value: str) -> QuerySet:
        return steps.overdue(self.on) if value == OVERDUE else steps.filter(state=value)


def in_view(steps: QuerySet, view: str, access: Access, on: date) -> QuerySet:
    """One of the saved views over the list; an unknown name shows everything."""
    if view == "mine":
        return steps.of_roles(held_roles(access))
    if view == "now":
        return steps.current(on)
    return steps.overdue(on) if view == "late" else steps


def months_of(steps: list[Step]) -> list[date]:
    """First days of the months that the terms touch, in order."""
    if not steps:
        return []
    month, last = min(step.starts for step in steps).replace(day=1), max(step.ends for step in steps)
    months = []
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months
