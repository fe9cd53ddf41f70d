import io
import os
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook as OpenpyxlWorkbook

from mentoring_site.spreadsheets import SpreadsheetError, read_workbook, write_table

DATA = Path(__file__).parent / "data"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OPENXML = "http://schemas.openxmlformats.org"
XLSX_NAMESPACE = f"{OPENXML}/spreadsheetml/2006/main"
RELATIONS = f"{OPENXML}/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def relations(kind: str, target: str) -> str:
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{OPENXML}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    )


XLSX_PARTS = {
    "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{OPENXML}/package/2006/content-types"/>',
    "_rels/.rels": relations("officeDocument", "xl/workbook.xml"),
    "xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml"),
    "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{XLSX_NAMESPACE}" xmlns:r="{RELATIONS}">'
    '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
}
ODS_CONTENT = (
    f'<?xml version="1.0"?>{{doctype}}<office:document-content xmlns:office="{ODF}:office:1.0"'
    f' xmlns:table="{ODF}:table:1.0" xmlns:text="{ODF}:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return out.getvalue()


def make_xlsx(sheet_data: str, *, prolog: str = "", **more: str) -> bytes:
    sheet = (
        f'<?xml version="1.0"?>{prolog}<worksheet xmlns="{XLSX_NAMESPACE}"><sheetData>{sheet_data}'
        "</sheetData></worksheet>"
    )
    return zipped(XLSX_PARTS | {"xl/worksheets/sheet1.xml": sheet} | more)


def make_ods(rows: str, doctype: str = "", manifest: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("content.xml", ODS_CONTENT.format(rows=rows, doctype=doctype))
        package.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="content.xml">{manifest}'
            "</manifest:file-entry></manifest:manifest>",
        )
    return out.getvalue()


def ods_row(text: str, *, rows: int = 1, columns: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string"'
        f' table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell>'
        "</table:table-row>"
    )


def make_openpyxl(*rows: list) -> bytes:
    book = OpenpyxlWorkbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def short_id(value: str | bytes) -> str:
    """Files are counted, not spelled out: a ZIP bears its second of making, and both workers must agree on names."""
    return "file" if isinstance(value, bytes) else value[:20]


def refusal_of(data: bytes, filename: str) -> SpreadsheetError:
    with pytest.raises(SpreadsheetError) as refusal:
        read_workbook(data, filename)
    return refusal.value


def test_read_xls_of_old_excel_gives_typed_cells():
    workbook = read_workbook((DATA / "mentors.xls").read_bytes(), "База.xls")

    assert [(sheet.name, sheet.rows) for sheet in workbook.sheets] == [
        (
            "Наставники",
            [
                ["База наставников"],
                [],
                ["№", "ФИО наставника", "Дата рождения", "Ставка"],
                [1, "Ёлкина Анна Петровна", date(1985, 3, 31), 1.5],
            ],
        )
    ]


def test_read_xlsx_keeps_positions_and_normalises_text():
    book = OpenpyxlWorkbook()
    sheet = book.active
    sheet.merge_cells("B3:D3")
    sheet["B3"] = "  Иванов\u00a0Иван\r\n\u200bПетрович  "
    sheet["C5"], sheet["D5"], sheet["E5"] = datetime(2020, 1, 2, 8, 30), True, 2010.0
    book.create_sheet("Пустой")
    book.create_sheet("Скрытый").sheet_state = "hidden"
    book["Скрытый"]["A1"] = "список"
    out = io.BytesIO()
    book.save(out)

    workbook = read_workbook(out.getvalue(), "без расширения")

    assert [sheet.rows for sheet in workbook.sheets] == [
        [[], [], [None, "Иванов Иван\nПетрович"], [], [None, None, datetime(2020, 1, 2, 8, 30), "да", 2010]]
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_read_csv_encoding_and_delimiter_are_found(encoding, delimiter):
    lines = [
        ["База", "", ""],
        ["ФИО", "Класс", "Интересы"],
        ["Ёлкина Анна", "05", '"шахматы, лыжи; «театр»"'],
    ]
    text = "\r\n".join(delimiter.join(line) for line in lines)

    workbook = read_workbook(text.encode(encoding), "base.CSV")

    assert workbook.sheets[0].rows == [
        ["База"],
        ["ФИО", "Класс", "Интересы"],
        ["Ёлкина Анна", "05", "шахматы, лыжи; «театр»"],
    ]


def test_read_csv_with_many_commas_inside_cells_splits_by_semicolon():
    text = "ФИО;Интересы\nИванов;шахматы, лыжи, театр\nПетров;хор, танцы, шашки\n"

    assert read_workbook(text.encode(), "a.csv").sheets[0].rows[1] == ["Иванов", "шахматы, лыжи, театр"]


def test_read_csv_hint_line_of_excel_names_delimiter():
    assert read_workbook("sep=,\r\nа;б,в\r\n".encode(), "a.csv").sheets[0].rows == [["а;б", "в"]]


@pytest.mark.parametrize(
    ("kind", "data", "filename"),
    [
        ("empty_file", b"", "a.xlsx"),
        ("too_large", b"x" * (10 * 1024 * 1024 + 1), "a.xlsx"),
        ("no_data", make_openpyxl(), "a.xlsx"),
        ("no_data", b"\r\n;;\r\n", "a.csv"),
        ("wrong_type", b"%PDF-1.7", "a.xlsx"),
        ("wrong_type", b"\xff\xd8\xff\xe0 photo", "a.xls"),
        ("wrong_type", b"just a text", "a.xlsx"),
        ("wrong_type", b"a;b\x00c", "a.csv"),
        ("wrong_type", zipped({"a.txt": "text"}), "a.xlsx"),
        ("word", zipped({"word/document.xml": "<x/>"}), "a.xlsx"),
        ("word", OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "a.xls"),
        ("macros", make_xlsx("", **{"xl/vbaProject.bin": "x"}), "a.xlsm"),
        ("binary_workbook", zipped({"xl/workbook.bin": "x"}), "a.xlsb"),
        ("ancient", b"\x09\x04\x06\x00" + bytes(60), "a.xls"),
        ("web_page", "\ufeff<html><table><tr><td>ФИО</td></tr></table>".encode(), "a.xls"),
        (
            "web_page",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "a.xls",
        ),
        ("encrypted", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.xlsx"),
        ("encrypted", make_ods("", manifest="<manifest:encryption-data/>"), "a.ods"),
        ("damaged", make_openpyxl(["а"])[:-400], "a.xlsx"),
        ("damaged", OLE + bytes(600), "a.xls"),
        ("damaged", (DATA / "mentors.xls").read_bytes()[:3000], "a.xls"),
        ("damaged", make_xlsx("<row><c><v>1</"), "a.xlsx"),
        ("unknown_encoding", b"\xff\xfe\x00\xd8", "a.csv"),
        ("too_many_columns", ";".join(["а"] * 201).encode(), "a.csv"),
        ("too_many_rows", b"a\n" * 20_001, "a.csv"),
        ("cell_too_long", ("а" * 5_001).encode(), "a.csv"),
    ],
    ids=short_id,
)
def test_read_unfit_file_is_refused_by_kind(kind, data, filename):
    assert refusal_of(data, filename).kind == kind


@pytest.mark.parametrize(
    ("data", "filename", "message"),
    [
        (b"%PDF", "a.pdf", "Это не таблица. Подойдёт файл .xlsx, .xls, .ods или .csv."),
        (
            b"x" * (12 * 1024 * 1024),
            "a.xlsx",
            "Файл занимает 12,0 МБ, а принять можно не больше 10 МБ. Разделите его на части.",
        ),
        (
            f"ФИО;Запрос\nИванов;{'я' * 6000}".encode(),
            "a.csv",
            (
                "На листе «CSV» в ячейке B2 слишком длинный текст: знаков 6000,"
                " а принять можно не больше 5000. Сократите его."
            ),
        ),
    ],
    ids=short_id,
)
def test_read_refusal_says_what_and_way_out(data, filename, message):
    assert str(refusal_of(data, filename)) == message


def billion_laughs(root: str) -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY a0 "ha">{entities}]>'


LONG_CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "x" * 3_000_000 + "</t></is></c></row>"
HOSTILE = {
    "far corner": lambda: make_xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "far corner beside data": lambda: make_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "long cell": lambda: make_xlsx(LONG_CELL),
    "zip bomb": lambda: zipped(XLSX_PARTS | {"xl/worksheets/sheet1.xml": bytes(110 * 1024 * 1024)}),
    "many members": lambda: zipped(XLSX_PARTS | {f"xl/m{number}.xml": "" for number in range(2_001)}),
    "repeated cells": lambda: make_ods(ods_row("x", rows=20_000, columns=1_000)),
    "repeated rows": lambda: make_ods(ods_row("x", rows=1_000_000_000)),
    "laughs in xlsx": lambda: make_xlsx(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>',
        prolog=billion_laughs("worksheet"),
    ),
    "laughs in ods": lambda: make_ods(ods_row("&a9;"), doctype=billion_laughs("x")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_read_hostile_file_is_refused_quickly_and_parent_lives(name):
    parent, started = os.getpid(), time.monotonic()

    refusal = refusal_of(HOSTILE[name](), "a.xlsx")

    assert refusal.kind in {"too_heavy", "damaged", "cell_too_long", "too_many_columns", "too_many_rows"}
    assert os.getpid() == parent
    assert time.monotonic() - started < 25


@pytest.mark.parametrize("make", [make_xlsx, make_ods])
def test_read_external_entity_text_never_appears(make, tmp_path):
    canary = tmp_path / "canary.txt"
    canary.write_text("CANARY")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{canary}">]>'
    if make is make_xlsx:
        data = make_xlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>a&e;</t></is></c></row>', prolog=doctype)
    else:
        data = make_ods(ods_row("a&e;"), doctype)

    try:
        shown = repr(read_workbook(data, "a.xlsx"))
    except SpreadsheetError as refusal:
        shown = str(refusal)

    assert "CANARY" not in shown


def test_read_blank_styled_area_to_the_last_row_is_no_obstacle():
    blank = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    data = make_ods(ods_row("ФИО") + blank)

    assert read_workbook(data, "a.ods").sheets[0].rows == [["ФИО"]]


def test_read_ods_keeps_positions():
    blank = "<table:table-row/><table:table-row/>"
    shifted = ods_row("ФИО").replace("<table:table-cell", "<table:table-cell/><table:table-cell", 1)

    assert read_workbook(make_ods(blank + shifted), "a.ods").sheets[0].rows == [[], [], [None, "ФИО"]]


def test_read_own_export_of_every_format_is_taken():
    for fmt in ("xlsx", "ods", "csv"):
        data = write_table(fmt, title="База", header=["ФИО"], rows=[["Ёлкина"]])

        assert read_workbook(data, f"a.{fmt}").sheets[0].rows == [["ФИО"], ["Ёлкина"]]
