"""What is refused, each with its own advice; and what a read file gives."""

from __future__ import annotations

import io
import zipfile

import pytest

from mentoring_site.spreadsheets import SpreadsheetError
from mentoring_site.spreadsheets.cells import MAX_BYTES
from roadmap.importing.reading import UnreadableFile, read_file, read_pasted
from tests.roadmap.importing.makers import docx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/"), data)
    return out.getvalue()


REFUSED = {
    "pdf": (b"%PDF-1.7\n1 0 obj", "карта.pdf"),
    "doc": (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "карта.doc"),
    "rtf": (b"{\\rtf1\\ansi", "карта.rtf"),
    "odt": (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", "карта.odt"),
    "empty_file": (b"", "карта.docx"),
    "too_large": (b"x" * (MAX_BYTES + 1), "карта.docx"),
    "wrong_type": (b"\x89PNG\r\n\x1a\n", "карта.png"),
    "damaged": (zipped(word__document_xml=b"<w:document"), "карта.docx"),
    "macros": (zipped(**{"word__document.xml": b"", "word__vbaProject.bin": b""}), "карта.docm"),
    "too_heavy": (zipped(**{"word__document.xml": b" " * (101 * 1024 * 1024)}), "карта.docx"),
    "nothing": (docx([("", "")]), "карта.docx"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_file_that_holds_no_roadmap_is_refused_with_advice(kind):
    with pytest.raises(UnreadableFile) as refused:
        read_file(*REFUSED[kind])

    assert refused.value.kind == kind


def test_pdf_is_refused_with_both_ways_out():
    with pytest.raises(UnreadableFile) as refused:
        read_file(*REFUSED["pdf"])

    assert str(refused.value) == (
        "Это PDF: линии таблицы в нём не хранятся, и строки прочитались бы неверно. Откройте его в Word или "
        "LibreOffice Writer и сохраните как .docx. Или скопируйте таблицу и вставьте её в поле «Вставить таблицу»."
    )


def test_file_behind_a_password_is_refused():
    data = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(SpreadsheetError, match="защищён паролем"):
        read_file(data, "карта.docx")


@pytest.mark.parametrize(("text", "kind"), [("  \n", "pasted_nothing"), ("ж" * 1_000_001, "pasted_too_long")])
def test_pasted_text_without_a_table_is_refused(text, kind):
    with pytest.raises(UnreadableFile) as refused:
        read_pasted(text)

    assert refused.value.kind == kind


def test_clipboard_table_is_taken_before_its_plain_text():
    (grid,) = read_pasted(
        "1\n2", "<table><tr><td>№<td>Дело<tr><td rowspan=2>1<td>Встреча<tr><td>Совет</table>"
    )

    assert (grid.rows, grid.down) == ((("№", "Дело"), ("1", "Встреча"), ("1", "Совет")), frozenset({(2, 0)}))
