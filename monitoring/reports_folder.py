"""What the monitoring gives to the year's folder: the 0–18 sheets, SWOT, results, changes, the year's report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from mentoring_site.pdf import render_pdf
from mentoring_site.permissions import Access, Permission
from monitoring.changes_page import read_changes
from monitoring.enums import AssessmentKind, AssessmentState
from monitoring.expected import read_map
from monitoring.models import Assessment, Measurement, SwotFactor
from monitoring.report import KIND, snapshot_of, title_of
from monitoring.reports import effectiveness_paper
from monitoring.reports_changes import changes_paper
from monitoring.reports_results import results_paper
from monitoring.reports_surveys import swot_paper
from programs.enums import DocumentState
from programs.models import Document
from programs.registries.papers import FolderPaper
from programs.services.documents import school_snapshot, signatory

WHOLE = "Вся программа"


def folder_papers(access: Access, on: date) -> Iterable[FolderPaper]:
    """Totals of the whole school: for who watches the whole programme."""
    program = access.program
    if not (access.sees_whole_school and access.has(Permission.MONITORING_VIEW)):
        return
    final = Assessment.objects.filter(
        program=program, kind=AssessmentKind.CONSOLIDATED, state=AssessmentState.FINAL
    )
    for sheet in final.select_related("form").order_by("pk"):
        about = sheet.form.title if sheet.form else "вся программа"
        title = f"Оценка эффективности, {about}"
        yield FolderPaper(7, 20, title, partial(_sheet, access, sheet.pk, title))
    if SwotFactor.objects.filter(program=program).exists():
        yield FolderPaper(7, 30, "SWOT-анализ", partial(_swot, access, on))
    yield FolderPaper(7, 40, "Ожидаемые результаты", partial(_results, access, on))
    if Measurement.objects.filter(program=program).exists():
        yield FolderPaper(7, 50, "Изменения «до – после»", partial(_changes, access, on))
    if not Document.objects.filter(program=program, kind=KIND, state=DocumentState.SIGNED).exists():
        yield FolderPaper(7, 60, "Отчёт о мониторинге, проект", partial(_report, access, on))


def _sheet(access: Access, pk: int, title: str) -> tuple[str, bytes]:
    assessment = Assessment.objects.select_related("form", "author").get(program=access.program, pk=pk)
    paper = effectiveness_paper(assessment, access.program)
    return f"{title}.pdf", render_pdf("reports/effectiveness.html", paper)


def _swot(access: Access, on: date) -> tuple[str, bytes]:
    return "SWOT-анализ.pdf", render_pdf("reports/swot.html", swot_paper(access.program, None, on))


def _results(access: Access, on: date) -> tuple[str, bytes]:
    paper = results_paper(access.program, read_map(access.program, on), on)
    return "Ожидаемые результаты.pdf", render_pdf("reports/expected_results.html", paper)


def _changes(access: Access, on: date) -> tuple[str, bytes]:
    paper = changes_paper(read_changes(access.program, None), WHOLE, on)
    return "Изменения до – после.pdf", render_pdf("reports/changes.html", paper)


def _report(access: Access, on: date) -> tuple[str, bytes]:
    program = access.program
    signer = signatory(program, on)
    draft = Document(title=title_of(program), signer_name=signer.name, signer_title=signer.title)
    context = {"document": draft, "is_draft": True, "school": school_snapshot(program.school)}
    data = render_pdf("reports/monitoring_report.html", context | snapshot_of(program, on))
    return "Отчёт о мониторинге, проект.pdf", data
