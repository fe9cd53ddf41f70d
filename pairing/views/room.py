"""What the pages of the psychologist's room share: addresses, tabs, crumbs, one record behind a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mentoring_site.permissions import Permission
from mentoring_site.vault import VaultError
from pairing.views.common import url
from participants.forms import absorb
from participants.registries import room_tabs
from programs.services.audit import Refusal, StaleVersion, claim_key
from programs.tenancy import program_url

ROOM = "psychologist"


def heading_of(request: HttpRequest) -> str:
    """The psychologist's own room; what others see of it is compatibility."""
    if request.access.has(Permission.TEST_RECORD):
        return "Кабинет психолога"
    return "Совместимость" if request.access.has(Permission.TEST_VIEW) else "Обращения к психологу"


def can_record(request: HttpRequest) -> bool:
    return request.access.has(Permission.TEST_RECORD) and request.program.is_open


def tabs_of(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """Empty for who has one page here only."""
    tabs = room_tabs(ROOM, request.access, request.today, f"pairing:{active}")
    return tabs if len(tabs) > 1 else []


def crumbs(request: HttpRequest, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Главная", program_url(request.program, "programs:dashboard")), *steps]


def tab_page(
    request: HttpRequest, tab: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """One of the room's tabs; `tools`: links at the right end of the tabs."""
    heading = heading_of(request)
    frame = {
        "heading": heading,
        "crumbs": crumbs(request, (heading, "")),
        "room": tabs_of(request, tab),
        "can_record": can_record(request),
    }
    return render(request, f"pairing/{template}.html", frame | context, status=status)


def form_page(
    request: HttpRequest,
    form: Any,
    *,
    heading: str,
    back: tuple[str, str],
    button: str,
    template: str = "room_form",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A form on a page of its own. back: (tab's label, its URL name)."""
    label, name = back
    frame = {
        "heading": heading,
        "crumbs": crumbs(request, (label, url(request, name)), (heading, "")),
        "back_url": url(request, name),
        "back_label": label,
        "form": form,
        "button": button,
    }
    return render(request, f"pairing/{template}.html", frame | context, status=status)


def saved(
    request: HttpRequest,
    form: Any,
    service: Callable[[], Any],
    *,
    newest: Callable[[], int] | None = None,
    once: bool = False,
) -> tuple[Any, int]:
    """(what the service gave, 0), or (None, status of the page that says why not).

    newest: the version saved meanwhile, so that saving again puts one's own over it. once: the form's one-time key
    is claimed; a form sent twice gives (None, 0).
    """
    try:
        with transaction.atomic():  # a refused record gives its key back
            if once and not claim_key(request.POST.get("once", ""), by=request.user):
                messages.info(request, "Эта запись уже сделана: второй раз ничего не добавлено.")
                return None, 0
            return service(), 0
    except StaleVersion as stale:
        form.data = form.data.copy()
        form.data["version"] = str(newest() if newest else 0)
        form.add_error(None, str(stale))
        return None, 409
    except ValidationError as error:
        absorb(form, error)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        form.refusal = refusal
    except VaultError as error:
        form.add_error(None, f"{error} Запись не сделана.")
        return None, 503
    return None, 422


def act(request: HttpRequest, done: str, service: Callable[..., Any], to: str, **about: Any) -> HttpResponse:
    """Run a service behind a button and go on; what it refuses is said above the next page."""
    try:
        service(by=request.user, **about)
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(to)
