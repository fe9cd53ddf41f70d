"""Editing the programme document section by section, while it is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from mentoring_site.words import counted
from programs.enums import SectionKind
from programs.models import Program, ProgramSection, User
from programs.services.audit import Refusal, lock_version, record_event

MAX_ROWS = 200  # rows of one section
MAX_CELL = 4_000  # characters of one cell
MAX_INTRO = 20_000  # characters of the leading text

Rows = Sequence[Sequence[str]]


def column_count(section: ProgramSection) -> int:
    """Cells in a row: one of a list, as many as the columns have names in terms and tables, none of a text."""
    if section.kind == SectionKind.TEXT:
        return 0
    return len(section.columns) or 1


@transaction.atomic
def edit_section(
    *, section: ProgramSection, shown_version: int, intro: str, rows: Rows, by: User
) -> ProgramSection:
    """Write the text and the rows of a section; rows without a word in any cell are dropped.

    rows: as many cells each as the section has columns. Raises StaleVersion when somebody saved the section after
    this form was opened, Refusal when the programme isn't a draft or something is too long; nothing is
    written then. Saving without a change writes nothing and counts no version.
    """
    program = Program.objects.select_for_update().get(pk=section.program_id)
    section = ProgramSection.objects.select_for_update().get(pk=section.pk)
    if not program.is_content_editable:
        raise Refusal(
            f"Раздел изменить нельзя: программа в состоянии «{program.get_state_display()}». "
            "Откройте новую редакцию, и разделы снова можно будет править."
        )
    intro, cleaned = tidy(intro), clean_rows(rows, column_count(section))
    _check_length(intro, cleaned)
    lock_version(section, shown_version)
    changes = describe_changes(section, intro, cleaned)
    if not changes:
        section.refresh_from_db()
        return section
    section.intro, section.rows = intro, cleaned
    section.save(update_fields=["intro", "rows", "version"])
    record_event(
        "section.edit",
        by=by,
        target=section,
        program=program,
        sentence=f"раздел «{section.title}»: {summary(changes)}",
        details={"changes": changes},
    )
    return section


def tidy(text: str) -> str:
    """Line breaks of one kind, no spaces at line ends, no blank lines around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def clean_rows(rows: Rows, columns: int) -> list[list[str]]:
    cleaned = [[tidy(cell) for cell in row] for row in rows]
    if any(len(row) != columns for row in cleaned):
        raise Refusal("В строке таблицы не столько граф, сколько в разделе. Обновите страницу.")
    return [row for row in cleaned if any(row)]


def _check_length(intro: str, rows: list[list[str]]) -> None:
    if len(intro) > MAX_INTRO:
        raise Refusal(f"Текст раздела длиннее {MAX_INTRO} знаков. Сократите его.")
    if len(rows) > MAX_ROWS:
        raise Refusal(f"В разделе больше {MAX_ROWS} строк. Сократите перечень.")
    for number, row in enumerate(rows, start=1):
        if any(len(cell) > MAX_CELL for cell in row):
            raise Refusal(f"Строка {number} длиннее {MAX_CELL} знаков. Сократите её.")


def describe_changes(section: ProgramSection, intro: str, rows: list[list[str]]) -> list[dict[str, Any]]:
    """What differs from the stored section, one entry a place: {"place", "before", "after"}."""
    changes: list[dict[str, Any]] = []
    if intro != section.intro:
        changes.append({"place": "текст", "before": section.intro, "after": intro})
    before, after = [_line(row) for row in section.rows], [_line(row) for row in rows]
    if before == after:
        return changes
    if sorted(before) == sorted(after):
        return [*changes, {"place": "порядок", "before": "", "after": ""}]
    gone = [line for line in before if line not in after]
    come = [line for line in after if line not in before]
    for old, new in zip(gone, come, strict=False):
        changes.append({"place": "строка", "before": old, "after": new})
    changes += [{"place": "строка", "before": old, "after": ""} for old in gone[len(come) :]]
    changes += [{"place": "строка", "before": "", "after": new} for new in come[len(gone) :]]
    return changes or [{"place": "порядок", "before": "", "after": ""}]


def _line(row: Sequence[str]) -> str:
    return " — ".join(cell for cell in row if cell)


def summary(changes: list[dict[str, Any]]) -> str:
    """«изменён текст, добавлены 2 строки»."""
    rows = [change for change in changes if change["place"] == "строка"]
    added = sum(not change["before"] for change in rows)
    removed = sum(not change["after"] for change in rows)
    edited = len(rows) - added - removed
    parts = ["изменён текст"] if any(change["place"] == "текст" for change in changes) else []
    if any(change["place"] == "порядок" for change in changes):
        parts.append("изменён порядок строк")
    for count, verb in ((edited, "изменено"), (added, "добавлено"), (removed, "удалено")):
        if count:
            parts.append(f"{verb} {counted(count, 'строка', 'строки', 'строк')}")
    return ", ".join(parts)
