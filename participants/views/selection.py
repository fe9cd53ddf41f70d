"""What pages of interviews and training share: addresses, the two tabs of the room, one action behind a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from mentoring_site.permissions import Permission
from participants.forms import absorb
from programs.reports import paper_curator
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url

ROOMS = (
    ("Собеседования", "interview_list", "clipboard-check"),
    ("Обучение", "course_list", "graduation-cap"),
)


def url_of(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)


def room_tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": url_of(request, name), "icon": icon, "active": name == here}
        for label, name, icon in ROOMS
    ]


def crumbs_to(request: HttpRequest, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Главная", program_url(request.program, "programs:dashboard")), *steps]


def save_versioned(form: Any, save: Callable[[int], Any], newest: Callable[[], int]) -> int | None:
    """Save under the version that the form showed: None, or the status of the page that says why not.

    save takes that version. newest gives the one saved meanwhile, so that saving again puts one's own over it (409).
    """
    try:
        save(form.cleaned_data["version"] or 0)
    except StaleVersion as stale:
        form.data = form.data.copy()
        form.data["version"] = str(newest())
        form.add_error(None, str(stale))
        return 409
    except ValidationError as error:
        absorb(form, error)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        return None
    return 422


def can_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.SELECTION_EDIT) and request.program.is_open


def curator_of(request: HttpRequest) -> str:
    """Whose name stands under a paper."""
    return paper_curator(request.access, request.today)


def act(request: HttpRequest, done: str, service: Callable[..., Any], **arguments: Any) -> bool:
    """Run a service behind a button; what it refuses is said above the next page."""
    try:
        service(by=request.user, **arguments)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
        return True
    return False
