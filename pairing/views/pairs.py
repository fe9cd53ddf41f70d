"""The list of pairs and groups and the card of one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted, plural
from pairing.card import card_facts, card_members, ladder, next_step
from pairing.enums import PairState, PlanState, ProposalState
from pairing.forms import PairFilter
from pairing.models import Pair, PairPlan, PairProposal
from pairing.office_orders import lacking_end_orders
from pairing.registries import PAIR_PANELS
from pairing.rows import BADGES, pair_rows
from pairing.selections import counts, filtered, pairs_of
from pairing.tables import EXPORT_COLUMNS, PAIR_COLUMNS
from pairing.views.common import find_pair, url
from programs.forms.office import ReturnForm
from programs.lists import export_format, ordering, page_of, query_with, sortable
from programs.querysets import history_of
from programs.reports import list_paper
from programs.stories import told
from programs.tables import plain_rows, shown_rows

SORTS = {
    "mentor": ("mentor__person__last_name", "mentor__person__first_name"),
    "state": ("state", "mentor__person__last_name"),
    "starts": ("starts_on",),
    "ends": ("ends_on",),
}
TABS = (
    ("", "Все"),
    (PairState.DRAFT, "Черновики"),
    (PairState.SUBMITTED, "На утверждении"),
    (PairState.APPROVED, "Утверждены"),
    (PairState.ACTIVE, "Действуют"),
    (PairState.COMPLETED, "Завершены"),
    (PairState.DISSOLVED, "Прекращены"),
)


def found(request: HttpRequest, query: QueryDict) -> tuple[QuerySet[Pair], PairFilter]:
    """Pairs of the query string: tab and filters; an unreadable filter narrows nothing and shows its error."""
    pairs = pairs_of(request.access)
    sees_consents = request.access.has(Permission.CONSENT_VIEW)
    form = PairFilter(query, program=request.program, sees_consents=sees_consents)
    if form.is_valid():
        pairs = filtered(pairs, form.cleaned_data, request.today)
    if (state := query.get("state")) in PairState.values:
        pairs = pairs.in_state(state)
    return pairs, form


@requires(Permission.PAIR_VIEW)
def pair_list(request: HttpRequest) -> HttpResponse:
    pairs, form = found(request, request.GET)
    asked, order = ordering(request, SORTS, "mentor")
    page = page_of(request, pairs.with_people().order_by(*order))
    by_state = counts(request.program, request.access)
    state = request.GET.get("state", "")
    can_edit = request.access.has(Permission.PAIR_EDIT)
    query = query_with(request.GET)
    return render(
        request,
        "pairing/pair_list.html",
        {
            "heading": "Пары и группы",
            "lead": _lead(by_state),
            "form": form,
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, state=code),
                    "count": by_state[code or "all"],
                    "active": state == code,
                }
                for code, label in TABS
            ],
            "tools": [
                {"label": "Выгрузить", "url": f"{url(request, 'pair_export')}{query}", "icon": "download"},
                {"label": "Печать", "url": f"{url(request, 'pair_pdf')}{query}", "icon": "printer"},
            ]
            if request.access.has(Permission.BASE_VIEW)
            else [],
            "keep": [("state", state)] if state else [],
            "columns": sortable(request, [column.declared() for column in PAIR_COLUMNS], asked),
            "rows": shown_rows(
                PAIR_COLUMNS, pair_rows(page.object_list), lambda row: url(request, "pair_detail", pk=row.pk)
            ),
            "page_obj": page,
            "total": by_state["all"],
            "is_own": not request.access.has(Permission.BASE_VIEW),
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "reset_url": query_with(QueryDict(), state=state),
            "can_edit": can_edit,
            "closes_many": can_edit and state == PairState.ACTIVE and by_state[PairState.ACTIVE] > 1,
            "can_submit": can_edit and state == PairState.DRAFT,
            "bulk_actions": [
                {
                    "label": "Передать директору",
                    "url": url(request, "plan_submit"),
                    "icon": "send",
                    "primary": True,
                }
            ],
            "query": request.GET.urlencode(),
            "proposals": PairProposal.objects.filter(
                program=request.program, state=ProposalState.OPEN
            ).count()
            if can_edit
            else 0,
            "plans": PairPlan.objects.filter(program=request.program, state=PlanState.SUBMITTED)
            if request.access.has(Permission.BASE_VIEW) and request.access.sees_whole_school
            else [],
            "can_approve": request.access.has(Permission.PAIR_APPROVE),
            "drafts": by_state[PairState.DRAFT] if state != PairState.DRAFT and can_edit else 0,
            "unended": lacking_end_orders(request.access) if can_edit else 0,
            "drafts_url": query_with(QueryDict(), state=PairState.DRAFT),
        },
    )


def _lead(by_state: dict[str, int]) -> str:
    if not by_state["all"]:
        return ""
    if not by_state[PairState.ACTIVE]:
        return f"{counted(by_state['all'], 'пара', 'пары', 'пар')}, действующих пока нет."
    active = counted(by_state[PairState.ACTIVE], "пара действует", "пары действуют", "пар действуют")
    waiting = by_state[PairState.SUBMITTED] + by_state[PairState.APPROVED]
    if not waiting:
        return f"{active}."
    return f"{active}, {waiting} {plural(waiting, 'ждёт', 'ждут', 'ждут')} решения или подписи."


@requires(Permission.BASE_VIEW)
def pair_export(request: HttpRequest) -> HttpResponse:
    pairs, _ = found(request, request.GET)
    return table_response(
        export_format(request),
        f"Пары и группы {request.program.year_label}",
        title=f"Наставнические пары и группы, {request.school.list_name}",
        header=[column.label for column in EXPORT_COLUMNS],
        rows=plain_rows(EXPORT_COLUMNS, pair_rows(pairs.with_people())),
        sheet_name="Пары",
    )


@requires(Permission.BASE_VIEW)
def pair_pdf(request: HttpRequest) -> HttpResponse:
    pairs, _ = found(request, request.GET)
    rows = pair_rows(pairs.with_people())
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title="Наставнические пары и группы",
            header=[column.label for column in PAIR_COLUMNS],
            rows=plain_rows(PAIR_COLUMNS, rows),
            on=request.today,
        ),
    )
    return pdf_response(data, f"Пары и группы {request.program.year_label}.pdf")


@requires(Permission.PAIR_VIEW)
def pair_detail(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    access = request.access
    [row] = pair_rows([pair])
    is_staff = access.has(Permission.BASE_VIEW)
    history = list(history_of(pair)[:30]) if is_staff else []
    panels: dict[str, list[dict[str, Any]]] = {"main": [], "side": []}
    for panel in PAIR_PANELS:
        data = panel.context(pair, access, request.today) if access.has(panel.permission) else None
        if data is not None:
            panels[panel.column].append({"template": panel.template, "data": data})
    return render(
        request,
        "pairing/pair_detail.html",
        {
            "heading": str(row),
            "pair": pair,
            "row": row,
            "badge": (BADGES[pair.state], pair.get_state_display().capitalize()),
            "is_group": len(row.members) > 1,
            "members": card_members(pair, access),
            "steps": ladder(pair, history_of(pair)),
            "facts": card_facts(pair, access),
            "step": next_step(pair, access),
            "is_staff": is_staff,
            "can_edit": access.has(Permission.PAIR_EDIT),
            "can_approve": access.has(Permission.PAIR_APPROVE),
            "return_form": ReturnForm(auto_id="id_return_%s"),
            "history": told(history, with_year=True),
            "panels": panels,
            "crumbs": [("Пары и группы", url(request, "pair_list")), (str(row), "")],
            "back_url": url(request, "pair_list"),
            "back_label": "Пары и группы",
        },
    )
