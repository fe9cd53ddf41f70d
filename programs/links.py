"""`behind_link` opens a page to whoever holds its personal link, inside the school's scope."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_scopes import scope

from mentoring_site.errors import too_many_requests
from mentoring_site.login_safety import client_address
from programs.enums import LinkPurpose
from programs.services.links import find_link, is_guessing, note_wrong_link


def behind_link(purpose: LinkPurpose) -> Callable[[Any], Any]:
    """The view takes (request, link, …) instead of the token; request.program and request.school are set.

    An unknown, expired or revoked token answers 404; after 30 wrong ones in a minute the address waits (429).
    A right token is never counted: a whole class sits behind one address. The page leaves no trace in caches
    and tells its address to no other site (not `no-referrer`: browsers then send `Origin: null`, which CSRF refuses).
    """

    def mark(view: Any) -> Any:
        @wraps(view)
        def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            now, address = timezone.now(), client_address(request)
            link = find_link(token, purpose, now)
            if link is None:
                if is_guessing(address, now):
                    return too_many_requests(
                        request,
                        message="С этого адреса слишком много неверных ссылок. Подождите минуту и откройте ссылку "
                        "ещё раз; проверьте, что скопировали её целиком.",
                        retry_after_seconds=60,
                    )
                note_wrong_link(address, now)
                raise Http404
            request.program, request.school = link.program, link.school
            with scope(school=link.school):
                response = view(request, link, *args, **kwargs)
            add_never_cache_headers(response)
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            return response

        opened.link_purpose = purpose  # read by tests/test_access.py
        return login_not_required(opened)

    return mark
