"""Rows of the journal as sentences for «История» and «Недавно»."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from mentoring_site.words import surname_initials
from programs.models import AuditEvent


def told(events: Iterable[AuditEvent], *, with_year: bool = False) -> list[dict[str, Any]]:
    """For `_history.html`: «12.11.2026 | Савельева О. С.: класс: 8 «А» → 8 «Б»»."""
    form = "%d.%m.%Y" if with_year else "%d.%m"
    return [{"when": f"{timezone.localtime(e.at):{form}}", "text": sentence(e)} for e in events]


def recent(events: Iterable[AuditEvent], *, user_id: int, today: date) -> list[dict[str, Any]]:
    """For «Недавно»: today by the hour, then «вчера», then the date; one's own deeds say «Вы»."""
    return [{"when": near_moment(e, today), "text": sentence(e, me=e.actor_id == user_id)} for e in events]


def sentence(event: AuditEvent, *, me: bool = False) -> str:
    actor = "Вы" if me else surname_initials(event.actor_name)
    return f"{actor}: {event.sentence}"


def near_moment(event: AuditEvent, today: date) -> str:
    at = timezone.localtime(event.at)
    if at.date() == today:
        return f"{at:%H:%M}"
    if at.date() == today - timedelta(days=1):
        return "вчера"
    return f"{at:%d.%m}" if at.year == today.year else f"{at:%d.%m.%Y}"
