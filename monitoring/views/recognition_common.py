"""Small parts that pages of cases, the library and the open pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url


def crumbs(request: HttpRequest, *trail: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Главная", program_url(request.program, "programs:dashboard")), *trail]


def save_shown(form: Any, save: Callable[[int], Any], newest: Callable[[], int]) -> int | None:
    """Save under the version that the form showed: None, or the status of the page that says why not."""
    try:
        save(form.cleaned_data.get("version") or 0)
    except StaleVersion as stale:
        form.data = form.data.copy()
        form.data["version"] = str(newest())
        form.add_error(None, str(stale))
        return 409
    except ValidationError as error:
        form.add_error(None, error.messages)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        return None
    return 422
