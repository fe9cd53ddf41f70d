"""The year's report: look through by sections, write the conclusions, hand it over to be signed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.docx import docx_response
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from monitoring.forms_report import ConclusionForm
from monitoring.report import KIND, sections_of, snapshot_of, text_code, title_of
from monitoring.report_docx import report_docx
from monitoring.services.reports import prepare_report, reports_of
from monitoring.services.texts import save_text, texts_of
from participants.registries import room_tabs
from programs.enums import DocumentState
from programs.models import Document
from programs.registries.papers import REPORT_SECTIONS
from programs.services.audit import Refusal, StaleVersion
from programs.services.documents import school_snapshot, signatory
from programs.tables import DOCUMENT_BADGES
from programs.tenancy import program_url


@requires(Permission.MONITORING_VIEW)
def report(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@requires(Permission.MONITORING_EDIT)
def conclude(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the conclusion on one section."""
    if code not in {section.code for section in REPORT_SECTIONS}:
        raise Http404
    form = ConclusionForm(request.POST, code=code)
    if not form.is_valid():
        return _page(request, form=form, code=code, status=422)
    try:
        save_text(
            program=request.program,
            code=text_code(code),
            text=form.cleaned_data["text"],
            shown_version=form.cleaned_data["version"],
            by=request.user,
        )
    except StaleVersion as stale:
        form.add_error(None, str(stale))
        form.data = form.data.copy()
        form.data["version"] = texts_of(request.program)[text_code(code)].version
        return _page(request, form=form, code=code, status=409)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form=form, code=code, status=422)
    messages.success(request, "Вывод сохранён.")
    return redirect(f"{program_url(request.program, 'monitoring:report')}#section-{code}")


@require_POST
@requires(Permission.MONITORING_EDIT)
def prepare(request: HttpRequest) -> HttpResponse:
    try:
        document = prepare_report(program=request.program, by=request.user, on=request.today)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(program_url(request.program, "monitoring:report"))
    messages.success(request, "Отчёт собран и ждёт подписи.")
    return redirect(program_url(request.program, "programs:document_detail", pk=document.pk))


@requires(Permission.MONITORING_VIEW)
def report_pdf(request: HttpRequest) -> HttpResponse:
    """A look at the paper as it would be today; nothing is kept."""
    program, signer = request.program, signatory(request.program, request.today)
    draft = Document(title=title_of(program), signer_name=signer.name, signer_title=signer.title)
    context = {"document": draft, "is_draft": True, "school": school_snapshot(request.school)}
    data = render_pdf("reports/monitoring_report.html", context | snapshot_of(program, request.today))
    return pdf_response(data, f"Отчёт о мониторинге {program.year_label}, проект.pdf")


@requires(Permission.MONITORING_VIEW)
def report_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as Word, as its register page has it."""
    document = get_object_or_404(Document.objects.filter(program=request.program, kind=KIND), pk=pk)
    return docx_response(report_docx(document), f"Отчёт о мониторинге {request.program.year_label}.docx")


def _page(
    request: HttpRequest, *, form: ConclusionForm | None = None, code: str = "", status: int = 200
) -> HttpResponse:
    program = request.program
    can_edit = request.access.has(Permission.MONITORING_EDIT) and program.is_open
    sections = sections_of(program, request.today)
    for section in sections:
        if can_edit:
            section["form"] = (
                form
                if form is not None and section["code"] == code
                else ConclusionForm(
                    code=section["code"],
                    initial={"text": section["conclusion"], "version": section["version"]},
                )
            )
    paper = reports_of(program).first()
    written = sum(1 for section in sections if section["conclusion"])
    return render(
        request,
        "monitoring/report.html",
        {
            "heading": "Отчёт о мониторинге",
            "lead": f"За {program.year_label} учебный год. Выводы написаны в {written} из {len(sections)} разделов.",
            "crumbs": [
                ("Главная", program_url(program, "programs:dashboard")),
                ("Мониторинг", program_url(program, "monitoring:overview")),
                ("Отчёт", None),
            ],
            "tabs": room_tabs("monitoring", request.access, request.today, "monitoring:report"),
            "sections": sections,
            "paper": paper,
            "may_open": request.access.has(Permission.DOCUMENT_VIEW),
            "paper_badge": DOCUMENT_BADGES[paper.state] if paper else None,
            "is_signed": paper is not None and paper.state == DocumentState.SIGNED,
            "can_edit": can_edit,
            "can_prepare": request.access.has(Permission.MONITORING_EDIT),
            "form": form,
        },
        status=status,
    )
