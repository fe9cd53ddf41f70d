"""One service behind one button: do it, say what happened, go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from programs.services.audit import Refusal


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
    """The page that the form asked to return to, when it is ours: an address from the root, no name of a view."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked.startswith("/") and is_ours else target
