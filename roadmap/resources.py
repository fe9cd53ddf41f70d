from __future__ import annotations

from roadmap.tables import StepRow, role_word
from roadmap.tables_columns import HEADS, column_codes, printed_title, sections

HEADER = ("№ п/п", "Мероприятие", "Срок", "Ответственный", "Состояние", "Дата выполнения", "Чем подтверждён")


def export_rows(rows: list[StepRow]) -> list[list[object]]:
    """The document's four columns, then the state, the day it was closed and what confirms it."""
    return [
        [
            row.step.number_text or row.step.number,
            printed_title(row.step),
            row.step.term_text,
            row.step.responsible_text or ". ".join(role_word(role) for role in row.roles),
            row.state_text,
            row.live.closed_on,
            row.proved_by,
        ]
        for row in rows
    ]


def export_columns(rows: list[StepRow], count: int) -> tuple[list[str], list[list[object]]]:
    """(head, rows) in so many columns; a section is a row with its title alone, as the import reads it."""
    codes = column_codes(count, rows)
    body: list[list[object]] = []
    for section in sections(rows, codes):
        if section.title:
            body.append([section.title])
        body += [list(cells) for cells in section.rows]
    return [HEADS[code] for code in codes], body
