"""Files and texts of composed roadmaps, and their parsed values in a form that tests compare whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from docx import Document
from openpyxl import Workbook

from roadmap.importing.grid import Grid
from roadmap.importing.headers import best_table, guess_layout
from roadmap.importing.reading import read_file, read_pasted
from roadmap.importing.records import SECTION, SKIP, STEP, Record
from roadmap.importing.understanding import Setting, read_records

STARTS, ENDS = date(2026, 9, 1), date(2027, 8, 31)
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column


def docx(*tables: Sequence[Sequence[str]], merges: Sequence[Merge] = (), before: Sequence[str] = ()) -> bytes:
    """Word tables; merges are of the first one."""
    document = Document()
    for line in before:
        document.add_paragraph(line)
    for at, rows in enumerate(tables):
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                lines = text.split("\n")
                cell.text = lines[0]
                for line in lines[1:]:
                    cell.add_paragraph(line)
        for top, left, bottom, right in merges if at == 0 else ():
            _merge(table, top, left, bottom, right)
        document.add_paragraph("")
    return _saved(document)


def _merge(table: object, top: int, left: int, bottom: int, right: int) -> None:
    cell = table.cell(top, left)  # type: ignore[attr-defined]
    text = cell.text
    merged = cell.merge(table.cell(bottom, right))  # type: ignore[attr-defined]
    merged.text = text


def xlsx(rows: Sequence[Sequence[object]], *, merges: Sequence[str] = (), title: str = "Карта") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    for address in merges:
        sheet.merge_cells(address)
    return _saved(book)


def _saved(file: object) -> bytes:
    out = BytesIO()
    file.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def parsed(source: bytes | str, name: str = "карта.docx", *, shift: int = 0, html: str = "") -> list[Record]:
    """As the wizard reads it when a person changes nothing."""
    grids = read_pasted(source, html) if isinstance(source, str) else read_file(source, name)
    return records_of(grids[best_table(grids)], shift=shift)


def records_of(grid: Grid, *, shift: int = 0) -> list[Record]:
    return read_records(grid, guess_layout(grid, STARTS, ENDS), Setting(STARTS, ENDS, shift, PEOPLE))


PEOPLE = {"савельева": "curator"}


def facts(records: Sequence[Record]) -> list[tuple[object, ...]]:
    """(number, title, standard, term, days, roles) of steps; sections and skipped rows by their texts."""
    found: list[tuple[object, ...]] = []
    for record in records:
        if record.kind == SECTION:
            found.append(("РАЗДЕЛ", record.section))
        elif record.kind == SKIP:
            found.append(("НЕТ", record.why, record.raw_text.split("\n")[0]))
        elif record.kind == STEP:
            days = " – ".join(
                date.fromisoformat(day).strftime("%d.%m.%y") for day in (record.starts, record.ends) if day
            )
            found.append(
                (record.number, record.title, record.standard, record.term_text, days, " ".join(record.roles))
            )
    return found


def steps(records: Sequence[Record]) -> list[Record]:
    return [record for record in records if record.kind == STEP]
