from __future__ import annotations

from roadmap.tables import StepRow, role_word

HEADER = ("№ п/п", "Мероприятие", "Срок", "Ответственный", "Состояние", "Дата выполнения", "Чем подтверждён")


def export_rows(rows: list[StepRow]) -> list[list[object]]:
    """The document's four columns, then the state, the day it was closed and what confirms it."""
    return [
        [
            row.step.number,
            row.step.title,
            row.step.term_text,
            ". ".join(role_word(role) for role in row.roles),
            row.state_text,
            row.live.closed_on,
            row.proved_by,
        ]
        for row in rows
    ]
