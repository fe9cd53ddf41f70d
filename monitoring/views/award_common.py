"""What pages of the room «Поощрение» share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mentoring_site.files import download
from mentoring_site.permissions import Permission
from participants.forms import absorb
from participants.models import StoredFile
from participants.registries import room_tabs
from programs.services.audit import Refusal, StaleVersion, claim_key
from programs.tenancy import program_url

ROOM, TITLE = "recognition", "Поощрение"
Made = TypeVar("Made")


def url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"monitoring:{name}", **kwargs)


def may_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.RECOGNITION_EDIT) and request.program.is_open


def page(
    request: HttpRequest, heading: str, *crumbs: tuple[str, str], tab: str = "", **more: Any
) -> dict[str, Any]:
    """Context of a page of the room; tab: URL name of the open tab, none for pages below."""
    trail = [(TITLE, url(request, "recognition")), *(crumb for crumb in crumbs if crumb[0] != TITLE)]
    if heading != TITLE:
        trail.append((heading, ""))
    tabs = room_tabs(ROOM, request.access, request.today, f"monitoring:{tab}") if tab else []
    back = {} if tab or not crumbs else {"back_url": crumbs[-1][1], "back_label": crumbs[-1][0]}
    return {"heading": heading, "crumbs": trail, "tabs": tabs, "can_edit": may_edit(request), **back, **more}


def crumbs(request: HttpRequest, *trail: tuple[str, str]) -> list[tuple[str, str]]:
    """Of pages beside the list of awards: cases, the library, the open pages, one's own applications."""
    return [("Главная", program_url(request.program, "programs:dashboard")), *trail]


def once(request: HttpRequest, make: Callable[[], Made]) -> Made | None:
    """What a create form makes, by its first press only; None of a second one.

    The form carries {% once_key %}: `form_page` adds it with is_new=True.
    """
    with transaction.atomic():
        return make() if claim_key(request.POST.get("once", ""), by=request.user) else None


def stored_file(key: int | None) -> HttpResponse:
    """The attachment of a row whose reader has been checked; 404 when there is none."""
    file = get_object_or_404(StoredFile, pk=key)
    return download(file.content, name=file.file_name, content_type=file.content_type)


def act(request: HttpRequest, work: Callable[[], Any], done: str, target: str) -> HttpResponse:
    """One service behind a button: what it refuses is said above the next page."""
    try:
        work()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(target)


def saved(form: Any, save: Callable[[], Any], newest: Callable[[], int] | None = None) -> int:
    """0 when the service has saved, else the status of the page that says why not."""
    if not form.is_valid():
        return 422
    try:
        save()
    except StaleVersion as stale:
        form.data = form.data.copy()
        form.data["version"] = str(newest() if newest else "")
        form.add_error(None, str(stale))
        return 409
    except ValidationError as error:
        absorb(form, error)
        return 422
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return 422
    return 0


def form_page(
    request: HttpRequest,
    form: Any,
    heading: str,
    label: str,
    *crumbs: tuple[str, str],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    cancel = crumbs[-1][1] if crumbs else url(request, "recognition")
    context = page(request, heading, *crumbs, form=form, label=label, cancel_url=cancel, **more)
    return render(request, "monitoring/recognition_form.html", context, status=status)
