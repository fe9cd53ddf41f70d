"""A group meeting, a link and a sheet of preferences for tests/access_world.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from pairing.models import PreferenceSheet
from pairing.services.preference_links import by_entry, issue_preference_links, numbered, unnumbered
from participants.enums import EventKind, ResponseSource
from participants.models import Event
from programs.models import PersonalLink


def _meeting(world: Any) -> Event:
    made, _ = Event.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        kind=EventKind.GROUP_MEETING,
        title="Групповая встреча",
        planned_on=world.today,
    )
    return made


def _link(world: Any) -> PersonalLink:
    mentor = world.mentor
    if unnumbered(world.program):
        issue_preference_links(program=world.program, by=world.staff)
    return by_entry(numbered(world.program))["mentor", mentor.pk].link


def _sheet(world: Any) -> PreferenceSheet:
    made, _ = PreferenceSheet.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        mentor=world.mentor,
        defaults={"source": ResponseSource.GRID, "filled_at": timezone.now()},
    )
    return made


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "pairing:group_meeting_": lambda world: {"pk": _meeting(world).pk},
    "pairing:preference_renew": lambda world: {"pk": _link(world).pk},
    "pairing:preference_remove": lambda world: {"pk": _sheet(world).pk},
}
