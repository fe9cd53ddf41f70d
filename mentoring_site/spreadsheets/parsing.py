"""The child's side of reading: runs inside the sandbox, knows no Django, answers with JSON.

Answer: {"sheets": [[name, rows, merged], …]} with dates as {"date": "2022-03-31"} and {"datetime": …},
merged: [[row, columns], …] of cells that hold the value of a cell above, since they are merged with it;
or {"refusal": kind, …details for the message}.
"""

import csv
import io
import itertools
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from mentoring_site.texts import clean_text

from .cells import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, unguard_csv_text

MAX_ZIP_MEMBERS = 2_000
# The sum says enough: an honest table of like rows packs 300 to 1, so a ratio would refuse our own exports.
MAX_UNPACKED_BYTES = 100 * 1024 * 1024

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF_MAGICS = (b"\x09\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")  # Excel 2.0-4.0, no container
ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MARKUP_STARTS = (b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<?xml", b"<style", b"<workbook")
TEXT_EXTENSIONS = (".csv", ".txt", ".tsv")
DELIMITERS = ";\t,"
CSV_SAMPLE_ROWS = 30


class Refusal(Exception):
    def __init__(self, kind: str, **details: Any):
        super().__init__(kind)
        self.kind, self.details = kind, details


def parse(payload: bytes) -> dict:
    """payload: one JSON line {"filename": …}, then the file."""
    head, _, data = payload.partition(b"\n")
    try:
        return {"sheets": [list(sheet) for sheet in _sheets(data, json.loads(head)["filename"].lower())]}
    except Refusal as refusal:
        return {"refusal": refusal.kind, **refusal.details}


def _sheets(data: bytes, filename: str) -> list[tuple[str, list, list]]:
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(ZIP_MAGIC):
        _check_zip(data)
        return _read_calamine(data)
    if data.startswith(OLE_MAGIC):
        return _read_calamine(data)
    if start.startswith(MARKUP_STARTS):
        raise Refusal("web_page")
    if data.startswith(BIFF_MAGICS):
        raise Refusal("ancient")
    if filename.endswith(TEXT_EXTENSIONS):
        return [("CSV", _collect("CSV", _csv_rows(_decode(data))), [])]
    raise Refusal("wrong_type")


def _check_zip(data: bytes) -> None:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, UnicodeError, NotImplementedError) as error:
        raise Refusal("damaged") from error
    members = package.infolist()
    names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    if any(member.flag_bits & 1 for member in members):
        raise Refusal("encrypted")
    if len(members) > MAX_ZIP_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        raise Refusal("too_heavy")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Refusal("macros")
    if "xl/workbook.bin" in names:
        raise Refusal("binary_workbook")
    if "word/document.xml" in names:
        raise Refusal("word")
    # Links to other workbooks are common in schools' files and never followed here, so they are let through.
    if "content.xml" in names and ODS_MIMETYPE in data[:200]:
        _check_ods_is_open(package)
    elif "xl/workbook.xml" not in names:
        raise Refusal("wrong_type")


def _check_ods_is_open(package: zipfile.ZipFile) -> None:
    """calamine takes an encrypted .ods for a blank one."""
    try:
        manifest = package.read("META-INF/manifest.xml")
    except (KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise Refusal("damaged") from error
    if b"encryption-data" in manifest:
        raise Refusal("encrypted")


def _read_calamine(data: bytes) -> list[tuple[str, list, list]]:
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        workbook = load_workbook(io.BytesIO(data))
        sheets = []
        for name in _visible_sheets(workbook):
            sheet = workbook.get_sheet_by_name(name)
            rows = _collect(name, _absolute_rows(sheet))
            sheets.append((name, rows, _fill_down(rows, sheet.merged_cell_ranges or ())))
        return sheets
    except PasswordError as error:
        raise Refusal("encrypted") from error
    except CalamineError as error:
        raise Refusal(_kind_of_broken(data)) from error


def _absolute_rows(sheet: Any) -> Iterator[list]:
    """calamine keeps blank rows above the data but drops blank columns before it."""
    first_row, first_column = sheet.start or (0, 0)
    if first_row >= MAX_ROWS:
        raise Refusal("too_many_rows", sheet=sheet.name)
    if first_column >= MAX_COLUMNS:
        raise Refusal("too_many_columns", sheet=sheet.name, row=first_row + 1, count=first_column + 1)
    blank = [""] * first_column
    for row in sheet.iter_rows():
        yield blank + row


def _fill_down(rows: list[list], ranges: Iterable[tuple]) -> list[list]:
    """Give each cell that is merged downwards the value of the first one; the answer says which they are.

    Merges across stay as they are: a title over the whole width is one text, not thirteen.
    """
    merged: dict[int, list[int]] = {}
    for (top, column), (bottom, _) in ranges:
        if bottom == top or top >= len(rows) or column >= len(rows[top]) or rows[top][column] is None:
            continue
        for index in range(top + 1, min(bottom + 1, len(rows))):
            row = rows[index]
            row += [None] * (column + 1 - len(row))
            if row[column] is None:
                row[column] = rows[top][column]
                merged.setdefault(index, []).append(column)
    return [[index, sorted(columns)] for index, columns in sorted(merged.items())]


def _visible_sheets(workbook: Any) -> list[str]:
    """Hidden sheets hold lists for drop-downs and last year's leftovers: the user does not see them."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if len(names) > MAX_SHEETS:
        raise Refusal("too_many_sheets", count=len(names))
    return names


def _kind_of_broken(data: bytes) -> str:
    if not data.startswith(OLE_MAGIC):
        return "damaged"
    streams = {
        "EncryptedPackage": "encrypted",
        "WordDocument": "word",
        "PowerPoint Document": "wrong_type",
    }
    return next((kind for name, kind in streams.items() if name.encode("utf-16-le") in data), "damaged")


def _collect(sheet: str, rows: Iterable[list]) -> list[list]:
    """Rows as JSON values without the blank tail; positions are kept: row 1 of the file is item 0."""
    kept: list[list] = []
    for number, row in enumerate(rows, start=1):
        values = [_value(cell, sheet, number, column) for column, cell in enumerate(row, start=1)]
        while values and values[-1] is None:
            values.pop()
        if len(values) > MAX_COLUMNS:
            raise Refusal("too_many_columns", sheet=sheet, row=number, count=len(values))
        if number <= MAX_ROWS:
            kept.append(values)
        elif values:
            raise Refusal("too_many_rows", sheet=sheet)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _value(cell: Any, sheet: str, row: int, column: int) -> Any:
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return (
            int(cell) if cell.is_integer() else (cell if cell == cell and abs(cell) != float("inf") else None)
        )
    if isinstance(cell, datetime):
        is_day = cell.time() == time()
        return {"date": cell.date().isoformat()} if is_day else {"datetime": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(cell, str):
        text = clean_text(cell)
        if len(text) > MAX_CELL_CHARACTERS:
            raise Refusal("cell_too_long", sheet=sheet, row=row, column=_letters(column), count=len(text))
        return text or None
    return cell


def _letters(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1251")
        if b"\x00" in data:
            raise Refusal("wrong_type")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("unknown_encoding")


def _csv_rows(text: str) -> Iterator[list[str]]:
    """Cells stay text: a phone number or a class «05» must not turn into a number by guess."""
    first, _, rest = text.partition("\n")
    if first.strip().lower() in {f"sep={mark}" for mark in DELIMITERS}:
        delimiter, text = first.strip()[-1], rest  # Excel's own hint line
    else:
        delimiter = guess_delimiter(text)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [unguard_csv_text(clean_text(cell)) for cell in row]
    except csv.Error as error:
        raise Refusal("damaged") from error


def guess_delimiter(text: str) -> str:
    """The mark that gives the same number of columns in most rows; «;», the Russian Excel's, wins a tie."""
    return max(DELIMITERS, key=lambda delimiter: _regular_rows(text, delimiter))


def _regular_rows(text: str, delimiter: str) -> int:
    rows = itertools.islice(csv.reader(io.StringIO(text), delimiter=delimiter), CSV_SAMPLE_ROWS)
    try:
        widths = Counter(len(row) for row in rows if len(row) > 1)
    except csv.Error:
        return 0
    return max(widths.values(), default=0)
