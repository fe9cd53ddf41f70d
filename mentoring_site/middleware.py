"""Request plumbing: proxies, headers, limits and clean text. Knows no app."""

import re
import time
from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from mentoring_site.errors import bad_text, too_large

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
# NUL breaks PostgreSQL, a lone surrogate breaks SQLite and PDF; neither can be typed by a person.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
SESSION_STARTED, SESSION_SEEN = "_started_at", "_seen_at"
SEEN_STEP_SECONDS = 60  # a session is written at most once a minute


class ProxyHeadersMiddleware:
    """Believe X-Forwarded-For and X-Forwarded-Proto of the listed proxies, and of nobody else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.trusted = [ip_network(network, strict=False) for network in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded_for = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        forwarded_proto = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        if self.is_trusted(request.META.get("REMOTE_ADDR", "")):
            if client := self.client_address(forwarded_for):
                request.META["REMOTE_ADDR"] = client
            if forwarded_proto.strip().lower() in ("http", "https"):
                request.META["wsgi.url_scheme"] = forwarded_proto.strip().lower()
        return self.get_response(request)

    def is_trusted(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self.trusted)
        except ValueError:
            return False

    def client_address(self, forwarded_for: str) -> str:
        """The last address that is not a proxy of ours: what stands before it anybody may have written."""
        for address in reversed([part.strip() for part in forwarded_for.split(",")]):
            try:
                ip_address(address)
            except ValueError:
                return ""
            if not self.is_trusted(address):
                return address
        return ""


class BrowserPolicyMiddleware:
    """Permissions-Policy everywhere; pages are kept by no cache unless a view says otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)  # no-store and private among others
        return response


class UploadSizeMiddleware:
    """Refuse a request by its announced size, before a byte of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length) > settings.MAX_REQUEST_BYTES:
            return too_large(request)
        return self.get_response(request)


class CleanTextMiddleware:
    """Answer 400 to text that cannot be stored, whatever field it comes in.

    The form body is read after CsrfViewMiddleware has read it, so upload handlers are not disturbed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.has_unstorable([request.path_info, *self.texts(request.GET)]):
            return bad_text(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        if request.method != "POST":
            return None
        names = [file.name or "" for _, files in request.FILES.lists() for file in files]
        if self.has_unstorable([*self.texts(request.POST), *request.FILES, *names]):
            return bad_text(request)
        return None

    @staticmethod
    def texts(query) -> Iterable[str]:
        for name, values in query.lists():
            yield name
            yield from values

    @staticmethod
    def has_unstorable(texts: Iterable[str]) -> bool:
        return any(UNSTORABLE.search(text) for text in texts)


class SessionLimitsMiddleware:
    """End a signed-in session that was idle, or simply old, for too long."""

    def __init__(self, get_response: GetResponse) -> None:
        if settings.SESSION_IDLE_SECONDS > settings.SESSION_ABSOLUTE_SECONDS:
            raise ImproperlyConfigured("SESSION_IDLE_MINUTES: longer than SESSION_HOURS")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.apply_limits(request, now=int(time.time()))
        return self.get_response(request)

    def apply_limits(self, request: HttpRequest, *, now: int) -> None:
        started = request.session.get(SESSION_STARTED, now)
        seen = request.session.get(SESSION_SEEN, now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_ABSOLUTE_SECONDS:
            logout(request)
            # Kept for MessageMiddleware, which runs later and needs the new session.
            request.session_ended_by_limit = True
            return
        if SESSION_STARTED not in request.session or now - seen >= SEEN_STEP_SECONDS:
            request.session[SESSION_STARTED] = started
            request.session[SESSION_SEEN] = now

    def process_view(self, request: HttpRequest, *args: object) -> None:
        if getattr(request, "session_ended_by_limit", False):
            messages.info(request, "Вы долго не работали, и сеанс завершён. Войдите снова.")
