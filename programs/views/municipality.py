from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from programs.models import Program
from programs.municipality import is_coordinator, municipal_totals


@require_GET
def municipality(request: Any, year: str) -> HttpResponse:
    """404 for anybody but the coordinator, as if nothing were there."""
    if not is_coordinator(request.user, request.today):
        raise Http404
    heads, rows, sums = municipal_totals(year)
    labels = Program.objects.order_by("-label").values_list("label", flat=True).distinct()
    return render(
        request,
        "programs/municipality.html",
        {
            "heading": "Школы муниципалитета",
            "lead": f"{year.replace('-', '–')} учебный год. Только числа: имён здесь нет.",
            "heads": heads,
            "rows": rows,
            "sums": sums,
            "years": [
                {"label": label, "text": label.replace("-", "–"), "active": label == year} for label in labels
            ],
        },
    )
