"""Text of one cell, the same on the way in and on the way out."""

import re
import unicodedata
from datetime import date, datetime

Typed = str | int | float | date | datetime | None

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 5_000
MAX_SHEETS = 50

INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF])  # soft hyphen, zero-width spaces, stray BOM
# Bidirectional controls can show a name other than it is; joiners U+200C/D stay, some scripts need them.
BIDI_CONTROLS = dict.fromkeys([*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
SPACES = {ord(space): " " for space in "\t\u00a0\u2007\u202f\u2009"}
LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\u0085\u000b\u000c]")
# Control characters, halves of surrogate pairs and non-characters: no XML and no database takes them.
ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
FORMULA_START = re.compile(r"'*[=+\-@\uff1d\uff0b\uff0d\uff20]")  # full-width signs work in Excel as well


def clean_text(value: str) -> str:
    """Composed Unicode, plain spaces, \\n for every line break, nothing invisible or illegal, stripped."""
    text = LINE_BREAKS.sub("\n", value).translate(SPACES | INVISIBLE | BIDI_CONTROLS)
    return unicodedata.normalize("NFC", ILLEGAL.sub("", text)).strip()


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
