"""«Мой календарь»: the link for one's own calendar; and the file behind such a link."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from mentoring_site import clock
from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from programs.calendar_feed import feed
from programs.enums import LinkPurpose
from programs.links import behind_link
from programs.models import PersonalLink
from programs.registries.calendar import calendar_items_for
from programs.services.audit import Refusal
from programs.services.calendar_links import (
    calendar_link,
    owner_of,
    qr_picture,
    renew_calendar_link,
    revoke_calendar_link,
)
from programs.services.links import link_url
from programs.tenancy import program_url


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(program_url(request.program, "programs:my_calendar"))


@require_GET
@requires(Permission.DASHBOARD_VIEW)
def my_calendar(request: HttpRequest) -> HttpResponse:
    link = calendar_link(request.program, user=request.user)
    address = link_url(link) if link else ""
    return render(
        request,
        "programs/my_calendar.html",
        {
            "heading": "Мой календарь",
            "lead": "Встречи ваших пар, события и сроки — в календаре телефона или компьютера.",
            "address": address,
            "qr": qr_picture(address) if address else "",
            "is_loopback": settings.SITE_IS_LOOPBACK,
            "can_issue": request.program.is_open,
        },
    )


@require_POST
@requires(Permission.DASHBOARD_VIEW)
def my_calendar_issue(request: HttpRequest) -> HttpResponse:
    try:
        renew_calendar_link(program=request.program, by=request.user, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Ссылка готова. Прежняя, если была, больше не действует.")
    return _back(request)


@require_POST
@requires(Permission.DASHBOARD_VIEW)
def my_calendar_revoke(request: HttpRequest) -> HttpResponse:
    if revoke_calendar_link(program=request.program, by=request.user, user=request.user):
        messages.success(request, "Ссылка отозвана: календари больше не обновляются по ней.")
    return _back(request)


@require_safe
@behind_link(LinkPurpose.CALENDAR)
def calendar_feed(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Without names: calendars keep their copies where the school can't reach them."""
    today = clock.today()
    owner = owner_of(link, today)
    if owner is None:
        raise Http404
    data = feed(
        calendar_items_for(owner, today),
        title=f"Наставник: {link.school.list_name}",
        zone=link.school.time_zone,
        at=timezone.now(),
        host=f"{link.school.slug}.nastavnik",
    )
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="nastavnik.ics"'
    return response
