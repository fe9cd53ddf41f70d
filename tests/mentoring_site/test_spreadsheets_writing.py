import csv
import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from urllib.parse import quote

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_site.spreadsheets import CONTENT_TYPES, read_workbook, table_response, write_table
from mentoring_site.texts import clean_text

FORMATS = list(CONTENT_TYPES)
FORMULAS = [
    "=1+1",
    "+7 900 000-00-00",
    "-5",
    "@SUM(A1)",
    "＝1",
    '=HYPERLINK("http://x")',
    "'=1",
    "''+2",
    "'просто",
]
CELLS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(FORMULAS),
    st.text(alphabet="=+-@'\t\r\n ;\"_x05F\ud800\x00&<", max_size=12),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 4)),
    st.dates(date(1900, 3, 1), date(2100, 12, 31)),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
)


def read_back(fmt: str, data: bytes) -> list[list]:
    return read_workbook(data, f"a.{fmt}").sheets[0].rows


def expected_cell(fmt: str, value: object) -> object:
    """What the reader owes: cleaned text, whole floats as integers, midnight as a day; CSV as shown."""
    if isinstance(value, str):
        return clean_text(value) or None
    if isinstance(value, datetime) and value.time() == time() and fmt != "csv":
        return value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if fmt != "csv" or value is None:
        return value
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value).replace(".", ",")


def expected_rows(fmt: str, rows: list[list]) -> list[list]:
    expected = [[expected_cell(fmt, value) for value in row] for row in rows]
    for row in expected:
        while row and row[-1] is None:
            row.pop()
    return expected


@pytest.mark.parametrize("fmt", FORMATS)
@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=40))
def test_write_any_table_reads_back_the_same(fmt, rows):
    rows.append(["конец"])  # the reader cuts a blank tail off

    data = write_table(fmt, title="Таблица", header=["а", "б"], rows=rows)

    assert read_back(fmt, data) == [["а", "б"], *expected_rows(fmt, rows)]


def test_write_xlsx_holds_no_formula_and_quotes_dangerous_text():
    data = write_table("xlsx", title="=1", header=["=cmd"], rows=[[text] for text in FORMULAS])

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]
    assert "<f>" not in sheet
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("=cmd", "s"),
        *((text, "s") for text in FORMULAS),
    ]
    assert [bool(cell.quotePrefix) for cell in cells] == [True] * 9 + [False]


def test_write_ods_holds_no_formula():
    data = write_table("ods", title="a<b", header=["=cmd"], rows=[[text] for text in FORMULAS])

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read("content.xml").decode()
        names = package.namelist()
    assert "table:formula" not in content
    assert names[0] == "mimetype"


def test_write_csv_puts_apostrophe_before_formulas_only():
    data = write_table(
        "csv", title="", header=["а"], rows=[["=1"], ["+7 900"], [-5], ["'=1"], ["О'Нил"], [" \t@x"]]
    )

    assert data.decode("utf-8-sig").split("\r\n") == [
        "а;",
        "'=1;",
        "'+7 900;",
        "-5;",
        "''=1;",
        "О'Нил;",
        "'@x;",
        "",
    ]


def test_write_xlsx_has_frozen_bold_header_real_dates_and_widths():
    data = write_table(
        "xlsx",
        title="База & список",
        header=["ФИО", "Дата"],
        rows=[["Савельева Ольга Сергеевна", date(2026, 11, 12)]],
        sheet_name="Наставники: 2026/27",
    )

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet.title == "Наставники  2026 27"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert not sheet["A2"].font.bold
    assert (sheet["B2"].value, sheet["B2"].number_format) == (datetime(2026, 11, 12), "DD.MM.YYYY")
    assert sheet.column_dimensions["A"].width == 27
    assert sheet.oddHeader.center.text == "База && список"


def test_write_values_without_a_cell_type_become_text_or_blank():
    rows = [
        [date(1899, 5, 1), datetime(1850, 5, 1, 8, 30), time(8, 5), True, False],
        [Decimal("1.5"), float("nan"), float("inf"), 10**20, "я" * 40_000],
    ]

    data = write_table("csv", title="", header=["а"], rows=rows)

    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert read[1] == ["01.05.1899", "01.05.1850 08:30", "08:05", "да", "нет"]
    assert read[2] == ["1,5", "", "", "1" + "0" * 20, "я" * 32_766 + "…"]


@pytest.mark.parametrize("fmt", FORMATS)
def test_write_table_without_rows_keeps_header(fmt):
    assert read_back(fmt, write_table(fmt, title="", header=["ФИО", "Класс"], rows=[])) == [["ФИО", "Класс"]]


def test_table_response_names_file_in_russian():
    response = table_response(
        "csv", "База\r\nнаставников / «5 А»", title="", header=["ФИО"], rows=[["Ёлкина"]]
    )

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = quote("База наставников - «5 А».csv")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert response.content.decode("utf-8-sig") == "ФИО;\r\nЁлкина;\r\n"
