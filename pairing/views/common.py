"""Small parts that several pages of pairs share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from pairing.models import Pair, PairPlan
from pairing.rows import pair_rows
from pairing.selections import pairs_of
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


def pair_form_page(
    request: HttpRequest, pair: Pair, form: Any, *, template: str, heading: str, crumb: str, **extra: Any
) -> HttpResponse:
    """A form about one pair on a page of its own, under the pair in the crumbs."""
    [row] = pair_rows([pair])
    card = url(request, "pair_detail", pk=pair.pk)
    return render(
        request,
        template,
        {
            "heading": heading,
            "lead": str(row),
            "form": form,
            "pair": pair,
            "crumbs": [("Пары и группы", url(request, "pair_list")), (str(row), card), (crumb, "")],
            "back_url": card,
            "back_label": "К паре",
            **extra,
        },
        status=422 if form.errors else 200,
    )
