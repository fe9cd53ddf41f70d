"""D34: a case on paper, alone and in the year's folder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.pdf import render_pdf
from mentoring_site.permissions import Access, Permission
from monitoring.cases import CaseView, cases_of, read_cases
from monitoring.enums import CaseState
from monitoring.models import PracticeCase
from programs.registries.papers import FolderPaper

STAGE, ORDER = 7, 50


def case_pdf(view: CaseView) -> bytes:
    """Names by the same rule as on the open page."""
    program = view.case.program
    return render_pdf(
        "reports/case.html", {"view": view, "school": program.school, "year": program.year_label}
    )


def file_name(case: PracticeCase) -> str:
    return f"Кейс {case.title[:60].strip()}.pdf"


def folder_papers(access: Access, on: date) -> Iterable[FolderPaper]:
    """Cases that both sides and the curator have agreed to."""
    if not access.has(Permission.RECOGNITION_VIEW):
        return
    rows = cases_of(access.program).filter(state__in=(CaseState.AGREED, CaseState.PUBLISHED))
    for view in read_cases(list(rows), on):
        yield FolderPaper(
            STAGE,
            ORDER,
            f"Кейс «{view.case.title}»",
            lambda view=view: (file_name(view.case), case_pdf(view)),
        )
