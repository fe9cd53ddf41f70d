"""Events of the year as lists: tabs, filters, what is left undone, how invitations stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from participants.enums import AttendanceMark, EventState, InvitationState
from participants.event_kinds import OPEN_KINDS, PROPOSALS
from participants.models import Event, EventInvitation
from programs.models import Program

AHEAD, PAST, ALL = "ahead", "past", "all"
PROTOCOL_DAYS = 3  # a protocol is written within these days (inner rules of schools, a custom)
TELLING_DAYS = 21  # so long before the day guests should know of it
WITH_PROTOCOL = tuple(kind for kind, proposal in PROPOSALS.items() if proposal.has_protocol)
INVITING = tuple(kind for kind, proposal in PROPOSALS.items() if proposal.invites)


def events_of(program: Program) -> QuerySet[Event]:
    """With how many are marked (`marked`) and came (`came`), and the protocol: one query for a list."""
    return (
        Event.objects.of_program(program)
        .select_related("program__school", "protocol", "course")
        .annotate(
            came=Count("attendance", filter=Q(attendance__mark=AttendanceMark.PRESENT)),
            marked=Count("attendance"),
        )
    )


def of_tab(rows: QuerySet[Event], tab: str, on: date) -> QuerySet[Event]:
    """Ahead: still to come, and those whose day has passed without a word; past: held and cancelled."""
    if tab == AHEAD:
        return rows.filter(state=EventState.PLANNED).order_by("planned_on", "starts_at", "pk")
    if tab == PAST:
        return rows.exclude(state=EventState.PLANNED).order_by("-planned_on", "-pk")
    return rows.order_by("-planned_on", "-pk")


def counts(program: Program, on: date) -> dict[str, int]:
    """By tab, `late`: their day has passed without a word, and `cancelled`, which stand among the past."""
    rows = Event.objects.of_program(program)
    found = rows.aggregate(
        late=Count("pk", filter=Q(state=EventState.PLANNED, planned_on__lt=on)),
        ahead=Count("pk", filter=Q(state=EventState.PLANNED)),
        past=Count("pk", filter=~Q(state=EventState.PLANNED)),
        cancelled=Count("pk", filter=Q(state=EventState.CANCELLED)),
    )
    return {
        AHEAD: found["ahead"],
        PAST: found["past"],
        ALL: found["ahead"] + found["past"],
        "late": found["late"],
        "cancelled": found["cancelled"],
    }


# --- what is left undone ----------------------------------------------------------------------------------


def unmarked_events(program: Program, on: date) -> QuerySet[Event]:
    """Their day has passed and nobody has said whether they took place. Rooms of their own tell of theirs."""
    rows = Event.objects.of_program(program).filter(kind__in=OPEN_KINDS, state=EventState.PLANNED)
    return rows.filter(planned_on__lt=on).order_by("planned_on", "pk")


def lacks_protocol(event: Event) -> bool:
    return (
        event.state == EventState.HELD
        and event.kind in WITH_PROTOCOL
        and not event.protocol_id
        and not event.protocol_number
    )


def without_protocol(program: Program, on: date) -> QuerySet[Event]:
    """Held some days ago, of a kind that is proved by a protocol, and there is none."""
    rows = Event.objects.of_program(program).filter(
        state=EventState.HELD, kind__in=WITH_PROTOCOL, protocol=None, protocol_number=""
    )
    return rows.filter(held_on__lt=on - timedelta(days=PROTOCOL_DAYS)).order_by("held_on", "pk")


def untold(program: Program, on: date) -> QuerySet[Event]:
    """Soon, and some of the invited have not been told: `waiting` says how many."""
    rows = Event.objects.of_program(program).filter(
        state=EventState.PLANNED, planned_on__range=(on, on + timedelta(days=TELLING_DAYS))
    )
    waiting = Count("invitations", filter=Q(invitations__state=InvitationState.PREPARED))
    return rows.annotate(waiting=waiting).filter(waiting__gt=0).order_by("planned_on", "pk")


# --- invitations ------------------------------------------------------------------------------------------


def invitation_counts(event: Event) -> Mapping[str, Any]:
    """By state, and `guests`: how many are to come (an answer without a number counts as one)."""
    rows = event.invitations.all()
    found = {row["state"]: row["n"] for row in rows.order_by().values("state").annotate(n=Count("pk"))}
    coming = rows.filter(state=InvitationState.COMES).aggregate(
        known=Sum("guests"), unknown=Count("pk", filter=Q(guests=None))
    )
    return {
        **{state: found.get(state, 0) for state in InvitationState.values},
        "all": sum(found.values()),
        "guests": (coming["known"] or 0) + coming["unknown"],
    }


def invitations_of(event: Event) -> QuerySet[EventInvitation]:
    return EventInvitation.objects.filter(event=event).select_related("person", "partner", "letter")
