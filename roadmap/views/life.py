from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from programs.services.audit import Refusal
from programs.views.acting import act
from roadmap.models import Roadmap
from roadmap.services.lives import approve_roadmap, return_roadmap, start_revision, submit_roadmap
from roadmap.views.common import table_url


@require_POST
@requires(Permission.ROADMAP_EDIT)
def roadmap_submit(request: HttpRequest) -> HttpResponse:
    roadmap = _open_roadmap(request)
    return _do(
        request,
        lambda: submit_roadmap(roadmap=roadmap, by=request.user),
        "Дорожная карта передана директору.",
    )


@require_POST
@requires(Permission.ROADMAP_APPROVE)
def roadmap_approve(request: HttpRequest) -> HttpResponse:
    roadmap = _open_roadmap(request)
    return _do(
        request,
        lambda: approve_roadmap(roadmap=roadmap, by=request.user, on=request.today),
        "Дорожная карта утверждена.",
    )


@require_POST
@requires(Permission.ROADMAP_APPROVE)
def roadmap_return(request: HttpRequest) -> HttpResponse:
    roadmap = _open_roadmap(request)
    comment = request.POST.get("comment") or request.POST.get("reason", "")
    return _do(
        request,
        lambda: return_roadmap(roadmap=roadmap, by=request.user, comment=comment),
        "Дорожная карта возвращена куратору с замечанием.",
    )


@require_POST
@requires(Permission.ROADMAP_EDIT)
def roadmap_revise(request: HttpRequest) -> HttpResponse:
    try:
        roadmap = start_revision(
            program=request.program, by=request.user, reason=request.POST.get("reason", "")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(table_url(request))
    messages.success(request, f"Открыта редакция {roadmap.revision}. Прежняя действует до утверждения новой.")
    return redirect(f"{table_url(request)}?revision={roadmap.revision}")


def _open_roadmap(request: HttpRequest) -> Roadmap:
    """The revision that is being changed; the one in force when there is none, for the service's refusal."""
    roadmap = (
        Roadmap.objects.being_changed(request.program).first()
        or Roadmap.objects.in_force(request.program).first()
    )
    if roadmap is None:
        raise Http404
    return roadmap


def _do(request: HttpRequest, change: Callable[[], Roadmap], done: str) -> HttpResponse:
    return act(request, change, done, table_url(request))
