"""Rooms of several pages behind one item of the menu: each app adds its own pages to a room (AppConfig.ready())."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from programs.tenancy import program_url


@dataclass(frozen=True)
class RoomTab:
    """One page of a room that shares an item of the menu with its neighbours («Заявки»: заявки, представления)."""

    room: str
    label: str
    order: int
    url_name: str
    permission: Permission
    count: Callable[[Access, date], int | str | None] | None = None


ROOM_TABS: list[RoomTab] = []


def register_room_tabs(*tabs: RoomTab) -> None:
    ROOM_TABS.extend(tabs)
    ROOM_TABS.sort(key=lambda tab: tab.order)


def room_tabs(room: str, access: Access, on: date, active: str) -> list[dict[str, Any]]:
    """For components/_tabs.html. active: url_name of the open page."""
    return [
        {
            "label": tab.label,
            "url": program_url(access.program, tab.url_name),
            "count": tab.count(access, on) if tab.count else None,
            "active": tab.url_name == active,
        }
        for tab in ROOM_TABS
        if tab.room == room and access.has(tab.permission)
    ]
