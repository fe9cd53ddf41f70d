"""Meetings of one's own pairs for the calendar feed: a number instead of surnames."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from pairing.enums import MeetingState
from pairing.models import Meeting, Pair, PairMember
from programs.registries.calendar import CalendarItem, CalendarOwner
from programs.tenancy import program_url

PAST = timedelta(days=60)


def meetings(owner: CalendarOwner, on: date) -> Iterable[CalendarItem]:
    """Planned, held and cancelled: a cancelled one that vanished would stay in the subscriber's calendar."""
    found = (
        Meeting.objects.filter(
            program=owner.program, date__gte=on - PAST, pair__in=own_pairs(owner).values("pk")
        )
        .select_related("pair")
        .order_by("date", "pk")
    )
    for meeting in found:
        number = f" № {meeting.pair.number}" if meeting.pair.number else ""
        yield CalendarItem(
            uid=f"meeting-{meeting.pk}",
            title=f"Встреча пары{number}",
            day=meeting.date,
            starts_at=meeting.starts_at,
            minutes=meeting.duration_minutes or CalendarItem.minutes,
            place=meeting.place,
            note=meeting.get_kind_display().capitalize(),
            is_cancelled=meeting.state == MeetingState.CANCELLED,
            changed_at=meeting.recorded_at,
            url=program_url(owner.program, "pairing:pair_detail", pk=meeting.pair_id) if owner.access else "",
        )


def own_pairs(owner: CalendarOwner) -> object:
    """Pairs that the owner leads or stands in, or his child; staff have none of their own."""
    if owner.person_id is not None:
        led, seats = Q(mentor__person=owner.person_id), Q(mentee__person=owner.person_id)
    else:
        user = owner.access.user
        led = Q(mentor__person__user=user)
        seats = Q(mentee__person__user=user) | Q(mentee__person__representatives__user=user)
    # Whoever has left a living group no longer sees when it meets.
    stays = Q(is_open=True) | Q(pair__closed_on__isnull=False)
    members = PairMember.objects.filter(seats, stays).values("pair")
    return Pair.objects.filter(led | Q(pk__in=members), program=owner.program)
