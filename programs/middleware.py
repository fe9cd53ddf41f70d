from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_scopes import scope

from mentoring_site import clock
from programs.models.school import RESERVED_SLUGS
from programs.services.setup import is_open
from programs.tenancy import access_for, find_program

WORK_ADDRESS = re.compile(r"^/(?P<school>[-\w]+)/(?P<year>\d{4}-\d{4})(?:/|$)")
OPEN_WITH_ONE_TIME_PASSWORD = frozenset(
    {"account:password_change", "account:help", "sign_in", "sign_out", "favicon", "healthz", "readyz"}
)


class TenancyMiddleware:
    """Open the school's scope for addresses of work; a stranger gets 404, as if nothing were there.

    Sets request.program, request.school, request.access and request.today (None elsewhere).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.program = request.school = request.access = None
        request.today = clock.today()
        address = WORK_ADDRESS.match(request.path_info)
        if request.path_info == "/" and not request.user.is_authenticated and is_open():
            return redirect("account:setup")  # nobody has an account yet: sign-in would be a dead end
        if address is None or address["school"] in RESERVED_SLUGS or not request.user.is_authenticated:
            return self.get_response(request)
        program = find_program(request.user, address["school"], address["year"], request.today)
        if program is None:
            raise Http404
        with scope(school=program.school):
            request.program, request.school = program, program.school
            request.access = access_for(request.user, program, request.today)
            return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Views of work take neither school nor year: they read request.program.

        A one-time password opens the page that changes it, and nothing else.
        """
        if (
            request.user.is_authenticated
            and request.user.must_change_password
            and request.resolver_match.view_name not in OPEN_WITH_ONE_TIME_PASSWORD
        ):
            return redirect("account:password_change")
        if request.program is not None:
            kwargs.pop("school", None)
            kwargs.pop("year", None)
        return None
