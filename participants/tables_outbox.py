"""Columns of the outbox."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.html import format_html

from mentoring_site.templatetags.ui import state_badge
from participants.models import Letter
from participants.registries import LETTER_KINDS
from programs.enums import LetterState
from programs.tables import Column

BADGES = {
    LetterState.WAITING: ("wait", "ждёт отправки"),
    LetterState.SENT: ("ok", "отправлено"),
    LetterState.FAILED: ("late", "не отправлено"),
    LetterState.DROPPED: ("none", "снято"),
}


def kind_words(letter: Letter) -> str:
    return LETTER_KINDS.get(letter.kind.split("-")[0], letter.subject)


def letter_badge(letter: Letter, box: bool = True) -> Any:
    if letter.state == LetterState.WAITING and not letter.email:
        return state_badge("warn", "нет адреса", box)
    return state_badge(*BADGES[LetterState(letter.state)], box)


def _subject(letter: Letter) -> Any:
    if letter.error:
        return format_html('{}<span class="sub">{}</span>', letter.subject, letter.error)
    return letter.subject


COLUMNS = [
    Column("to", "Кому", lambda letter: letter.to_name),
    Column("subject", "О чём", lambda letter: letter.subject, _subject, phone="problem"),
    Column("email", "Адрес", lambda letter: letter.email or None, priority=2),
    Column("state", "Состояние", lambda letter: letter.get_state_display(), letter_badge, phone="state"),
    Column(
        "when",
        "Когда",
        lambda letter: f"{timezone.localtime(letter.sent_at or letter.created_at):%d.%m.%Y %H:%M}",
        num=True,
        priority=3,
        phone="hide",
    ),
]
