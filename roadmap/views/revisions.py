from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from programs.tenancy import program_url
from programs.views.acting import act
from roadmap.changes import changes_of
from roadmap.enums import RoadmapState
from roadmap.models import Roadmap
from roadmap.services.lives import set_reason
from roadmap.views.common import crumbs, table_url

BADGES = {
    RoadmapState.DRAFT: "draft",
    RoadmapState.SUBMITTED: "wait",
    RoadmapState.APPROVED: "ok",
    RoadmapState.SUPERSEDED: "none",
}


@requires(Permission.ROADMAP_VIEW)
def revisions(request: HttpRequest) -> HttpResponse:
    """All revisions of the year's roadmap, the newest first: what each changed, each with its own paper."""
    found = list(Roadmap.objects.filter(program=request.program).select_related("approved_by"))
    if not found:
        return render(request, "roadmap/roadmap_empty.html", {"heading": "Редакции дорожной карты"})
    table, pdf = table_url(request), program_url(request.program, "roadmap:roadmap_pdf")
    rows = [
        {
            "roadmap": roadmap,
            "badge": BADGES[RoadmapState(roadmap.state)],
            "changes": changes_of(roadmap),
            "url": f"{table}?revision={roadmap.revision}",
            "pdf_url": f"{pdf}?revision={roadmap.revision}",
        }
        for roadmap in found
    ]
    context = {
        "heading": "Редакции дорожной карты",
        "lead": "Прежние редакции хранятся и печатаются со своим грифом.",
        "crumbs": crumbs(request, ("Редакции", "")),
        "back_url": table,
        "back_label": "Дорожная карта",
        "rows": rows,
    }
    return render(request, "roadmap/revisions.html", context)


@require_POST
@requires(Permission.ROADMAP_EDIT)
def reason_save(request: HttpRequest) -> HttpResponse:
    roadmap = Roadmap.objects.being_changed(request.program).first()
    if roadmap is None:
        raise Http404
    return act(
        request,
        lambda: set_reason(roadmap=roadmap, by=request.user, reason=request.POST.get("reason", "")),
        "Записано, что и почему меняется.",
        f"{table_url(request)}?revision={roadmap.revision}",
    )
