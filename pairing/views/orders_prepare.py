"""Orders that the curator prepares himself: ending pairs, changing a group, replacing a mentor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from pairing.enums import PairState
from pairing.forms import mentors_of
from pairing.forms_orders import GROUNDS, EndForm, GroupForm, ReplaceForm
from pairing.models import Pair
from pairing.rows import pair_rows
from pairing.selections import free_of, lawful_mentees, pairs_of
from pairing.services.order_changes import prepare_change_order
from pairing.services.order_endings import prepare_end_order
from pairing.services.order_groups import prepare_group_order
from pairing.views.common import find_pair, pair_form_page, url
from programs.lists import row_ids
from programs.models import Document
from programs.services.audit import Refusal, claim_key

DONE = "Распоряжение подготовлено. Проверьте текст, напечатайте и подпишите."


def _prepared(request: HttpRequest, form: Any, prepare: Callable[[], Document]) -> HttpResponse | None:
    """The page of the new order's text; None when a rule refused and the form says why."""
    try:
        with transaction.atomic():
            if claim_key(request.POST.get("once", ""), by=request.user) is None:
                return redirect(
                    url(request, "pair_list")
                )  # the form arrived twice: its order is there already
            document = prepare()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, DONE)
    return redirect(url(request, "order_edit", pk=document.pk))


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def order_end(request: HttpRequest) -> HttpResponse:
    """Dissolved pairs that have no order yet, ticked; completed ones may join them."""
    form = EndForm(request.POST or None, initial={"on": request.today})
    pairs = pairs_of(request.access).in_state(PairState.DISSOLVED, PairState.COMPLETED).without_end_order()
    if request.method == "POST" and form.is_valid():
        chosen = pairs.filter(pk__in=row_ids(request.POST.getlist("pair")))
        answer = _prepared(
            request,
            form,
            lambda: prepare_end_order(
                program=request.program, pairs=list(chosen), on=form.cleaned_data["on"], by=request.user
            ),
        )
        if answer is not None:
            return answer
    rows = pair_rows(pairs.with_people().order_by("-closed_on", "pk"))
    asked = row_ids(request.POST.getlist("pair") if request.method == "POST" else request.GET.getlist("pair"))
    return render(
        request,
        "pairing/order_end.html",
        {
            "heading": "Распоряжение о прекращении",
            "lead": "Одно распоряжение на все отмеченные пары. Встречи этих пар уже остановлены.",
            "form": form,
            "dissolved": _ticked(
                [row for row in rows if row.state == PairState.DISSOLVED], asked, is_default=True
            ),
            "completed": _ticked([row for row in rows if row.state == PairState.COMPLETED], asked),
            "cancel_url": url(request, "pair_list"),
            "crumbs": [("Пары и группы", url(request, "pair_list")), ("Прекращение", "")],
            "back_url": url(request, "pair_list"),
            "back_label": "Пары и группы",
        },
        status=422 if form.errors else 200,
    )


def _ticked(rows: list[Any], asked: list[int], *, is_default: bool = False) -> list[tuple[Any, bool]]:
    return [(row, row.pk in asked if asked else is_default) for row in rows]


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def order_group(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    if answer := _unless_active(request, pair):
        return answer
    form = GroupForm(
        request.POST or None,
        pair=pair,
        lawful=lawful_mentees(pair, request.today),
        free=free_of([pair.mentor])[pair.mentor.person_id],
        today=request.today,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = _prepared(
            request,
            form,
            lambda: prepare_group_order(
                pair=pair,
                joins=form.joins(),
                leaves=form.leaves(),
                ground=data.get("ground", ""),
                rule_reason=data.get("rule_reason", ""),
                on=data["on"],
                by=request.user,
            ),
        )
        if answer is not None:
            return answer
    return _page(request, pair, form, "pairing/order_group.html", "Изменить состав", "Состав")


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def order_change(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    if answer := _unless_active(request, pair):
        return answer
    free = free_of(list(mentors_of(request.program)))
    form = ReplaceForm(request.POST or None, pair=pair, free=free, today=request.today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = _prepared(
            request,
            form,
            lambda: prepare_change_order(
                pair=pair,
                members=form.moving(),
                mentor=data["mentor"],
                into=data["into"],
                model=data["model"],
                reason=data["reason"],
                results=form.results(),
                ends_on=data["ends_on"],
                rule_reason=data["rule_reason"],
                on=data["on"],
                by=request.user,
            ),
        )
        if answer is not None:
            return answer
    return _page(request, pair, form, "pairing/order_change.html", "Заменить наставника", "Замена")


def _unless_active(request: HttpRequest, pair: Pair) -> HttpResponse | None:
    if pair.state == PairState.ACTIVE:
        return None
    messages.error(request, "Распоряжением меняют действующую пару или группу. Эта сейчас не действует.")
    return redirect(url(request, "pair_detail", pk=pair.pk))


def _page(
    request: HttpRequest, pair: Pair, form: Any, template: str, heading: str, crumb: str
) -> HttpResponse:
    return pair_form_page(
        request, pair, form, template=template, heading=heading, crumb=crumb, grounds=GROUNDS
    )
