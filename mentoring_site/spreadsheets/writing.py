"""Write a table as .xlsx, .ods or .csv. Every value goes through _typed(), so no cell becomes a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from mentoring_site.texts import clean_text

from . import ods
from .cells import Typed, guard_csv_text, shown, starts_like_formula

if TYPE_CHECKING:
    from django.http import HttpResponse

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": ods.MIMETYPE,
    "csv": "text/csv; charset=utf-8",
}
MAX_EXACT_INTEGER = 10**15  # programs keep 15 digits, longer numbers are text
MAX_EXCEL_CHARACTERS = 32_767
FIRST_EXCEL_DATE = date(1900, 3, 1)  # before it Excel counts a day that never was
SHEET_NAME_MAX = 31
MIN_WIDTH, MAX_WIDTH = 6, 60  # characters
NUMBER_FORMATS = {"text": "General", "number": "General", "day": "DD.MM.YYYY", "moment": "DD.MM.YYYY HH:MM"}
EXCEL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
SHEET_NAME_FORBIDDEN = re.compile(r"[\\/*?:\[\]]")


def write_table(
    fmt: str,
    *,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    sheet_name: str = "Лист1",
) -> bytes:
    """One sheet: bold frozen header in row 1, then the rows. fmt: a key of CONTENT_TYPES.

    The title goes to the properties and the printed page head, not to a cell: an export reads back unchanged.
    None and not-a-number are blank; yes/no are «да»/«нет»; aware datetimes turn to the current time zone.
    """
    writers = {"xlsx": _write_xlsx, "ods": _write_ods, "csv": _write_csv}
    head = [clean_text(str(cell)) for cell in header]
    body = [[_typed(value) for value in row] for row in rows]
    return writers[fmt](clean_text(title), head, body, _sheet_name(sheet_name))


def table_response(
    fmt: str,
    filename: str,
    *,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    sheet_name: str = "Лист1",
) -> "HttpResponse":
    """write_table() as a download; filename in Russian without an extension."""
    from django.http import HttpResponse
    from django.utils.http import content_disposition_header

    data = write_table(fmt, title=title, header=header, rows=rows, sheet_name=sheet_name)
    name = " ".join(clean_text(filename).split()).replace("/", "-").replace("\\", "-")
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{fmt}")
    return HttpResponse(data, content_type=CONTENT_TYPES[fmt], headers={"Content-Disposition": disposition})


def _typed(value: object) -> Typed:
    """The safe value of one cell: text is cleaned, numbers and dates keep their type where programs can."""
    if value is None or isinstance(value, bool):
        return None if value is None else ("да" if value else "нет")
    if isinstance(value, (int, float, Decimal)):
        return _typed_number(value)
    if isinstance(value, datetime):
        return _typed_moment(value)
    if isinstance(value, date):
        return value if value >= FIRST_EXCEL_DATE else f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    text = clean_text(str(value))
    return (text if len(text) <= MAX_EXCEL_CHARACTERS else text[: MAX_EXCEL_CHARACTERS - 1] + "…") or None


def _typed_number(value: int | float | Decimal) -> Typed:
    if isinstance(value, int):
        return int(value) if abs(value) < MAX_EXACT_INTEGER else str(value)
    number = float(value)
    if number != number or abs(number) == float("inf"):
        return None
    return int(number) if number.is_integer() and abs(number) < MAX_EXACT_INTEGER else number


def _typed_moment(value: datetime) -> Typed:
    if value.tzinfo is not None:
        from django.utils.timezone import make_naive

        value = make_naive(value)
    value = value.replace(second=0, microsecond=0)
    return value if value.date() >= FIRST_EXCEL_DATE else f"{_typed(value.date())} {value:%H:%M}"


def _sheet_name(name: str) -> str:
    return SHEET_NAME_FORBIDDEN.sub(" ", clean_text(name)).strip(" '")[:SHEET_NAME_MAX].strip(" '") or "Лист1"


def _widths(head: Sequence[str], body: Sequence[Sequence[Typed]]) -> list[int]:
    """Characters per column by its longest line."""
    widths = [MIN_WIDTH] * max((len(row) for row in (head, *body)), default=0)
    for row in (head, *body):
        for column, value in enumerate(row):
            longest = max((len(line) for line in shown(value).split("\n")), default=0)
            widths[column] = min(MAX_WIDTH, max(widths[column], longest + 2))
    return widths


def _write_csv(title: str, head: list[str], body: list[list[Typed]], sheet_name: str) -> bytes:
    """UTF-8 with a BOM and semicolons: a Russian Excel opens it by a double click."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    columns = max(2, *(len(row) for row in (head, *body)))  # equal rows: readers tell the delimiter by them
    for row in (head, *body):
        cells = [guard_csv_text(value) if isinstance(value, str) else shown(value) for value in row]
        writer.writerow(cells + [""] * (columns - len(cells)))
    return out.getvalue().encode("utf-8-sig")


def _write_xlsx(title: str, head: list[str], body: list[list[Typed]], sheet_name: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = "Наставник"
    sheet = book.create_sheet(sheet_name)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.center.text = title.replace("&", "&&").replace("\n", " ")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for column, width in enumerate(_widths(head, body), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    styles = _xlsx_styles(sheet)
    sheet.append([_xlsx_cell(sheet, value, styles, is_head=True) for value in head])
    for row in body:
        sheet.append([_xlsx_cell(sheet, value, styles) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_styles(sheet: object) -> dict[tuple[str, bool], object]:
    """Ready style arrays: openpyxl's style properties are ten times slower when set cell by cell."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    styles = {}
    for kind, number_format in NUMBER_FORMATS.items():
        for is_quoted in (False, True):
            cell = WriteOnlyCell(sheet)
            cell.alignment = Alignment(wrap_text=kind == "text", vertical="top")
            cell.number_format = number_format
            cell.quotePrefix = is_quoted  # stays text even after the user edits the cell
            styles[kind, is_quoted] = copy(cell._style)
            cell.font = Font(bold=True)
            styles["head " + kind, is_quoted] = copy(cell._style)
    return styles


def _xlsx_cell(sheet: object, value: Typed, styles: dict, *, is_head: bool = False) -> object:
    from openpyxl.cell import WriteOnlyCell

    is_text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, EXCEL_ESCAPE.sub("_x005F_", value) if is_text else value)
    if is_text:
        cell.data_type = "s"  # openpyxl takes «=…» for a formula and «#N/A» for an error
    kind = ("head " if is_head else "") + _kind(value)
    cell._style = styles[kind, is_text and starts_like_formula(value)]
    return cell


def _kind(value: Typed) -> str:
    if isinstance(value, date):
        return "moment" if isinstance(value, datetime) else "day"
    return "text" if isinstance(value, str) else "number"


def _write_ods(title: str, head: list[str], body: list[list[Typed]], sheet_name: str) -> bytes:
    return ods.build(title, head, body, sheet_name, _widths(head, body))
