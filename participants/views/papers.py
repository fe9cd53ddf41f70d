"""Applications to take part (D12) and journals on personal data (D36) as papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.enums import BaseKind
from participants.forms_papers import ParticipationForm
from participants.models import Mentee, Mentor
from participants.reports_journals import access_paper, requests_paper
from participants.reports_participation import TEXT, participation_html
from programs.tenancy import program_url

PAGES_AT_ONCE = 60
MODELS = {BaseKind.MENTEES: Mentee, BaseKind.MENTORS: Mentor}


@require_safe
@requires(Permission.BASE_VIEW)
def participation_print(request: HttpRequest) -> HttpResponse:
    """Choose a base and a class; nothing is written, the blanks are signed by hand."""
    form = ParticipationForm(request.GET if "base" in request.GET else None, access=request.access)
    url = program_url(request.program, "participants:participation_pdf")
    rows = _chosen(request, form) if form.is_valid() else None
    return render(
        request,
        "participants/participation_print.html",
        {
            "heading": TEXT.label,
            "lead": TEXT.when,
            "crumbs": [
                ("Документы", program_url(request.program, "programs:document_list")),
                ("Новый документ", program_url(request.program, "programs:paper_kinds")),
                (TEXT.label, ""),
            ]
            if request.access.has(Permission.DOCUMENT_PREPARE)
            else [(TEXT.label, "")],
            "form": form,
            "count": rows.count() if rows is not None else None,
            "most": PAGES_AT_ONCE,
            "pdf_url": f"{url}?{request.GET.urlencode()}",
            "empty_url": f"{url}?empty=1",
        },
    )


@require_safe
@requires(Permission.BASE_VIEW)
def participation_pdf(request: HttpRequest) -> HttpResponse:
    entries: list[Any] = []
    if not request.GET.get("empty"):
        back = program_url(request.program, "participants:participation_print")
        form = ParticipationForm(request.GET, access=request.access)
        if not form.is_valid():
            messages.error(request, "Выберите, для кого печатать заявления.")
            return redirect(back)
        rows = _chosen(request, form)
        if not (total := rows.count()):
            messages.info(request, "Печатать нечего: в этом отборе никого нет.")
            return redirect(f"{back}?{request.GET.urlencode()}")
        if total > PAGES_AT_ONCE:
            sheets = counted(PAGES_AT_ONCE, "заявления", "заявлений", "заявлений")
            messages.error(request, f"За один раз печатается до {sheets}. Выберите класс.")
            return redirect(f"{back}?{request.GET.urlencode()}")
        entries = list(rows.for_list(request.program))
    html = participation_html(entries, request.program, request.today)
    return pdf_response(html_to_pdf_in_child(html), "Заявления на участие.pdf")


def _chosen(request: HttpRequest, form: ParticipationForm) -> Any:
    model = MODELS[BaseKind(form.cleaned_data["base"])]
    rows = model.objects.of_program(request.program).visible_to(request.access).present()
    if school_class := form.cleaned_data["school_class"]:
        rows = rows.filter(
            person__enrolments__program=request.program, person__enrolments__school_class=school_class
        )
    return rows.order_by("person__search_key", "pk")


@require_safe
@requires(Permission.PERSON_DESTROY)
def request_journal_pdf(request: HttpRequest) -> HttpResponse:
    data = render_pdf("reports/office_list.html", requests_paper(request.program, request.today))
    return pdf_response(data, f"Журнал обращений {request.program.year_label}.pdf")


@require_safe
@requires(Permission.PERSON_DESTROY)
def access_journal_pdf(request: HttpRequest) -> HttpResponse:
    data = render_pdf("reports/office_list.html", access_paper(request.program, request.today))
    return pdf_response(data, f"Журнал доступа {request.program.year_label}.pdf")
