"""The site's addresses and the floors beside them: Django's own list, and a page that does nothing."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.urls import *  # noqa: F403
from mentoring_site.urls import urlpatterns as site_urls
from participants.models import Mentee


class PlainSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser


class PlainMentees(ModelAdmin):
    """The same rows with as many columns as Django's list can show without a word of ours."""

    list_display = ("person", "form", "wished_model", "status", "entered_on", "request")
    list_select_related = ("person", "form", "wished_model")
    list_filter = ("status", "form")
    search_fields = ("person__search_key",)
    list_per_page = 50

    def get_queryset(self, request: Any) -> Any:
        return Mentee.objects.filter(program=request.program)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True


plain_site = PlainSite("plain")
plain_site.register(Mentee, PlainMentees)


@requires(Permission.DASHBOARD_VIEW)
def bare(request: HttpRequest) -> HttpResponse:
    """What every signed-in page pays before it does anything: session, account, programme, rights."""
    return HttpResponse("ok")


# Under the programme's address, so that both pay for the same middleware.
urlpatterns = [
    path("big/2026-2027/plain/", plain_site.urls),  # literal: the admin's own links know no school
    path("<slug:school>/<year:year>/bare/", bare, name="bare"),
    *site_urls,
]
