"""What neighbours add to the card of a pair; filled in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission


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
