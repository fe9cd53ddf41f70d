"""«Документы наставников»: labour papers of mentors who are employees, for the director and the curator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.files import download
from mentoring_site.names import normalise_name
from mentoring_site.pdf import pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from pairing.enums import LabourPaperKind, PairState
from pairing.forms_agreement import LabourFilter, LabourForm, LabourPrintForm
from pairing.labour import ACCOUNT_COLUMNS, COLUMNS, LabourRow, labour_rows, open_rows
from pairing.models import LabourPaper, Pair
from pairing.reports_labour import PAGES_AT_ONCE, labour_pdf
from pairing.selections import pairs_of
from pairing.services.labour import (
    IN_DUTIES,
    REQUIRED,
    earliest_last_day,
    open_scan,
    register_paper,
    remove_paper,
)
from pairing.views.agreement import room
from pairing.views.common import find_pair, url
from programs.lists import export_format, page_of, query_with, row_ids
from programs.services.audit import Refusal
from programs.services.calendar import calendar_of
from programs.tables import plain_rows, shown_rows
from programs.views.acting import act

TABS = (("missing", "Не хватает"), ("ready", "Собраны"), ("all", "Все"))


def _found(request: HttpRequest, query: QueryDict) -> tuple[list[LabourRow], LabourFilter, str]:
    rows, form = open_rows(request.access), LabourFilter(query)
    if form.is_valid():
        words = normalise_name(form.cleaned_data["q"]).split()
        rows = [row for row in rows if all(word in normalise_name(str(row.row)) for word in words)]
    asked = query.get("tab", "")
    return rows, form, asked if asked in dict(TABS) else "missing"


def _in_tab(rows: list[LabourRow], tab: str) -> list[LabourRow]:
    return [row for row in rows if tab == "all" or bool(row.missing) == (tab == "missing")]


@requires(Permission.PAIR_EDIT, Permission.PAIR_APPROVE)
def labour_list(request: HttpRequest) -> HttpResponse:
    found, form, tab = _found(request, request.GET)
    rows = _in_tab(found, tab)
    page = page_of(request, rows)
    query = query_with(request.GET)
    missing = len(_in_tab(found, "missing"))
    return render(
        request,
        "pairing/labour_list.html",
        {
            "heading": "Документы наставников",
            "crumbs": [("Пары и группы", url(request, "pair_list")), ("Документы наставников", "")],
            "lead": f"Бумаги по ст. 351.8 ТК РФ: не хватает у {counted(missing, 'пары', 'пар', 'пар')}."
            if missing
            else "Бумаги по ст. 351.8 ТК РФ для работников-наставников.",
            "room": room(request, "labour_list") if request.access.has(Permission.PAIR_EDIT) else [],
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, tab=code),
                    "count": len(_in_tab(found, code)),
                    "active": code == tab,
                }
                for code, label in TABS
            ],
            "tab": tab,
            "tools": [
                {
                    "label": "Выгрузить для бухгалтерии",
                    "url": f"{url(request, 'labour_export')}{query}",
                    "icon": "download",
                }
            ],
            "form": form,
            "keep": [("tab", tab)],
            "reset_url": query_with(QueryDict(), tab=tab),
            "is_filtered": bool(request.GET.get("q")),
            "is_empty": not found and not request.GET.get("q"),
            "columns": [column.declared() for column in COLUMNS],
            "rows": shown_rows(COLUMNS, page, lambda row: url(request, "pair_labour", pk=row.pk)),
            "page_obj": page,
            "query": request.GET.urlencode(),
            "bulk_actions": [
                {"label": "Напечатать бланки", "url": url(request, "labour_print"), "icon": "printer"}
            ],
        },
    )


@requires(Permission.PAIR_EDIT, Permission.PAIR_APPROVE)
def labour_export(request: HttpRequest) -> HttpResponse:
    """For the accountant; all pairs unless a tab is asked for."""
    rows, _, tab = _found(request, request.GET)
    if "tab" in request.GET:
        rows = _in_tab(rows, tab)
    return table_response(
        export_format(request),
        f"Наставники-работники {request.program.year_label}",
        title=f"Наставники-работники: документы по ст. 351.8 ТК РФ и выплаты, {request.school.list_name}",
        header=[column.label for column in ACCOUNT_COLUMNS],
        rows=plain_rows(ACCOUNT_COLUMNS, rows),
        sheet_name="Наставники",
    )


@require_POST
@requires(Permission.PAIR_EDIT, Permission.PAIR_APPROVE)
def labour_print(request: HttpRequest) -> HttpResponse:
    """First asks which blanks, then draws them."""
    if request.POST.get("all_filtered"):
        rows, _, tab = _found(request, QueryDict(request.POST.get("query", "")))
        rows = _in_tab(rows, tab)
    else:
        ids = row_ids(request.POST.getlist("ids"))
        rows = labour_rows(list(pairs_of(request.access).filter(pk__in=ids).with_people()))
    if not rows:
        messages.error(request, "Отметьте пары, для которых нужны бланки.")
        return redirect(url(request, "labour_list"))
    is_asked = "chosen" in request.POST
    form = LabourPrintForm(request.POST if is_asked else None, initial={"kinds": [*REQUIRED]})
    if is_asked and form.is_valid():
        kinds = form.cleaned_data["kinds"]
        if len(rows) * len(kinds) <= PAGES_AT_ONCE:
            data = labour_pdf(
                rows, kinds, request.program, on=request.today, is_checked=form.cleaned_data["is_checked"]
            )
            return pdf_response(data, "Документы наставников.pdf")
        form.add_error(None, f"За один раз печатается до {PAGES_AT_ONCE} бланков. Отметьте меньше пар.")
    return render(
        request,
        "pairing/labour_print.html",
        {
            "heading": "Напечатать бланки",
            "lead": f"Для {counted(len(rows), 'пары', 'пар', 'пар')}. Паспорт и реквизиты договора пишут от руки.",
            "form": form,
            "hidden": [("chosen", "1"), *(("ids", str(row.pk)) for row in rows)],
            "cancel_url": url(request, "labour_list"),
            "crumbs": [("Документы наставников", url(request, "labour_list")), ("Бланки", "")],
            "back_url": url(request, "labour_list"),
            "back_label": "Документы наставников",
        },
        status=422 if form.errors else 200,
    )


# --- one pair ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT, Permission.PAIR_APPROVE)
def pair_labour(request: HttpRequest, pk: int) -> HttpResponse:
    """Papers of one pair; the curator registers them, the director reads."""
    pair = find_pair(request, pk)
    is_curator = request.access.has(Permission.PAIR_EDIT)
    if request.method == "POST" and not is_curator:
        raise PermissionDenied
    can_edit = is_curator and request.program.is_open
    asked = request.POST.get("kind", "")
    forms = {kind: _form(pair, kind) for kind in _kinds(pair)} if can_edit else {}
    if request.method == "POST" and can_edit and asked in forms:
        form = forms[asked] = LabourForm(request.POST, request.FILES, kind=asked)
        if form.is_valid():
            try:
                register_paper(
                    pair=pair, kind=asked, by=request.user, today=request.today, **form.cleaned_data
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"Записано: {LabourPaperKind(asked).label}.")
                return redirect(url(request, "pair_labour", pk=pk))
    [row] = labour_rows([pair]) or [None]
    return render(
        request,
        "pairing/pair_labour.html",
        {
            "heading": "Документы наставника",
            "lead": f"{pair.mentor.person.full_name}: бумаги по ст. 351.8 ТК РФ",
            "pair": pair,
            "row": row,
            "papers": _papers(pair, forms),
            "bad_form": next((form for form in forms.values() if form.errors), None),
            "can_edit": can_edit,
            "notice": _notice(request, pair),
            "print_ids": [("ids", str(pair.pk))] if row else [],
            "crumbs": [
                ("Документы наставников", url(request, "labour_list")),
                (str(pair), url(request, "pair_detail", pk=pk)),
                ("Документы", ""),
            ],
            "back_url": url(request, "labour_list"),
            "back_label": "Документы наставников",
        },
        status=422 if any(form.errors for form in forms.values()) else 200,
    )


def _notice(request: HttpRequest, pair: Pair) -> dict[str, Any]:
    """The earliest last day by the registered notice, or by one handed over today."""
    paper = pair.labour_papers.filter(kind=LabourPaperKind.NOTICE).first()
    noticed = paper.signed_on if paper else request.today
    return {
        "is_given": paper is not None,
        "last_day": earliest_last_day(noticed, calendar_of(request.school)),
    }


def _kinds(pair: Pair) -> list[str]:
    """The notice belongs to the end of a pair."""
    ending = [LabourPaperKind.NOTICE] if pair.state in (PairState.ACTIVE, PairState.DISSOLVED) else []
    return [*REQUIRED, *ending]


def _form(pair: Pair, kind: str) -> LabourForm:
    paper = LabourPaper.objects.filter(pair=pair, kind=kind).first()
    if paper is None:
        return LabourForm(kind=kind)
    is_free = paper.pay == IN_DUTIES
    return LabourForm(
        kind=kind,
        initial={
            "signed_on": paper.signed_on,
            "kept_at": paper.kept_at,
            "pay": "" if is_free else paper.pay,
            "in_duties": is_free,
        },
    )


def _papers(pair: Pair, forms: dict[str, LabourForm]) -> list[dict[str, Any]]:
    known = {paper.kind: paper for paper in pair.labour_papers.select_related("scan", "registered_by")}
    return [
        {
            "kind": kind,
            "label": kind.label.capitalize(),
            "paper": known.get(kind),
            "form": forms.get(kind),
            "is_open": kind in forms
            and ((kind not in known and kind in REQUIRED) or bool(forms[kind].errors)),
        }
        for kind in LabourPaperKind
        if kind in forms or kind in known or kind in REQUIRED
    ]


def _paper(request: HttpRequest, pk: int) -> LabourPaper:
    papers = LabourPaper.objects.filter(pair__in=pairs_of(request.access).values("pk"))
    return get_object_or_404(
        papers.select_related("scan", "pair__program__school", "pair__mentor__person"), pk=pk
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def labour_paper_remove(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    target = url(request, "pair_labour", pk=paper.pair_id)
    return act(request, lambda: remove_paper(paper=paper, by=request.user), "Запись снята.", target)


@require_POST
@requires(Permission.PAIR_EDIT, Permission.PAIR_APPROVE)
def labour_paper_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST, since every look leaves a row in the journal."""
    paper = _paper(request, pk)
    try:
        scan = open_scan(paper=paper, by=request.user).scan
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "pair_labour", pk=paper.pair_id))
    return download(scan.content, name=scan.file_name, content_type=scan.content_type)
