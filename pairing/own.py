"""First page of mentors, mentees and parents: their own pairs."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission, Role
from pairing.enums import MeetingState
from pairing.models import Meeting, Pair
from pairing.rows import BADGES
from programs.tenancy import program_url


def own_pairs(access: Access, on: date) -> dict[str, Any] | None:
    """Pairs of the user or his child, each with its last meeting; None for the school's staff."""
    if access.has(Permission.BASE_VIEW) or not access.has(Permission.PAIR_VIEW):
        return None
    pairs = list(Pair.objects.of_program(access.program).visible_to(access).with_people())
    last: dict[int, Meeting] = {}
    for meeting in Meeting.objects.filter(pair__in=pairs, state=MeetingState.HELD).order_by("date", "pk"):
        last[meeting.pair_id] = meeting
    may_record = access.has(Permission.MEETING_RECORD)
    return {
        "title": _title(access, len(pairs)),
        "pairs": [
            {
                "mentor": pair.mentor.person.list_name,
                "mentees": ", ".join(member.mentee.person.list_name for member in pair.members.all()),
                "badge": BADGES[pair.state],
                "state": pair.get_state_display().capitalize(),
                "url": program_url(access.program, "pairing:pair_detail", pk=pair.pk),
                "starts_on": pair.starts_on,
                "last": last.get(pair.pk),
                "record_url": program_url(access.program, "pairing:meeting_create", pk=pair.pk)
                if may_record and pair.state == "active" and pair.mentor.person.user_id == access.user.pk
                else "",
            }
            for pair in pairs
        ],
    }


def _title(access: Access, number: int) -> str:
    """A parent is no member of the pair: it is his child's."""
    if access.roles == {Role.PARENT}:
        return "Пары вашего ребёнка" if number > 1 else "Пара вашего ребёнка"
    return "Ваши пары" if number > 1 else "Ваша пара"
