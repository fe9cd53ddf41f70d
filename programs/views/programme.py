"""The programme document on screen: reading, editing by section, paper, other years."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.words import short_date
from programs.enums import ProgramAction, ProgramState
from programs.forms.programme import (
    ApproveForm,
    NewProgramForm,
    ReturnForm,
    ReviseForm,
    SectionForm,
    next_period,
)
from programs.models import AuditEvent, Program, ProgramSection
from programs.reports import document_parts, gap_titles, life_steps, programme_context, programme_filename
from programs.services.audit import Refusal, StaleVersion, claim_key
from programs.services.documents import signatory
from programs.services.programs import may_change, open_program
from programs.services.sections import edit_section
from programs.tenancy import program_url

SHOWN_EVENTS = 50
STATE_SHAPES = {
    ProgramState.DRAFT: "draft",
    ProgramState.SUBMITTED: "wait",
    ProgramState.APPROVED: "ready",
    ProgramState.RUNNING: "ok",
    ProgramState.COMPLETED: "done",
    ProgramState.ARCHIVED: "lock",
}


def _url(request: Any, name: str = "programs:programme_detail", **kwargs: Any) -> str:
    return program_url(request.program, name, **kwargs)


@require_GET
@requires(Permission.PROGRAM_VIEW)
def programme_detail(request: Any) -> HttpResponse:
    program, access = request.program, request.access
    parts = document_parts(ProgramSection.objects.filter(program=program))
    can_edit, can_decide = access.has(Permission.PROGRAM_EDIT), access.has(Permission.PROGRAM_APPROVE)
    gaps = gap_titles(parts)
    return render(
        request,
        "programs/programme_detail.html",
        {
            "heading": "Программа наставничества",
            "crumbs": [("Программа", "")],
            "parts": parts,
            "gaps": gaps,
            "steps": life_steps(program),
            "can_edit_text": can_edit and program.is_content_editable,
            "can_edit": can_edit,
            "can_submit": can_edit and may_change(program, ProgramAction.SUBMIT),
            "can_start": can_edit and may_change(program, ProgramAction.START),
            "can_revise": can_edit and may_change(program, ProgramAction.REVISE),
            "can_complete": can_edit and may_change(program, ProgramAction.COMPLETE),
            "can_archive": can_edit and may_change(program, ProgramAction.ARCHIVE),
            "can_decide": can_decide and may_change(program, ProgramAction.APPROVE),
            "is_over": request.today > program.ends,
            "approve_form": ApproveForm(auto_id="approve_%s"),
            "return_form": ReturnForm(auto_id="return_%s"),
            "revise_form": ReviseForm(auto_id="revise_%s"),
            "signer": signatory(program, request.today),
            "facts": _facts(program),
        },
    )


def _facts(program: Program) -> list[dict[str, Any]]:
    facts = [
        {"label": "Срок", "value": f"{short_date(program.starts)} – {short_date(program.ends)}"},
        {"label": "Редакция", "value": program.edition},
    ]
    if program.submitted_by is not None:
        day = timezone.localtime(program.submitted_at).date()
        facts.append({"label": "Передал", "value": str(program.submitted_by), "note": short_date(day)})
    if program.approved_by is not None:
        day = timezone.localtime(program.approved_at).date()
        facts.append(
            {
                "label": "Утвердил",
                "value": str(program.approved_by),
                "note": f"{program.approver_title}, {short_date(day)}",
            }
        )
    if program.approval_protocol:
        facts.append({"label": "Протокол", "value": program.approval_protocol})
    return facts


# --- sections ---


@require_http_methods(["GET", "POST"])
@requires(Permission.PROGRAM_EDIT)
def section_edit(request: Any, code: str) -> HttpResponse:
    section = get_object_or_404(ProgramSection, program=request.program, code=code)
    if not request.program.is_content_editable:
        messages.warning(
            request, "Править разделы можно только в черновике. Откройте новую редакцию программы."
        )
        return redirect(f"{_url(request)}#{code}")
    form = SectionForm(request.POST if request.method == "POST" else None, section=section)
    order = request.POST.get("do", "")
    if request.method == "POST" and order != "save":
        form.change_rows(order)
        return _section_page(request, section, form)
    if request.method == "POST" and form.is_valid():
        try:
            edit_section(
                section=section,
                shown_version=form.cleaned_data["version"],
                intro=form.cleaned_data["intro"],
                rows=form.rows,
                by=request.user,
            )
        except StaleVersion as refusal:
            return _section_conflict(request, section, refusal)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Раздел «{section.title}» сохранён.")
            return redirect(f"{_url(request)}#{code}")
    return _section_page(request, section, form)


def _section_page(
    request: Any, section: ProgramSection, form: SectionForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    return render(
        request,
        "programs/programme_section.html",
        {
            "heading": section.title,
            "crumbs": [("Программа", _url(request)), (section.title, "")],
            "back_url": f"{_url(request)}#{section.code}",
            "back_label": "К программе",
            "section": section,
            "form": form,
            **extra,
        },
        status=status,
    )


def _section_conflict(request: Any, section: ProgramSection, refusal: StaleVersion) -> HttpResponse:
    """Show what the other person saved beside one's own text; saving again puts one's own over it."""
    section.refresh_from_db()
    data = request.POST.copy()
    data["version"] = section.version
    [theirs] = document_parts([section])
    return _section_page(
        request, section, SectionForm(data, section=section), status=409, conflict=str(refusal), theirs=theirs
    )


@require_GET
@requires(Permission.PROGRAM_VIEW)
def section_history(request: Any, code: str) -> HttpResponse:
    section = get_object_or_404(ProgramSection, program=request.program, code=code)
    events = AuditEvent.objects.filter(
        school=request.school, target_type=ProgramSection._meta.label, target_id=section.pk
    )[:SHOWN_EVENTS]
    return render(
        request,
        "programs/programme_history.html",
        {
            "heading": f"История раздела «{section.title}»",
            "crumbs": [("Программа", _url(request)), (section.title, "")],
            "back_url": f"{_url(request)}#{section.code}",
            "back_label": "К программе",
            "events": events,
        },
    )


# --- paper and other years ---


@require_GET
@requires(Permission.PROGRAM_VIEW)
def programme_pdf(request: Any) -> HttpResponse:
    pdf = render_pdf("reports/programme.html", programme_context(request.program))
    return pdf_response(pdf, programme_filename(request.program))


@require_GET
@requires(Permission.PROGRAM_VIEW)
def programme_list(request: Any) -> HttpResponse:
    programs = Program.objects.filter(school=request.school).select_related("school", "approved_by")
    rows = [
        {
            "program": program,
            "kind": STATE_SHAPES[program.state],
            "url": program_url(program, "programs:programme_detail"),
        }
        for program in programs
    ]
    return render(
        request,
        "programs/programme_list.html",
        {
            "heading": "Программы по годам",
            "crumbs": [("Программа", _url(request)), ("По годам", "")],
            "back_url": _url(request),
            "back_label": "К программе",
            "rows": rows,
            "can_edit": request.access.has(Permission.PROGRAM_EDIT),
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.PROGRAM_EDIT)
def programme_create(request: Any) -> HttpResponse:
    programs = list(Program.objects.filter(school=request.school))
    latest = programs[0]
    initial = {**next_period(latest, request.today), "source": str(latest.pk)}
    form = NewProgramForm(request.POST or None, initial=initial, programs=programs)
    if request.method == "POST" and form.is_valid():
        try:
            opened = _open(request, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if opened is None:  # the form arrived twice: its programme is there already
                return redirect(_url(request, "programs:programme_list"))
            messages.success(request, f"{opened} создана. Проверьте разделы и передайте её директору.")
            return redirect(program_url(opened, "programs:programme_detail"))
    return render(
        request,
        "programs/programme_create.html",
        {
            "heading": "Новая программа",
            "lead": "Разделы, формы наставничества, категории и дорожная карта перейдут на новый год.",
            "crumbs": [
                ("Программа", _url(request)),
                ("По годам", _url(request, "programs:programme_list")),
                ("Новая", ""),
            ],
            "form": form,
            "cancel_url": _url(request, "programs:programme_list"),
        },
    )


def _open(request: HttpRequest, form: NewProgramForm) -> Program | None:
    values = form.cleaned_data
    with transaction.atomic():
        if claim_key(request.POST.get("once", ""), by=request.user) is None:
            return None
        return open_program(
            school=request.school,
            label=values["label"],
            starts=values["starts"],
            ends=values["ends"],
            by=request.user,
            previous=form.previous,
        )
