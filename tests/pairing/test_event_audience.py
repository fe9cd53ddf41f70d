"""Whom pairs bring to the final meeting, and where the list of events sends for the group meeting."""

from __future__ import annotations

import pytest

from mentoring_site.permissions import Role
from pairing.registrations_events import people_of_pairs
from participants.enums import EventKind
from participants.event_people import audience_of
from participants.registries import EVENT_ROOMS
from tests.factories import TODAY, make_member, make_mentor
from tests.pairing.makers import make_pair_in
from tests.participants.event_makers import make_event


@pytest.mark.django_db
def test_people_of_living_pairs_are_the_guests_of_the_final_meeting(program):
    by = make_member(program.school, Role.CURATOR)
    pair = make_pair_in(program, by, "active")
    make_pair_in(program, by, "draft")
    make_mentor(program)

    audience = audience_of(make_event(program, EventKind.FINAL_MEETING))

    assert audience.people == people_of_pairs
    assert audience.people(program, TODAY) == sorted(
        [pair.mentor.person_id, *pair.members.values_list("mentee__person", flat=True)]
    )


def test_group_meeting_keeps_its_own_room():
    assert EVENT_ROOMS[EventKind.GROUP_MEETING].url_name == "pairing:group_meeting_detail"
