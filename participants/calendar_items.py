"""Events for the calendar feed: training for mentors, meetings of many for everybody who takes part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from mentoring_site.permissions import Permission
from participants.enums import EventKind, EventState
from participants.models import Event, Mentee, Mentor, Person
from participants.registries import EVENT_ROOMS
from programs.registries.calendar import CalendarItem, CalendarOwner
from programs.tenancy import program_url

PAST = timedelta(days=60)
LESSON_MINUTES = 45  # «академический час»
OF_MENTORS = frozenset({EventKind.TRAINING, EventKind.FORUM})
OF_ALL = frozenset(
    {EventKind.GROUP_MEETING, EventKind.FINAL_MEETING, EventKind.CEREMONY, EventKind.FESTIVAL}
    | {EventKind.CONFERENCE}
)


def events(owner: CalendarOwner, on: date) -> Iterable[CalendarItem]:
    kinds = _kinds(owner)
    if not kinds:
        return
    for event in Event.objects.filter(
        program=owner.program, kind__in=kinds, planned_on__gte=on - PAST
    ).order_by("planned_on", "pk"):
        yield CalendarItem(
            uid=f"event-{event.pk}",
            title=event.get_kind_display().capitalize(),
            day=event.held_on or event.planned_on,
            starts_at=event.starts_at,
            minutes=int((event.hours or Decimal(1)) * LESSON_MINUTES),
            place=event.place,
            is_cancelled=event.state == EventState.CANCELLED,
            url=_page(owner, event),
        )


def _page(owner: CalendarOwner, event: Event) -> str:
    """For the calendar on the site; "" for those who may not open it."""
    room = EVENT_ROOMS.get(event.kind)
    name, permission = (
        (room.url_name, room.permission) if room else ("participants:event_detail", Permission.EVENT_VIEW)
    )
    if owner.access is None or not owner.access.has(permission):
        return ""
    return program_url(owner.program, name, pk=event.pk)


def _kinds(owner: CalendarOwner) -> frozenset[str]:
    """Staff who keep the selection see every kind, other staff all but the training; people their own."""
    if owner.access is not None and owner.access.has(Permission.SELECTION_VIEW):
        return frozenset(EventKind.values)
    people = Person.objects.filter(pk=owner.person_id)
    if owner.access is not None:
        if owner.access.has(Permission.EVENT_VIEW):
            return frozenset(EventKind.values) - {EventKind.TRAINING}
        people = Person.objects.filter(user=owner.access.user)
    if Mentor.objects.filter(program=owner.program, person__in=people).exists():
        return OF_MENTORS | OF_ALL
    return OF_ALL if Mentee.objects.filter(program=owner.program, person__in=people).exists() else frozenset()
