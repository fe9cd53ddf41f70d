"""What every list page does with its query string: order, page, format of a download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict

from mentoring_site.spreadsheets import CONTENT_TYPES

PER_PAGE = 50
LARGEST_ID = 2**63 - 1
LARGEST_ID_DIGITS = 19


def page_of(request: HttpRequest, rows: QuerySet | Sequence[Any], per_page: int = PER_PAGE) -> Page:
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def row_ids(values: Iterable[str]) -> list[int]:
    """Ids of ticked rows as a form or an address brings them; whatever can be no id is left out."""
    numbers = [
        int(value)
        for value in values
        if value.isascii() and value.isdigit() and len(value) <= LARGEST_ID_DIGITS
    ]
    return [number for number in numbers if number <= LARGEST_ID]


def query_with(query: QueryDict, **changes: str) -> str:
    """The query string with some parameters changed ("" removes), back on the first page."""
    changed = query.copy()
    for name, value in {"page": "", **changes}.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


def ordering(
    request: HttpRequest, allowed: Mapping[str, Sequence[str]], default: str
) -> tuple[str, list[str]]:
    """(sign and key as asked, fields to order by): ?sort=-name; an unknown key means the default."""
    asked = request.GET.get("sort", default)
    key = asked.removeprefix("-")
    if key not in allowed:
        asked, key = default, default.removeprefix("-")
    fields = list(allowed[key])
    if asked.startswith("-"):
        fields = [field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in fields]
    return asked, [*fields, "pk"]


def sortable(request: HttpRequest, columns: Sequence[Mapping[str, Any]], asked: str) -> list[dict[str, Any]]:
    """Columns of the table with their sort links; only those with `sort` have one."""
    shown = []
    for column in columns:
        column = dict(column)
        key = column.pop("sort", "")
        if key:
            is_now, is_up = asked.removeprefix("-") == key, not asked.startswith("-")
            column["url"] = query_with(request.GET, sort=f"-{key}" if is_now and is_up else key)
            column["sorted"] = ("asc" if is_up else "desc") if is_now else ""
        shown.append(column)
    return shown


def export_format(request: HttpRequest) -> str:
    fmt = request.GET.get("format", "xlsx")
    if fmt not in CONTENT_TYPES:
        raise Http404
    return fmt
