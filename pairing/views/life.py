"""Closing a pair and bringing it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from pairing.enums import PairState
from pairing.forms import CompleteForm, DissolveForm
from pairing.services.closing import complete_pair, dissolve_pair, reopen_pair
from pairing.views.common import find_pair, pair_form_page, url
from programs.services.audit import Refusal
from programs.views.acting import act


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def pair_complete(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    if pair.state != PairState.ACTIVE:
        messages.error(request, "Завершить можно только действующую пару.")
        return redirect(url(request, "pair_detail", pk=pk))
    form = CompleteForm(request.POST or None, pair=pair, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            complete_pair(pair=pair, on=form.cleaned_data["on"], results=form.results(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Пара завершена. Места наставника свободны.")
            return redirect(url(request, "pair_detail", pk=pk))
    return pair_form_page(
        request,
        pair,
        form,
        template="pairing/pair_complete.html",
        heading="Завершить пару",
        crumb="Завершить",
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def pair_dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    target = url(request, "pair_detail", pk=pk)
    form = DissolveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Пара не прекращена: укажите причину и дату.")
        return redirect(target)
    return act(
        request,
        lambda: dissolve_pair(pair=pair, by=request.user, **form.cleaned_data),
        "Пара прекращена. Запланированные встречи отменены.",
        target,
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def pair_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    return act(
        request,
        lambda: reopen_pair(pair=pair, reason=request.POST.get("reason", ""), by=request.user),
        "Пара снова действует.",
        url(request, "pair_detail", pk=pk),
    )
