"""A table as read, before anything is understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

MAX_GRID_ROWS = 1_000
MAX_ABOVE = 250
MAX_TEXT = 3_000_000  # characters of all cells, those repeated by merging as well


@dataclass(frozen=True)
class Grid:
    """rows: of one width, "" for a blank cell. down: (row, column) that repeat the cell above: merged with it.

    above: what is written between the table before (or the beginning) and this one, its last paragraph.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    down: frozenset[tuple[int, int]] = frozenset()
    above: str = ""

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "rows": [list(row) for row in self.rows],
            "down": sorted([row, column] for row, column in self.down),
            "above": self.above,
        }


def make_grid(
    title: str, rows: Iterable[Sequence[str]], down: Iterable[Sequence[int]] = (), above: str = ""
) -> Grid:
    """Even out the widths and leave out columns that are blank all the way down."""
    plain = [[cell.strip() for cell in row] for row in rows]
    width = max((len(row) for row in plain), default=0)
    plain = [row + [""] * (width - len(row)) for row in plain]
    used = [column for column in range(width) if any(row[column] for row in plain)]
    place = {column: at for at, column in enumerate(used)}
    return Grid(
        title.strip()[:120],
        tuple(tuple(row[column] for column in used) for row in plain),
        frozenset((row, place[column]) for row, column in down if column in place and row < len(plain)),
        above.strip()[:MAX_ABOVE],
    )


def grid_from(stored: dict[str, Any]) -> Grid:
    return Grid(
        stored["title"],
        tuple(tuple(row) for row in stored["rows"]),
        frozenset((row, column) for row, column in stored.get("down", ())),
        stored.get("above", ""),
    )


def filled(grids: Iterable[Grid]) -> list[Grid]:
    return [grid for grid in grids if any(any(row) for row in grid.rows)]
