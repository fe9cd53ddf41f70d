"""What stands in calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from mentoring_site.permissions import Access


@dataclass(frozen=True)
class CalendarOwner:
    """Whose calendar it is: an account with its rights of the day, or a person who has none (then by id)."""

    program: Any
    access: Access | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class CalendarItem:
    """One entry. It leaves the site, so neither title nor note ever holds a surname or a class.

    uid: stable, «meeting-12». starts_at None: the whole day, up to `ends` when it lasts longer.
    """

    uid: str
    title: str
    day: date
    ends: date | None = None
    starts_at: time | None = None
    minutes: int = 45
    place: str = ""
    note: str = ""
    is_cancelled: bool = False
    changed_at: datetime | None = None
    url: str = ""  # a page of the programme, for the calendar on the site alone: the feed leaves it out


CALENDAR_ITEMS: list[Callable[[CalendarOwner, date], Iterable[CalendarItem]]] = []
"""provider(owner, on): everything that belongs into the owner's calendar since about two months ago."""


def calendar_items_for(owner: CalendarOwner, on: date) -> list[CalendarItem]:
    items = [item for provider in CALENDAR_ITEMS for item in provider(owner, on)]
    return sorted(items, key=lambda item: (item.day, item.uid))
