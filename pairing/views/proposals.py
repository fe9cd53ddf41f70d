"""Pairs from imported files that wait for the curator's word."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from pairing.enums import ProposalState
from pairing.forms import ProposalForm
from pairing.models import PairProposal
from pairing.services.proposals import confirm_proposal, decline_proposal
from pairing.views.common import url
from programs.lists import page_of
from programs.services.audit import Refusal
from programs.views.acting import act


def _proposals(request: HttpRequest):
    return PairProposal.objects.filter(program=request.program).select_related(
        "mentor__person", "mentee__person", "mentee__wished_model", "batch", "pair", "program__school"
    )


@requires(Permission.PAIR_EDIT)
def proposal_list(request: HttpRequest) -> HttpResponse:
    waiting = _proposals(request).filter(state=ProposalState.OPEN)
    page = page_of(request, waiting)
    return render(
        request,
        "pairing/proposal_list.html",
        {
            "heading": "Пары из загруженных таблиц",
            "lead": f"Ждут вашего решения: {page.paginator.count}." if page.paginator.count else "",
            "page_obj": page,
            "crumbs": [("Пары и группы", url(request, "pair_list")), ("Из таблиц", "")],
            "back_url": url(request, "pair_list"),
            "back_label": "Пары и группы",
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def proposal_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(_proposals(request), pk=pk)
    if proposal.state != ProposalState.OPEN:
        messages.error(request, f"По этой паре уже есть решение: {proposal.get_state_display()}.")
        return redirect(url(request, "proposal_list"))
    form = ProposalForm(request.POST or None, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        try:
            pair = confirm_proposal(proposal=proposal, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Пара записана.")
            return redirect(url(request, "pair_detail", pk=pair.pk))
    return render(
        request,
        "pairing/proposal_confirm.html",
        {
            "heading": "Подтвердить пару",
            "lead": f"В таблице: {proposal}",
            "form": form,
            "proposal": proposal,
            "cancel_url": url(request, "proposal_list"),
            "crumbs": [
                ("Пары и группы", url(request, "pair_list")),
                ("Из таблиц", url(request, "proposal_list")),
                ("Подтвердить", ""),
            ],
            "back_url": url(request, "proposal_list"),
            "back_label": "Из таблиц",
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def proposal_decline(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(_proposals(request), pk=pk)
    return act(
        request,
        lambda: decline_proposal(proposal=proposal, by=request.user),
        f"Отклонено: {proposal}.",
        url(request, "proposal_list"),
    )
