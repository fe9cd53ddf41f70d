"""Columns of group meetings, of the list who answered, of choices."""

from __future__ import annotations

from datetime import date

from django.utils.html import format_html

from mentoring_site.words import short_date
from pairing.preference_lists import ONE_OF, Answer
from participants.tables_selection import event_badge
from programs.tables import Column

PROGRESS_HEADER = ("Фамилия, имя, отчество", "Класс или должность", "Кто", "Форма", "Ответ")


def meeting_columns(on: date) -> list[Column]:
    return [
        Column("title", "Встреча", lambda event: event.title),
        Column("day", "Дата", lambda event: short_date(event.held_on or event.planned_on), num=True),
        Column("place", "Место", lambda event: event.place or None, priority=2, phone="hide", clip=True),
        Column(
            "came",
            "Были",
            lambda event: event.came or None,
            lambda event: (
                format_html('<span class="only-phone">были: </span>{}', event.came) if event.came else None
            ),
            num=True,
        ),
        Column(
            "state",
            "Состояние",
            lambda event: event.get_state_display(),
            lambda event: event_badge(event, on),
            phone="state",
        ),
    ]


def progress_row(answer: Answer) -> list[str]:
    """For a table that leaves the page: whether he answered, never whom he chose."""
    return [
        answer.entry.person.full_name,
        answer.entry.place,
        ONE_OF[answer.side],
        answer.entry.form.title,
        answer.told or "не ответил",
    ]
