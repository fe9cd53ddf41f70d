"""What waits for the director's decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mentoring_site.permissions import Access


@dataclass(frozen=True)
class ApprovalItem:
    """One thing that waits for the director. approve_url and return_url take POST; return wants `comment`."""

    kind: str  # «Программа», «План пар № 3», …
    title: str
    submitted_by: str
    submitted_at: datetime | None
    url: str
    approve_url: str = ""
    return_url: str = ""
    approve_label: str = "Утвердить"
    question: str = ""  # of the dialog; «Утвердить: …?» when empty
    consequence: str = ""  # one sentence: what approval makes
    facts: Sequence[tuple[str, str]] = ()
    rows: Sequence[tuple[str, str]] = ()  # (name, detail), e.g. the pairs of a plan
    template: str = ""  # own partial instead of rows
    extra: dict[str, Any] = field(default_factory=dict)


APPROVALS: list[Callable[[Access, date], Iterable[ApprovalItem]]] = []


def approvals_for(access: Access, on: date) -> list[ApprovalItem]:
    """Asked by the menu, the dashboard and the queue of one page, so it is found once per request."""
    found: dict[date, list[ApprovalItem]] = vars(access).setdefault("_approvals", {})
    if on not in found:
        found[on] = [item for provider in APPROVALS for item in provider(access, on)]
    return found[on]
