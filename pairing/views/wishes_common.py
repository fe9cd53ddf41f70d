"""What pages of the room «Групповая встреча» share: addresses, tabs, who may do what."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from mentoring_site.permissions import Permission
from pairing.preference_lists import sees_choices, waiting_number
from pairing.views.common import url
from programs.tenancy import program_url

# The curator keeps the meeting, the psychologist leads it with him; both read the choices.
KEEPERS = (Permission.PAIR_EDIT, Permission.TEST_RECORD)


def may_keep(request: HttpRequest) -> bool:
    return sees_choices(request.access) and request.program.is_open


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """«Встречи» for all who enter, the rest for who reads choices."""
    shown: list[tuple[str, str, str | None]] = [("Встречи", "group_meeting_list", None)]
    if sees_choices(request.access):
        left = waiting_number(request.program, request.today)
        shown += [
            ("Предпочтения", "preference_list", f"ждём {left}" if left else None),
            ("Взаимные выборы", "preference_choices", None),
        ]
    return [
        {"label": label, "url": url(request, name), "count": count, "active": name == here}
        for label, name, count in shown
    ]


def crumbs(request: HttpRequest, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    home = program_url(request.program, "programs:dashboard")
    return [("Главная", home), ("Групповая встреча", url(request, "group_meeting_list")), *steps]
