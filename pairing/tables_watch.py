"""Columns of the contact log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import format_html

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import short_date
from pairing.enums import ContactKind
from pairing.models import ContactEntry
from programs.tables import Column


def with_whom(entry: ContactEntry) -> str:
    """«Лебедев — Панова», «Лебедев Артём», or «Лебедев Артём (Лебедев — Панова)» when one of a pair asked."""
    if entry.person is None:
        return str(entry.pair)
    return f"{entry.person.list_name} ({entry.pair})" if entry.pair else entry.person.list_name


def _who(entry: ContactEntry) -> Any:
    if entry.person is None or entry.pair is None:
        return with_whom(entry)
    return format_html('{}<span class="sub">{}</span>', entry.person.list_name, entry.pair)


def state_of(entry: ContactEntry) -> str:
    if entry.kind == ContactKind.CONTACT:
        return ""
    if entry.answered_on:
        return f"ответ {short_date(entry.answered_on)}"
    return f"ответить до {short_date(entry.due_on)}" if entry.due_on else "ждёт ответа"


def _badge(entry: ContactEntry, today: date) -> Any:
    words = state_of(entry)
    if not words:
        return None
    late = entry.due_on is not None and entry.due_on < today
    return state_badge("ok" if entry.answered_on else "late" if late else "wait", words, False)


def contact_columns(today: date) -> list[Column]:
    """What nobody has answered by its day is shown as late."""
    return [
        Column("who", "С кем", with_whom, _who),
        Column("kind", "Вид", lambda entry: entry.get_kind_display(), priority=2, phone="hide"),
        Column("text", "О чём", lambda entry: entry.text, clip=True, wide=True),
        Column("state", "Ответ", state_of, lambda entry: _badge(entry, today), phone="state"),
        Column(
            "on",
            "Когда",
            lambda entry: entry.on,
            lambda entry: format_html('<span class="nowrap">{}</span>', short_date(entry.on)),
            num=True,
        ),
    ]


EXPORT_COLUMNS = [
    Column("on", "Когда", lambda entry: entry.on),
    Column("who", "С кем", with_whom),
    Column("kind", "Вид", lambda entry: entry.get_kind_display()),
    Column("text", "О чём", lambda entry: entry.text),
    Column("due", "Ответить до", lambda entry: entry.due_on),
    Column("answer", "Что ответили", lambda entry: entry.answer or None),
    Column("answered", "Когда ответили", lambda entry: entry.answered_on),
]
