"""Text of one cell, the same on the way in and on the way out."""

import re
from datetime import date, datetime

Typed = str | int | float | date | datetime | None

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 5_000
MAX_SHEETS = 50

FORMULA_START = re.compile(r"'*[=+\-@\uff1d\uff0b\uff0d\uff20]")  # full-width signs work in Excel as well


def starts_like_formula(text: str) -> bool:
    return FORMULA_START.match(text) is not None


def guard_csv_text(text: str) -> str:
    """An apostrophe before what a spreadsheet program would calculate: CSV has no cell types."""
    return "'" + text if starts_like_formula(text) else text


def unguard_csv_text(text: str) -> str:
    """Exactly undo guard_csv_text."""
    return text[1:] if text.startswith("'") and starts_like_formula(text) else text


def shown(value: Typed) -> str:
    """As a person reads it: dates by points, decimal comma."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
