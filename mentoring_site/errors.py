"""Error pages: what happened, why, and the way out; each with its true status."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

logger = logging.getLogger(__name__)

BARE_500 = (
    '<!doctype html><html lang="ru"><meta charset="utf-8"><title>Ошибка на сайте</title>'
    "<h1>Ошибка на сайте</h1><p>Действие не выполнено. Повторите через минуту; если ошибка останется, "
    "передайте администратору её номер: {number}.</p>"
    '<p><a href="/">На главную</a></p></html>'
)


def error_page(request: HttpRequest, status: int, template: str, **context: str) -> HttpResponse:
    """`template` has its own words for the usual case; `title` and `exception` say something closer.

    Before the sign-in middleware has run there is no user, and context processors would fail.
    """
    context = {"status": status, **context}
    if hasattr(request, "user"):
        return render(request, template, context, status=status)
    return HttpResponse(render_to_string(template, context), status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400, "400.html")


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, "403.html", exception=str(exception))


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404, "404.html")


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """A number instead of a trace: SafeLineFilter writes the same number into the log line."""
    number = request.error_number = secrets.token_hex(4)
    try:
        body = render_to_string("500.html", {"status": 500, "number": number})
    except TemplateDoesNotExist:
        body = BARE_500.format(number=number)
    return HttpResponse(body, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request,
        403,
        "403.html",
        title="Страница устарела",
        exception="Она открыта слишком давно, или в браузере запрещены cookies. "
        "Обновите страницу и повторите действие.",
    )


def too_many_requests(request: HttpRequest, *, message: str, retry_after_seconds: int) -> HttpResponse:
    response = error_page(request, 429, "429.html", exception=message)
    response.headers["Retry-After"] = str(retry_after_seconds)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        413,
        "400.html",
        title="Файл слишком велик",
        exception="Таблица может занимать до 10 МБ, скан — до 15 МБ. Уменьшите файл или разделите его на части. "
        "Ничего не записано.",
    )


def bad_text(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        400,
        "400.html",
        title="В тексте есть недопустимые знаки",
        exception="В одном из полей есть невидимые служебные знаки, которые нельзя сохранить. "
        "Наберите текст заново или вставьте его без оформления. Ничего не записано.",
    )
