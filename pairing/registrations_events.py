"""Pairs in the room of events: the group meeting leads to its own page, the living pairs are a list of guests."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Permission
from pairing.enums import PairState
from pairing.models import Pair, PairMember
from participants.enums import EventKind
from participants.registries import EVENT_ROOMS, EventAudience, EventRoom, register_event_audiences
from programs.models import Program

LIVED = (PairState.ACTIVE, PairState.COMPLETED)


def people_of_pairs(program: Program, on: date) -> list[int]:
    """Mentors and mentees of pairs and groups that work or have ended well: all of them sum the year up."""
    pairs = Pair.objects.of_program(program).filter(state__in=LIVED)
    members = PairMember.objects.filter(pair__in=pairs, left_on=None)
    found: set[Any] = set(pairs.values_list("mentor__person", flat=True))
    return sorted(found | set(members.values_list("mentee__person", flat=True)))


register_event_audiences(
    EventAudience(
        "pairs",
        "Участники пар и групп",
        15,
        people_of_pairs,
        frozenset({EventKind.FINAL_MEETING, EventKind.CEREMONY, EventKind.FESTIVAL}),
    )
)
EVENT_ROOMS[EventKind.GROUP_MEETING] = EventRoom("pairing:group_meeting_detail", Permission.TEST_VIEW)
