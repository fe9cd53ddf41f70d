"""Tabs of «Документы» and the ways between its pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from mentoring_site.permissions import Permission
from programs.models import Document
from programs.querysets import register_of
from programs.tenancy import program_url

TABS = (
    ("Реестр", "document_list", Permission.DOCUMENT_VIEW),
    ("По этапам", "document_folder", Permission.DOCUMENT_VIEW),
    ("Новый документ", "paper_kinds", Permission.DOCUMENT_PREPARE),
)


def url_of(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"programs:{name}", **kwargs)


def tabs_of(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": url_of(request, name), "active": name == active}
        for label, name, permission in TABS
        if request.access.has(permission)
    ]


def document_of(request: HttpRequest, pk: int) -> Document:
    return get_object_or_404(register_of(request.program).select_related("program__school"), pk=pk)


def crumbs_of(request: HttpRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Документы", url_of(request, "document_list")), *more]
