"""Files that people bring: the type is read from the content, never believed from the name."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.http import content_disposition_header

MAX_FILE_BYTES = 15 * 1024 * 1024
MAX_ZIP_ENTRIES = 5_000  # a document has some dozens
MAX_UNPACKED_BYTES = 300 * 1024 * 1024  # 15 MB of pictures unpack to little more; a bomb to gigabytes
MAX_TYPES_BYTES = 1024 * 1024  # of the list of parts, the only one that is unpacked
TYPES = "[Content_Types].xml"
ALLOWED = "PDF, JPG, PNG, DOCX или XLSX"
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class FileKind:
    ending: str
    content_type: str


PDF = FileKind("pdf", "application/pdf")
JPG = FileKind("jpg", "image/jpeg")
PNG = FileKind("png", "image/png")
DOCX = FileKind("docx", OFFICE + "wordprocessingml.document")
XLSX = FileKind("xlsx", OFFICE + "spreadsheetml.sheet")
SIGNATURES = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPG), (b"\x89PNG\r\n\x1a\n", PNG))
OFFICE_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))


def recognise_file(name: str, data: bytes) -> FileKind:
    """The kind of a file by its first bytes and parts.

    Raises ValidationError when it is empty, larger than MAX_FILE_BYTES, carries macros or is of another kind.
    """
    if not data:
        raise ValidationError(f"Файл «{name}» пуст. Выберите другой файл.")
    if len(data) > MAX_FILE_BYTES:
        raise ValidationError(f"Файл «{name}» больше 15 МБ. Уменьшите его или разделите на части.")
    for start, kind in SIGNATURES:
        if data.startswith(start):
            return kind
    kind = _office_kind(name, data) if data.startswith(b"PK\x03\x04") else None
    if kind is None:
        raise ValidationError(
            f"Файл «{name}» не подходит: внутри не {ALLOWED}. Сохраните документ в одном из этих видов."
        )
    return kind


def _office_kind(name: str, data: bytes) -> FileKind | None:
    """Only the list of parts is read: whoever opens the document at home must not be hit by what it hides."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            parts = {member.filename for member in members}
            if len(members) > MAX_ZIP_ENTRIES or TYPES not in parts:
                return None
            with package.open(TYPES) as listed:
                types = listed.read(MAX_TYPES_BYTES).lower()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise ValidationError(f"Файл «{name}» распаковывается больше чем в 300 МБ. Уменьшите его.")
    # The part may be called anything: the list says what it is.
    if b"macroenabled" in types or b"vbaproject" in types or any("vbaproject" in p.lower() for p in parts):
        raise ValidationError(
            f"В файле «{name}» есть макросы, такой файл не принимается. Сохраните его без макросов."
        )
    return next((kind for part, kind in OFFICE_PARTS if part in parts), None)


def download(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Always an attachment of the type we found ourselves: a file never runs inside the site."""
    return HttpResponse(
        bytes(content),
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
