"""Numbers of the menu and of tabs, counted anew only after something happened in the school.

Every change that means something writes a journal row in its own transaction, so the number of the last row tells
whether a count may have changed: one short query instead of a dozen counts over whole bases on every page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.core.cache import cache

from mentoring_site.permissions import Access
from programs.models import AuditEvent

# On PostgreSQL an earlier row may become visible after a later one: no number stays wrong longer than this.
KEPT_SECONDS = 60
Value = TypeVar("Value")


def until_next_event(access: Access, on: date, name: str, count: Callable[[], Value]) -> Value:
    """count(), or what it gave this user on this day since the school's last journal row."""
    key = f"fresh:{last_event(access)}:{access.program.pk}:{access.user.pk}:{on:%Y%m%d}:{name}"
    kept = cache.get(key)
    if kept is None:
        kept = (count(),)
        cache.set(key, kept, KEPT_SECONDS)
    return kept[0]


def last_event(access: Access) -> int:
    """Number of the school's last journal row; asked once per request."""
    if "last_event" not in access.memo:
        newest = AuditEvent.objects.filter(school=access.school).order_by("-at", "-id")
        access.memo["last_event"] = newest.values_list("pk", flat=True).first() or 0
    return access.memo["last_event"]
