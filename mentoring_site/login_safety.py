"""What django-axes asks us: who tries to sign in, from where, and what to answer when it is too much."""

import unicodedata
from math import ceil

from axes.conf import settings
from django.http import HttpRequest, HttpResponse

from mentoring_site.errors import too_many_requests


def normalised_username(request: HttpRequest | None, credentials: dict | None) -> str:
    """One counter for `Curator`, ` curator` and full-width letters."""
    username = (credentials or {}).get("username") or ""
    if not username and request is not None:
        username = request.POST.get("username", "")
    return unicodedata.normalize("NFKC", str(username)).strip().casefold()[:255]


def client_address(request: HttpRequest) -> str:
    """The address that ProxyHeadersMiddleware has already put right; a unix socket has none."""
    return request.META.get("REMOTE_ADDR") or "127.0.0.1"


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    return too_many_requests(
        request,
        message=f"Пароль введён неверно {settings.AXES_FAILURE_LIMIT} раз подряд. "
        f"Вход с этим логином с этого адреса закрыт на {ceil(seconds / 60)} минут.",
        retry_after_seconds=seconds,
    )
