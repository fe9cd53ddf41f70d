from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from programs.registries import PANELS, attention_for, figures_for, quick_actions_for

SHOWN_ATTENTION = 7


@requires(Permission.DASHBOARD_VIEW)
def dashboard(request: HttpRequest) -> HttpResponse:
    access, today = request.access, request.today
    attention = attention_for(access, today)
    panels = [
        {"template": panel.template, "column": panel.column, "data": data}
        for panel in sorted(PANELS, key=lambda panel: panel.order)
        if (data := panel.provider(access, today)) is not None
    ]
    return render(
        request,
        "programs/dashboard.html",
        {
            "attention": attention[:SHOWN_ATTENTION],
            "attention_total": len(attention),
            "figures": figures_for(access, today),
            "actions": quick_actions_for(access, today),
            "panels": panels,
        },
    )
