"""Open links of applications and their posters."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.applications.posters import arrived_by, issue_poster, loopback_note, posters_of
from participants.forms_applications import PosterForm
from participants.registries import room_tabs
from participants.reports_questionnaires import poster_html
from programs.models import PersonalLink
from programs.services.audit import Refusal
from programs.services.links import link_url, revoke_link
from programs.tenancy import program_url


def _url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)


def _poster(request: HttpRequest, pk: int) -> PersonalLink:
    return get_object_or_404(posters_of(request.program).select_related("program__school", "school"), pk=pk)


@requires(Permission.BASE_EDIT)
def poster_list(request: HttpRequest) -> HttpResponse:
    """GET: the open links; POST: one more."""
    form = PosterForm(request.POST or None, program=request.program, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            link = issue_poster(
                program=request.program,
                role=form.cleaned_data["role"],
                form=form.cleaned_data["form"],
                by=request.user,
                expires_at=_end_of(form.cleaned_data["expires_on"]),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Ссылка готова: «{link}». Напечатайте плакат или отправьте её в чат.")
            return redirect(_url(request, "poster_list"))
    links, now = list(posters_of(request.program).select_related("program__school")), timezone.now()
    counts = arrived_by(links)
    return render(
        request,
        "participants/poster_list.html",
        {
            "heading": "Ссылки и плакаты",
            "lead": "По ссылке подают заявку без входа на сайт. Плакат с QR-кодом повесьте в школе.",
            "rooms": room_tabs("applications", request.access, request.today, "participants:poster_list"),
            "form": form,
            "can_edit": request.program.is_open,
            "loopback": loopback_note(),
            "posters": [
                {
                    "link": link,
                    "is_open": link.is_open(now),
                    "url": link_url(link) if link.is_open(now) else "",
                    "came": counted(counts.get(link.pk, 0), "заявка", "заявки", "заявок"),
                    "pdf_url": _url(request, "poster_pdf", pk=link.pk),
                    "revoke_url": _url(request, "poster_revoke", pk=link.pk),
                }
                for link in links
            ],
        },
        status=422 if form.errors else 200,
    )


@requires(Permission.BASE_EDIT)
def poster_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    link = _poster(request, pk)
    return pdf_response(html_to_pdf(poster_html(link)), f"Плакат, {link}.pdf".replace(":", ","))


@require_POST
@requires(Permission.BASE_EDIT)
def poster_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    revoke_link(link=_poster(request, pk), by=request.user)
    messages.success(request, "Ссылка отозвана: по ней больше ничего не открывается. Снимите плакаты.")
    return redirect(_url(request, "poster_list"))


def _end_of(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(23, 59))) if day else None
