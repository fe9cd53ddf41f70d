"""A calendar file (RFC 5545) of plain items. Pure: the moment comes in as an argument."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from programs.registries.calendar import CalendarItem

REFRESH = timedelta(hours=6)
DAY = timedelta(days=1)


def feed(items: Iterable[CalendarItem], *, title: str, zone: str, at: datetime, host: str) -> bytes:
    """zone: of the school; at: when the file is made; host: the end of every UID, the same each time."""
    calendar = Calendar()
    calendar.add("prodid", "-//Nastavnik//RU")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH)
    calendar.add("x-published-ttl", REFRESH)
    for item in items:
        calendar.add_component(_event(item, ZoneInfo(zone), at, host))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(item: CalendarItem, zone: ZoneInfo, at: datetime, host: str) -> Event:
    event = Event()
    event.add("uid", f"{item.uid}@{host}")
    event.add("dtstamp", item.changed_at or at)
    event.add("summary", item.title)
    if item.starts_at is None:
        event.add("dtstart", item.day)
        event.add("dtend", (item.ends or item.day) + DAY)  # the day after, by the standard
        event.add("transp", "TRANSPARENT")  # a term does not make anybody busy
    else:
        starts = datetime.combine(item.day, item.starts_at, tzinfo=zone)
        event.add("dtstart", starts)
        event.add("dtend", starts + timedelta(minutes=item.minutes))
    if item.place:
        event.add("location", item.place)
    if item.note:
        event.add("description", item.note)
    event.add("status", "CANCELLED" if item.is_cancelled else "CONFIRMED")
    event.add("sequence", int(item.is_cancelled))
    return event
