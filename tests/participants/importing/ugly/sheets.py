"""Makers of ugly files: the same small tables in every format that schools send."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

DATA = Path(__file__).parents[3] / "mentoring_site" / "data"
Rows = Sequence[Sequence[Any]]


def xlsx(*sheets: tuple[str, Rows], merged: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    """merged: ranges of the first sheet, as «A1:C1»."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    for area in merged:
        book.worksheets[0].merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(rows: Rows, *, encoding: str, delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def ods(rows: Rows, *, doctype: str = "") -> bytes:
    """A bare OpenDocument table as other programs write it: repeated cells, lines in paragraphs."""
    odf = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            + "".join(f"<text:p>{line}</text:p>" for line in str(cell).split("\n"))
            + "</table:table-cell>"
            if cell not in (None, "")
            else "<table:table-cell/>"
            for cell in row
        )
        + '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
        for row in rows
    )
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content xmlns:office="{odf}:office:1.0"'
        f' xmlns:table="{odf}:table:1.0" xmlns:text="{odf}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Лист1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{odf}:manifest:1.0"/>',
        }
    )


def bomb() -> bytes:
    """120 MB of nothing in a small .xlsx."""
    return zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b" " * (120 * 1024 * 1024)})


def with_external_entity() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    return ods([["ФИО", "Класс"], ["&secret;", "7А"]], doctype=doctype)


def old_xls() -> bytes:
    """A real file of Excel 97."""
    return (DATA / "mentors.xls").read_bytes()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """The first part is stored, as the standard of OpenDocument wants it of the MIME type."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for index, (name, part) in enumerate(parts.items()):
            package.writestr(name, part, zipfile.ZIP_STORED if index == 0 else zipfile.ZIP_DEFLATED)
    return out.getvalue()
