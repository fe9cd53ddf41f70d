"""Tabs of the room «Заявки»: each way into the bases adds its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Access
from participants.registries import ARRIVAL_TABS
from programs.tenancy import program_url


def arrival_tabs(access: Access, on: date, here: str) -> list[dict[str, Any]]:
    """here: URL name of the open page."""
    return [
        {
            "label": tab.label,
            "url": program_url(access.program, tab.url_name),
            "count": tab.count(access, on) if tab.count else None,
            "active": tab.url_name == here,
        }
        for tab in ARRIVAL_TABS
        if access.has(tab.permission)
    ]
