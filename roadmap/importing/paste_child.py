"""The child's side of reading a pasted table: runs in the sandbox, sets up no Django, answers with JSON.

A megabyte of «<td rowspan=100 colspan=100>» or of «(((» asks for gigabytes or minutes, and it comes from a clipboard.
Answer: {"tables": [grids]} or {"refusal": kind}.
"""

from __future__ import annotations

import json
from typing import Any

from roadmap.importing.grid import MAX_GRID_ROWS, MAX_TEXT, Grid
from roadmap.importing.pasting import TooLarge, parse_html, parse_lines, parse_pasted

MAX_TABLES = 60
MAX_WIDTH = 200
MAX_CELL = 5_000


def parse(payload: bytes) -> dict[str, Any]:
    """payload: {"text", "html"} as pasted, or {"lines"} of a document without tables."""
    given = json.loads(payload)
    try:
        grids = parse_lines(given["lines"]) if "lines" in given else _pasted(given["text"], given["html"])
    except TooLarge:
        return {"refusal": "too_heavy"}
    if kind := _too_large(grids):
        return {"refusal": kind}
    return {"tables": [grid.as_json() for grid in grids]}


def _pasted(text: str, html: str) -> list[Grid]:
    return (parse_html(html) if html else []) or parse_pasted(text)


def _too_large(grids: list[Grid]) -> str:
    if any(len(grid.rows) > MAX_GRID_ROWS for grid in grids):
        return "too_many_rows"
    if len(grids) > MAX_TABLES or any(grid.width > MAX_WIDTH for grid in grids):
        return "too_heavy"
    lengths = [len(cell) for grid in grids for row in grid.rows for cell in row]
    if max(lengths, default=0) > MAX_CELL:
        return "cell_too_long"
    return "too_heavy" if sum(lengths) > MAX_TEXT else ""
