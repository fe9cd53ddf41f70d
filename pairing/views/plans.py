"""Plans of pairs: submit, look through, approve whole or in part, return."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import ru_date
from pairing.cards_council import council_panel
from pairing.enums import PairState, PlanState
from pairing.models import Pair, PairPlan
from pairing.selections import pairs_of, parted_by_hand, plan_rows, previous_plan
from pairing.services.plans import approve_plan, pairs_in_words, return_pair, return_plan, submit_plan
from pairing.views.common import find_pair, find_plan, url
from pairing.views.pairs import found
from programs.enums import DocumentState
from programs.forms.office import ReturnForm
from programs.lists import row_ids
from programs.querysets import history_of
from programs.services.audit import Refusal
from programs.stories import told
from programs.tenancy import program_url
from programs.views.acting import act, next_of

PLAN_BADGES = {
    PlanState.SUBMITTED: ("wait", "На утверждении"),
    PlanState.APPROVED: ("ok", "Утверждён"),
    PlanState.RETURNED: ("warn", "Возвращён"),
}


@require_POST
@requires(Permission.PAIR_EDIT)
def plan_submit(request: HttpRequest) -> HttpResponse:
    """Ticked drafts, or all of the filtered list, as one plan."""
    if request.POST.get("all_filtered"):
        pairs, _ = found(request, QueryDict(request.POST.get("query", "")))
        pairs = pairs.in_state(PairState.DRAFT)
    else:
        ids = row_ids(request.POST.getlist("ids"))
        pairs = pairs_of(request.access).filter(pk__in=ids)
    try:
        plan = submit_plan(program=request.program, pairs=pairs, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "pair_list") + f"?state={PairState.DRAFT}")
    messages.success(request, f"План № {plan.number} передан директору.")
    return redirect(url(request, "plan_detail", pk=plan.pk))


@requires(Permission.BASE_VIEW)
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan names pairs of the whole school: who sees only his own people finds them in the list of pairs."""
    plan = find_plan(request, pk)
    if not request.access.sees_whole_school:
        raise Http404
    return _plan_page(request, plan)


def _plan_page(
    request: HttpRequest,
    plan: PairPlan,
    *,
    kept: Collection[int] | None = None,
    comment: str = "",
    error: str = "",
) -> HttpResponse:
    """kept: the pairs that stay ticked, all when omitted. error: why the decision was refused; nothing is lost."""
    rows = plan_rows(plan)
    waiting = [row for row in rows if row.pair.state == PairState.SUBMITTED and row.pair.plan_id == plan.pk]
    is_waiting = plan.state == PlanState.SUBMITTED
    before = previous_plan(plan)
    facts = [
        {
            "label": "Передал",
            "value": str(plan.submitted_by),
            "note": ru_date(timezone.localdate(plan.submitted_at)),
        },
    ]
    if plan.decided_at:
        facts.append(
            {
                "label": "Решение",
                "value": str(plan.decided_by),
                "note": ru_date(timezone.localdate(plan.decided_at)),
            }
        )
    if plan.order:
        facts.append(
            {
                "label": "Документ",
                "value": f"№ {plan.order.number}",
                "note": plan.order.get_state_display(),
                "url": program_url(request.program, "programs:document_detail", pk=plan.order_id),
            }
        )
    return render(
        request,
        "pairing/plan_detail.html",
        {
            "heading": str(plan),
            "lead": pairs_in_words([row.pair for row in rows]),
            "plan": plan,
            "badge": PLAN_BADGES[plan.state],
            "rows": rows,
            "waiting": waiting,
            "kept": {row.pair.pk for row in waiting} if kept is None else set(kept),
            "comment": comment,
            "error": error,
            "before": before,
            "parted": parted_by_hand(plan),
            "facts": facts,
            "can_decide": is_waiting and request.access.has(Permission.PAIR_APPROVE),
            "can_edit_order": request.access.has(Permission.PAIR_EDIT)
            and plan.order is not None
            and plan.order.state == DocumentState.TO_SIGN,
            "return_form": ReturnForm(),
            "council": council_panel(plan, [row.pair for row in waiting], request.access),
            "history": told(history_of(plan), with_year=True),
            "crumbs": [("Пары и группы", url(request, "pair_list")), (str(plan), "")],
            "back_url": url(request, "pair_list"),
            "back_label": "Пары и группы",
        },
        status=422 if error else 200,
    )


@require_POST
@requires(Permission.PAIR_APPROVE)
def plan_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """From the queue: the whole plan. From the plan's own page: the ticked pairs, the rest goes back."""
    plan = find_plan(request, pk)
    ids = row_ids(request.POST.getlist("ids"))
    is_partial = "partial" in request.POST
    pairs = list(Pair.objects.filter(plan=plan, pk__in=ids)) if is_partial else None
    comment = request.POST.get("comment", "")
    try:
        plan = approve_plan(plan=plan, pairs=pairs, comment=comment, by=request.user)
    except Refusal as refusal:
        if is_partial and plan.state == PlanState.SUBMITTED:
            return _plan_page(request, plan, kept=ids, comment=comment, error=str(refusal))
        messages.error(request, str(refusal))
        return redirect(url(request, "plan_detail", pk=pk))
    messages.success(
        request, f"Утверждено. Распоряжение № {plan.order.number} ждёт подписи: напечатайте его и подпишите."
    )
    return redirect(
        next_of(request, program_url(request.program, "programs:document_detail", pk=plan.order_id))
    )


@require_POST
@requires(Permission.PAIR_APPROVE)
def plan_return(request: HttpRequest, pk: int) -> HttpResponse:
    plan = find_plan(request, pk)
    return act(
        request,
        lambda: return_plan(plan=plan, comment=request.POST.get("comment", ""), by=request.user),
        f"План № {plan.number} возвращён куратору.",
        url(request, "plan_detail", pk=pk),
    )


@require_POST
@requires(Permission.PAIR_APPROVE)
def pair_return(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    return act(
        request,
        lambda: return_pair(pair=pair, comment=request.POST.get("comment", ""), by=request.user),
        "Пара возвращена куратору.",
        url(request, "pair_detail", pk=pk),
    )
