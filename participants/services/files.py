"""Scans and attachments of people: checked, kept in the database, given out by the views of their owners."""

from __future__ import annotations

import hashlib
from typing import Any

from mentoring_site.files import recognise_file
from participants.models import StoredFile
from programs.models import Program

MAX_FILE_NAME = 120


def keep_file(*, program: Program, name: str, data: bytes, by: Any) -> StoredFile:
    """Store a file inside the caller's transaction. by: None for a page behind a link.

    Raises ValidationError for what is not PDF, JPG, PNG, DOCX or XLSX, or is larger than 15 MB.
    """
    kind = recognise_file(name, data)
    stem = name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0].strip() or "файл"
    return StoredFile.objects.create(
        school=program.school,
        program=program,
        file_name=f"{stem[: MAX_FILE_NAME - 6]}.{kind.ending}",
        content_type=kind.content_type,
        content=data,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        added_by=by,
    )
