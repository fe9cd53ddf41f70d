"""Small parts that the pages of surveys, SWOT and tasks share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from mentoring_site.permissions import Permission
from participants.registries import room_tabs
from programs.tenancy import program_url

ROOM = "monitoring"


def url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"monitoring:{name}", **kwargs)


def can_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.MONITORING_EDIT) and request.program.is_open


def page(
    request: HttpRequest, heading: str, *crumbs: tuple[str, str], tab: str = "", **more: Any
) -> dict[str, Any]:
    """Context of a page of the room; tab: URL name of the tab that is open, none for pages below."""
    trail = [("Мониторинг", url(request, "overview")), *crumbs]
    if heading != "Мониторинг":
        trail.append((heading, ""))
    return {
        "heading": heading,
        "crumbs": trail,
        "tabs": room_tabs(ROOM, request.access, request.today, f"monitoring:{tab}") if tab else [],
        "can_edit": can_edit(request),
        **more,
    }
