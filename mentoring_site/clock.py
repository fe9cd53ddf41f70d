"""What day it is for the school: the real one, or in a demo of another time of the year the day of its story.

Records and decisions ask here; sessions, limits and files that are kept for a while live by the real clock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day in the school's time zone."""
    return timezone.localdate(now())


def now() -> datetime:
    return timezone.now() + _ahead(settings.DEMO_TODAY)


def day_of(moment: datetime) -> date:
    """The day on which a moment of the real clock comes for the school."""
    return timezone.localdate(moment + _ahead(settings.DEMO_TODAY))


@lru_cache(maxsize=1)
def _ahead(told: date | None) -> timedelta:
    """Between the day of the story and the real one; after midnight the story goes on."""
    return timedelta(0) if told is None else timedelta(days=(told - timezone.localdate()).days)
