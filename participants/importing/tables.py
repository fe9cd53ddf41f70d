"""The uploaded table inside a batch: rows as texts, its header, its columns, what a person mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mentoring_site.spreadsheets import Workbook
from mentoring_site.spreadsheets.cells import shown
from participants.importing.columns import guess_header, match_columns
from participants.models import ImportBatch

SAMPLE_ROWS = 12
IGNORED = ""


def as_texts(workbook: Workbook) -> list[dict[str, Any]]:
    """Sheets for the batch; every cell as a person reads it, so that nothing is guessed twice."""
    return [
        {"name": sheet.name, "rows": [[shown(cell) for cell in row] for row in sheet.rows]}
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


def rows_of_sheet(batch: ImportBatch) -> list[list[str]]:
    return batch.sheets[batch.sheet_index]["rows"] if batch.sheets else []


def header_of(batch: ImportBatch) -> list[str]:
    rows = rows_of_sheet(batch)
    return rows[batch.header_row] if batch.header_row < len(rows) else []


def data_rows(batch: ImportBatch) -> list[tuple[int, list[str]]]:
    """(number in the file, cells) of the rows that say something."""
    named = [int(index) for index, code in batch.mapping.items() if code not in (IGNORED, "number")]
    return [
        (number, row)
        for number, row in enumerate(rows_of_sheet(batch), start=1)
        if number > batch.header_row + 1
        and any(index < len(row) and row[index] for index in named)
        and not _is_numbering(row)
    ]


def mapped_rows(batch: ImportBatch) -> list[tuple[int, dict[str, str]]]:
    """Rows as column code -> text, with the cells that were mended in the preview."""
    places = [(int(index), code) for index, code in batch.mapping.items() if code != IGNORED]
    rows = []
    for number, row in data_rows(batch):
        cells = {code: row[index] for index, code in places if index < len(row) and row[index]}
        cells.update(batch.corrections.get(str(number), {}))
        rows.append((number, cells))
    return rows


def _is_numbering(row: Sequence[str]) -> bool:
    """The row «1 2 3 …» that official forms keep under the header."""
    cells = [cell for cell in row if cell]
    return len(cells) > 2 and cells == [str(number) for number in range(1, len(cells) + 1)]
