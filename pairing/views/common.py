"""Small parts that several pages of pairs share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from pairing.models import Pair, PairPlan
from pairing.selections import pairs_of
from programs.services.audit import Refusal
from programs.tenancy import program_url


def url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"pairing:{name}", **kwargs)


def find_pair(request: HttpRequest, pk: int) -> Pair:
    """The pair when the user may see it, else 404 as if nothing were there."""
    return get_object_or_404(pairs_of(request.access).with_people(), pk=pk)


def find_plan(request: HttpRequest, pk: int) -> PairPlan:
    plans = PairPlan.objects.filter(program=request.program)
    return get_object_or_404(
        plans.select_related("submitted_by", "decided_by", "order", "program__school"), pk=pk
    )


def act(request: HttpRequest, work: Callable[[], Any], done: str, target: str) -> HttpResponse:
    """Run one service, say what happened, go on: a refusal is a sentence on the next page."""
    try:
        work()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(next_of(request, target))


def next_of(request: HttpRequest, target: str) -> str:
    """The page that the form asked to return to, when it is ours."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked and is_ours else target
