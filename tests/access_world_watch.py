"""Rows of the school's calendar, contacts and closing for tests/access_world.py: {URL name: maker of the row}."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pairing.enums import ContactKind
from pairing.models import ContactEntry
from programs.enums import CalendarDayKind
from programs.models import CalendarDay, SchoolBreak


def calendar_day(world: Any) -> CalendarDay:
    return CalendarDay.objects.get_or_create(
        school=world.program.school, day=world.today, defaults={"kind": CalendarDayKind.OFF}
    )[0]


def school_break(world: Any) -> SchoolBreak:
    return SchoolBreak.objects.get_or_create(
        school=world.program.school,
        title="Проверка прав",
        defaults={"starts": world.today, "ends": world.today + timedelta(days=1)},
    )[0]


def contact(world: Any) -> ContactEntry:
    return ContactEntry.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        pair=world.pair,
        text="Проверка прав",
        defaults={"kind": ContactKind.QUESTION, "on": world.today, "recorded_by": world.staff},
    )[0]


def _pk(make: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"pk": make(world).pk}


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "programs:calendar_day_": _pk(calendar_day),
    "programs:calendar_break_": _pk(school_break),
    "pairing:contact_": _pk(contact),
    "pairing:form_rules_": lambda world: {"pk": world.form.pk},
}
