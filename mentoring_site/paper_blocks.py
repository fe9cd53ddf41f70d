"""What a long paper consists of, as plain data: the same blocks become a PDF page and a Word file, and freeze as JSON.

A builder returns a list of blocks; numbers of tables and figures are given when the whole paper is put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]
# A short table is never torn; a longer one would leave an empty page behind when it is kept whole.
WHOLE_ROWS, WHOLE_TEXT = 9, 700


def paragraph(text: str) -> Block:
    return {"kind": "paragraph", "text": str(text)}


def subheading(text: str) -> Block:
    return {"kind": "subheading", "text": str(text)}


def bullets(items: Iterable[str]) -> Block:
    return {"kind": "bullets", "points": [str(item) for item in items]}


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Sequence[int] = (),
    numeric: Iterable[int] = (),
    groups: Iterable[int] = (),
    note: str = "",
) -> Block:
    """columns: heads; rows: cells as text, None prints «—»; widths: per cent of the page by column, sum 100.

    numeric: indexes of columns of numbers and marks, set in the middle. groups: indexes of rows that head the rows
    below; their first cell runs through. note: a line under the table («n — число ответов»).
    """
    cells = [["—" if cell is None else str(cell) for cell in row] for row in rows]
    if any(len(row) != len(columns) for row in cells):
        raise ValueError(f"a row of «{caption}» has another number of cells than its head")
    if widths and (len(widths) != len(columns) or sum(widths) != 100):
        raise ValueError(f"widths of «{caption}» must be {len(columns)} numbers that make 100")
    return {
        "kind": "table",
        "caption": caption,
        "columns": list(columns),
        "rows": cells,
        "widths": list(widths),
        "numeric": list(numeric),
        "groups": list(groups),
        "note": note,
        "is_whole": len(cells) < WHOLE_ROWS and sum(len(cell) for row in cells for cell in row) < WHOLE_TEXT,
    }


def figure(caption: str, svg: str) -> Block:
    """svg: a picture of mentoring_site.charts. Word has no such pictures: put its table beside it."""
    return {"kind": "figure", "caption": caption, "svg": str(svg)}


def typed(text: str, *, lines: int = 3) -> Block:
    """A conclusion written by a person; nothing written prints as `lines` empty lines for the pen."""
    return {"kind": "typed", "text": text.strip(), "blank_lines": list(range(lines))}
