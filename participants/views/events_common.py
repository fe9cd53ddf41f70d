"""What pages of one event share: the event itself, its tabs, one action behind a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from mentoring_site.permissions import Permission
from mentoring_site.words import ru_date
from participants.event_kinds import OPEN_KINDS, PROPOSALS
from participants.event_lists import INVITING, WITH_PROTOCOL, events_of
from participants.models import Event
from participants.registries import EVENT_ROOMS
from participants.tables_events import kind_words
from participants.tables_selection import event_badge
from participants.views.selection import act, crumbs_to, url_of
from programs.tenancy import program_url

PARTS = (
    ("event_detail", "О событии", Permission.EVENT_VIEW),
    ("event_attendance", "Кто был", Permission.EVENT_EDIT),
    ("event_protocol", "Протокол", Permission.EVENT_EDIT),
    ("event_invitations", "Приглашения", Permission.EVENT_EDIT),
    ("event_photos", "Фотографии", Permission.BASE_VIEW),
)


def find_event(request: HttpRequest, pk: int) -> Event:
    """An event of this room; 404 for those that have a room of their own."""
    rows = events_of(request.program).filter(kind__in=OPEN_KINDS, course=None)
    return get_object_or_404(rows, pk=pk)


def room_url(request: HttpRequest, event: Event) -> str:
    """Page of the event, in its own room when it has one; "" when the reader may not go there."""
    room = EVENT_ROOMS.get(event.kind)
    if room is None:
        return url_of(request, "event_detail", pk=event.pk)
    return (
        program_url(request.program, room.url_name, pk=event.pk)
        if request.access.has(room.permission)
        else ""
    )


def may_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.EVENT_EDIT) and request.program.is_open


def tabs_of(request: HttpRequest, event: Event, here: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": url_of(request, name, pk=event.pk),
            "count": _count(event, name),
            "active": name == here,
        }
        for name, label, permission in PARTS
        if request.access.has(permission) and (_is_for(event, name) or name == here)
    ]


def _is_for(event: Event, name: str) -> bool:
    if name == "event_protocol":
        return event.kind in WITH_PROTOCOL or bool(event.protocol_id)
    return name != "event_invitations" or event.kind in INVITING


def _count(event: Event, name: str) -> int | None:
    if name == "event_attendance":
        return event.came or None
    if name == "event_invitations":
        return event.invitations.count() or None
    return (event.photos.count() or None) if name == "event_photos" else None


def page_of_event(request: HttpRequest, event: Event, here: str) -> dict[str, Any]:
    """Context that every page of one event has."""
    words = kind_words(event)
    day = ru_date(event.held_on or event.planned_on)
    starts = f", {event.starts_at:%H:%M}" if event.starts_at else ""
    return {
        "event": event,
        "heading": event.title,
        "lead": f"{words[:1].upper()}{words[1:]}. {day}{starts}.",
        "crumbs": crumbs_to(request, ("События", url_of(request, "event_list")), (event.title, "")),
        "back_url": url_of(request, "event_list"),
        "back_label": "События",
        "badge": event_badge(event, request.today),
        "event_tabs": tabs_of(request, event, here),
        "can_edit": may_edit(request),
        "is_due": event.planned_on <= request.today,
        "proposal": PROPOSALS[event.kind],
    }


def moved(
    request: HttpRequest,
    event: Event,
    done: str,
    service: Callable[..., Any],
    *,
    to: str = "event_detail",
    **arguments: Any,
) -> HttpResponse:
    act(request, done, service, event=event, **arguments)
    return redirect(url_of(request, to, pk=event.pk))
