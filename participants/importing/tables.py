"""The uploaded table inside a batch: rows as texts, its header, its columns, what a person mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from mentoring_site.spreadsheets import Workbook
from mentoring_site.spreadsheets.cells import shown
from participants.enums import BaseKind
from participants.importing.columns import guess_header, match_columns
from participants.importing.rows import PART, FileRow, compose, sort_rows, split_people
from participants.models import ImportBatch

SAMPLE_ROWS = 12
IGNORED = ""
OTHER_BASE = {BaseKind.MENTORS: BaseKind.MENTEES, BaseKind.MENTEES: BaseKind.MENTORS}
# Columns that only one of the two official forms has.
OWN_COLUMNS = {
    BaseKind.MENTORS: {"competencies", "achievements", "interests", "preferred_age", "time_resource"},
    BaseKind.MENTEES: {"request", "completion_mark"},
}
CHOICE_TAKE = "take"  # a row that looked like a total or a heading is a person after all


class MappedRow(NamedTuple):
    """number: see rows.PART. cells: column code → text. why: what the row is, when it is no person."""

    number: int
    cells: dict[str, str]
    why: str = ""
    section_class: str = ""


def as_texts(workbook: Workbook) -> list[dict[str, Any]]:
    """Sheets for the batch; every cell as a person reads it, so that nothing is guessed twice."""
    return [
        {
            "name": sheet.name,
            "rows": [[shown(cell) for cell in row] for row in sheet.rows],
            "merged": {str(row): columns for row, columns in sheet.merged.items()},
        }
        for sheet in workbook.sheets
    ]


def best_sheet(sheets: Sequence[dict[str, Any]], base: str) -> tuple[int, int | None]:
    """(sheet, header row) of the sheet whose header names most of our columns; row None when none does."""
    best = (0, None)
    most = 0
    for index, sheet in enumerate(sheets):
        row = guess_header(sheet["rows"], base)
        count = len(match_columns(sheet["rows"][row], base).found) if row is not None else 0
        if count > most:
            best, most = (index, row), count
    return best


def is_other_base(batch: ImportBatch) -> bool:
    """The file looks like the form of the other base: it names its own columns, and not those of this one."""
    if not batch.sheets:
        return False
    mine, theirs = (_columns_of(batch.sheets, base) for base in (batch.base, OTHER_BASE[batch.base]))
    if theirs is None or mine is None:
        return theirs is not None
    own, other = OWN_COLUMNS[batch.base] & mine, OWN_COLUMNS[OTHER_BASE[batch.base]] & theirs
    return len(other) > len(own) and len(theirs) > len(mine)


def _columns_of(sheets: Sequence[dict[str, Any]], base: str) -> set[str] | None:
    """Columns of the base in its best sheet; None when no row of any sheet is its header."""
    sheet, row = best_sheet(sheets, base)
    return None if row is None else set(match_columns(sheets[sheet]["rows"][row], base).found)


def rows_of_sheet(batch: ImportBatch) -> list[list[str]]:
    return batch.sheets[batch.sheet_index]["rows"] if batch.sheets else []


def header_of(batch: ImportBatch) -> list[str]:
    rows = rows_of_sheet(batch)
    return rows[batch.header_row] if batch.header_row < len(rows) else []


def file_rows(batch: ImportBatch) -> list[FileRow]:
    """Rows under the header that say anything; those that are no people with the reason."""
    merged = batch.sheets[batch.sheet_index].get("merged", {}) if batch.sheets else {}
    return sort_rows(rows_of_sheet(batch), batch.header_row, batch.mapping, merged)


def mapped_rows(batch: ImportBatch) -> list[MappedRow]:
    """Rows as column code -> text, with the cells that were mended in the preview."""
    places = [(int(index), code) for index, code in batch.mapping.items() if code != IGNORED]
    found = []
    for row in file_rows(batch):
        is_taken = row.why not in ("", "joined") and batch.choices.get(str(row.number)) == CHOICE_TAKE
        if row.why and not is_taken:
            found.append(MappedRow(row.number, {"full_name": row.text}, row.reason))
            continue
        cells = compose({code: row.cells[index] for index, code in places if index < len(row.cells)})
        cells = {code: text for code, text in cells.items() if text}
        cells.update(batch.corrections.get(str(row.number), {}))
        given = "" if cells.get("place") else row.section_class
        if given:
            cells["place"] = given
        for number, own in split_people(row.number, cells):
            if number >= PART:
                own.update(batch.corrections.get(str(number), {}))
            found.append(MappedRow(number, own, section_class=given))
    return found
