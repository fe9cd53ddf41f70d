"""«Отчёты наставников»: the list, beginning one, writing, handing over, accepting, the paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.names import normalise_name
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, short_date
from pairing.enums import MentorReportKind, MentorReportState
from pairing.forms_reports import PeriodForm, ReportFilter, ReportForm
from pairing.models import MentorReport, Pair, PairMember
from pairing.reports_mentor import SECTIONS, report_html
from pairing.services.mentor_reports import (
    TEXTS,
    accept_report,
    create_report,
    delete_report,
    facts_of,
    may_write,
    period_words,
    proposed,
    reports_of,
    return_report,
    save_report,
    submit_report,
    without_report,
)
from pairing.tables_reports import REPORT_COLUMNS, report_badge
from pairing.views.common import pair_form_page, url
from pairing.views.meetings import ROOM
from participants.registries import room_tabs
from participants.views.selection import save_versioned
from programs.forms.office import ReturnForm
from programs.lists import page_of
from programs.services.audit import Refusal
from programs.tables import shown_rows
from programs.views.acting import act

P = Permission
SHOWN_PAIRS = 12


def _found(request: HttpRequest) -> tuple[QuerySet[MentorReport], ReportFilter]:
    rows, form = reports_of(request.access), ReportFilter(request.GET)
    if form.is_valid():
        for word in normalise_name(form.cleaned_data["q"] or "").split():
            members = PairMember.objects.filter(mentee__person__search_key__contains=word).values("pair")
            rows = rows.filter(Q(pair__mentor__person__search_key__contains=word) | Q(pair__in=members))
        for field in ("kind", "state"):
            if value := form.cleaned_data[field]:
                rows = rows.filter(**{field: value})
    members = PairMember.objects.select_related("mentee__person").order_by("mentee__person__search_key")
    return rows.prefetch_related(Prefetch("pair__members", members)), form


@require_safe
@requires(P.MEETING_RECORD, P.MONITORING_VIEW)
def report_list(request: HttpRequest) -> HttpResponse:
    rows, form = _found(request)
    page = page_of(request, rows)
    silent = without_report(request.access) if request.access.has(P.MEETING_RECORD) else Pair.objects.none()
    total = silent.count()
    pairs = silent.select_related("mentor__person").order_by("mentor__person__search_key", "pk")[:SHOWN_PAIRS]
    return render(
        request,
        "pairing/report_list.html",
        {
            "heading": "Отчёты наставников",
            "lead": "Промежуточный – по итогам полугодия, итоговый – когда пара закончила работу.",
            "rooms": room_tabs(ROOM, request.access, request.today, "pairing:report_list"),
            "form": form,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "columns": [column.declared() for column in REPORT_COLUMNS],
            "rows": shown_rows(REPORT_COLUMNS, page, lambda row: url(request, "report_detail", pk=row.pk)),
            "page_obj": page,
            "silent": [
                (pair.mentor.person.list_name, pair.number, url(request, "report_create", pk=pair.pk))
                for pair in pairs
            ],
            "silent_more": max(total - SHOWN_PAIRS, 0),
            "silent_words": f"Без отчёта {counted(total, 'пара', 'пары', 'пар')}",
        },
    )


@require_http_methods(["GET", "POST"])
@requires(P.MEETING_RECORD)
def report_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose kind and period; the draft is filled from the journal."""
    pairs = Pair.objects.of_program(request.program).led_by(request.access)
    pair = get_object_or_404(pairs.with_people(), pk=pk)
    kind = MentorReportKind.FINAL if pair.closed_on else MentorReportKind.INTERIM
    starts, ends = proposed(pair, kind, request.today)
    form = PeriodForm(request.POST or None, initial={"kind": kind, "starts": starts, "ends": ends})
    if request.method == "POST" and form.is_valid():
        try:
            report = create_report(pair=pair, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            where = "report_edit" if may_write(report, request.access) else "report_detail"
            return redirect(url(request, where, pk=report.pk))
    return pair_form_page(
        request,
        pair,
        form,
        template="pairing/report_create.html",
        heading="Новый отчёт наставника",
        crumb="Новый отчёт",
    )


@require_safe
@requires(P.MEETING_RECORD, P.MONITORING_VIEW)
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    waits = report.state == MentorReportState.SUBMITTED
    can_decide = waits and request.access.has(P.PAIR_EDIT)
    return render(
        request,
        "pairing/report_detail.html",
        {
            **_head(request, report),
            "report": report,
            "badge": report_badge(report),
            "facts": _facts(report),
            "sections": [(title, getattr(report, name)) for title, name in SECTIONS],
            "can_write": may_write(report, request.access),
            "can_decide": can_decide,
            "return_form": ReturnForm(auto_id="id_return_%s"),
        },
    )


@require_http_methods(["GET", "POST"])
@requires(P.MEETING_RECORD)
def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    report = _led(request, pk)
    detail = url(request, "report_detail", pk=pk)
    if not may_write(report, request.access):
        messages.info(request, "Отчёт уже передан: его текст не меняется.")
        return redirect(detail)
    initial = {name: getattr(report, name) for name in ("starts", "ends", "version", *TEXTS)}
    form = ReportForm(request.POST or None, initial=initial)
    status: int | None = 200
    if request.method == "POST" and form.is_valid():
        status = save_versioned(
            form, lambda version: _save(request, report, form, version), lambda: _newest(report)
        )
        if status is None:
            messages.success(
                request, "Отчёт передан куратору." if _hands_over(request) else "Отчёт сохранён."
            )
            return redirect(detail)
    return render(
        request,
        "pairing/report_form.html",
        {
            **_head(request, report, "Текст отчёта"),
            "report": report,
            "form": form,
            "facts": _facts(report),
            "cancel_url": detail,
        },
        status=422 if form.errors and status == 200 else status,
    )


def _hands_over(request: HttpRequest) -> bool:
    return bool(request.POST.get("submit"))


def _save(request: HttpRequest, report: MentorReport, form: ReportForm, version: int) -> None:
    data = form.cleaned_data
    saved = save_report(
        report=report,
        starts=data["starts"],
        ends=data["ends"],
        texts=form.texts(),
        shown_version=version,
        by=request.user,
    )
    if _hands_over(request):
        form.data = form.data.copy()
        form.data["version"] = str(saved.version)  # saved already, whatever the handing over says
        submit_report(report=saved, by=request.user)


def _newest(report: MentorReport) -> int:
    return MentorReport.objects.get(pk=report.pk).version


@require_POST
@requires(P.MEETING_RECORD)
def report_submit(request: HttpRequest, pk: int) -> HttpResponse:
    report = _led(request, pk)
    return _act(request, pk, lambda: submit_report(report=report, by=request.user), "Отчёт передан куратору.")


@require_POST
@requires(P.MEETING_RECORD)
def report_delete(request: HttpRequest, pk: int) -> HttpResponse:
    report = _led(request, pk)
    try:
        delete_report(report=report, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "report_detail", pk=pk))
    messages.success(request, "Черновик удалён.")
    return redirect(url(request, "report_list"))


@require_POST
@requires(P.PAIR_EDIT)
def report_accept(request: HttpRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    return _act(request, pk, lambda: accept_report(report=report, by=request.user), "Отчёт принят.")


@require_POST
@requires(P.PAIR_EDIT)
def report_return(request: HttpRequest, pk: int) -> HttpResponse:
    report, comment = _report(request, pk), request.POST.get("comment", "")
    return _act(
        request,
        pk,
        lambda: return_report(report=report, comment=comment, by=request.user),
        "Отчёт возвращён наставнику с замечанием.",
    )


@require_safe
@requires(P.MEETING_RECORD, P.MONITORING_VIEW)
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    data = html_to_pdf_in_child(report_html(report, request.today))
    return pdf_response(data, f"Отчёт наставника, {report.pair.mentor.person.last_name}.pdf")


def _report(request: HttpRequest, pk: int) -> MentorReport:
    return get_object_or_404(reports_of(request.access), pk=pk)


def _led(request: HttpRequest, pk: int) -> MentorReport:
    """Another's report is 404 for who may not write it."""
    led = Pair.objects.of_program(request.program).led_by(request.access)
    return get_object_or_404(reports_of(request.access).filter(pair__in=led.values("pk")), pk=pk)


def _act(request: HttpRequest, pk: int, work: Any, done: str) -> HttpResponse:
    return act(request, work, done, url(request, "report_detail", pk=pk))


def _head(request: HttpRequest, report: MentorReport, here: str = "") -> dict[str, Any]:
    name = report.pair.mentor.person.list_name
    heading = report.get_kind_display().capitalize()
    own = url(request, "report_detail", pk=report.pk)
    crumbs = [
        ("Отчёты наставников", url(request, "report_list")),
        (f"{heading}: {name}", own if here else ""),
    ]
    return {
        "heading": f"{heading}: {name}",
        "lead": f"Период {period_words(report)}",
        "crumbs": [*crumbs, (here, "")] if here else crumbs,
        "back_url": own if here else url(request, "report_list"),
        "back_label": "К отчёту" if here else "К отчётам",
    }


def _facts(report: MentorReport) -> list[dict[str, Any]]:
    facts = facts_of(report.pair, report.starts, report.ends)
    norm = f"по порядку работы не меньше {facts.norm}" if facts.norm else ""
    rows = [
        {"label": "Встреч проведено", "value": str(facts.held), "note": norm},
        {"label": "Отменено", "value": str(facts.cancelled)},
        {"label": "Время встреч", "value": facts.hours},
        {
            "label": "Задач плана выполнено",
            "value": f"{facts.tasks_done} из {facts.tasks_total}" if facts.tasks_total else "плана нет",
        },
        {"label": "Результатов", "value": str(len(facts.results))},
        {"label": "Записал", "value": str(report.author)},
    ]
    if report.accepted_at:
        rows.append({"label": "Принят", "value": short_date(timezone.localdate(report.accepted_at))})
    return rows
