"""What the roadmap gives to the year's folder: the revision in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.pdf import render_pdf
from mentoring_site.permissions import Access, Permission
from programs.registries.papers import FolderPaper
from roadmap.models import Roadmap
from roadmap.reports import roadmap_paper


def folder_papers(access: Access, on: date) -> Iterable[FolderPaper]:
    if not access.has(Permission.ROADMAP_VIEW):
        return
    program = access.program
    roadmap = Roadmap.objects.select_related("approved_by", "submitted_by").in_force(program).first()
    if roadmap is None:
        return

    def paper() -> tuple[str, bytes]:
        data = render_pdf("reports/roadmap.html", roadmap_paper(roadmap, program, on))
        return f"Дорожная карта {program.year_label}.pdf", data

    yield FolderPaper(1, 30, f"Дорожная карта {program.year_label}", paper)
