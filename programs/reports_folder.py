"""What this app gives to the year's folder: the programme document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.pdf import render_pdf
from mentoring_site.permissions import Access, Permission
from programs.registries.papers import FolderPaper
from programs.reports import programme_context, programme_filename


def folder_papers(access: Access, on: date) -> Iterable[FolderPaper]:
    if not access.has(Permission.PROGRAM_VIEW):
        return
    program = access.program

    def programme() -> tuple[str, bytes]:
        return programme_filename(program), render_pdf("reports/programme.html", programme_context(program))

    yield FolderPaper(1, 20, f"Программа наставничества {program.year_label}", programme)
