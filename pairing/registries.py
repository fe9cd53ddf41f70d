"""What neighbours add to the card of a pair and to the matching; filled in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from programs.tenancy import program_url


@dataclass(frozen=True)
class PairPanel:
    """A sheet on the card of a pair (meetings, plan). context: (pair, access, on) -> values, None: nothing to show."""

    template: str
    order: int
    context: Callable[[Any, Access, date], dict[str, Any] | None]
    permission: Permission = Permission.PAIR_VIEW
    column: str = "main"  # or "side"


PAIR_PANELS: list[PairPanel] = []


def register_pair_panel(*panels: PairPanel) -> None:
    PAIR_PANELS.extend(panels)
    PAIR_PANELS.sort(key=lambda panel: panel.order)


@dataclass(frozen=True)
class MatchingHint:
    """What an upper app knows for the weights of the matching. sentences: (program, on), [] shows nothing."""

    title: str
    sentences: Callable[[Any, date], list[str]]
    url_name: str
    url_label: str
    permission: Permission  # for the link, and for the words


MATCHING_HINTS: list[MatchingHint] = []


def register_matching_hint(*hints: MatchingHint) -> None:
    MATCHING_HINTS.extend(hints)


def matching_hints(access: Access, on: date) -> list[dict[str, Any]]:
    """Those that have something to say to this reader."""
    return [
        {
            "title": hint.title,
            "sentences": sentences,
            "url": program_url(access.program, hint.url_name),
            "label": hint.url_label,
        }
        for hint in MATCHING_HINTS
        if access.has(hint.permission) and (sentences := hint.sentences(access.program, on))
    ]
