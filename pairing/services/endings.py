"""The end of a pair as the closing wizard and the grid of many pairs say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from pairing.models import Pair
from pairing.services.closing import complete_pair, dissolve_pair
from programs.models import User
from programs.services.audit import Refusal


@dataclass(frozen=True)
class Ending:
    """How a pair ends, as the closing wizard or a row of the grid says it.

    reason: why early, "" when the work is done. results: member id -> what was reached, up to 2000 characters.
    wants_…: None when nobody was asked.
    """

    on: date
    reason: str = ""
    results: dict[int, str] = field(default_factory=dict)
    wants_case: bool | None = None
    wants_new_match: bool | None = None


@transaction.atomic
def close_pair(*, pair: Pair, ending: Ending, by: User, today: date | None = None) -> Pair:
    """Complete or dissolve the pair with everything that was said of its end."""
    wants = {"wants_case": ending.wants_case, "wants_new_match": ending.wants_new_match}
    if ending.reason:
        return dissolve_pair(
            pair=pair, reason=ending.reason, on=ending.on, results=ending.results, by=by, today=today, **wants
        )
    return complete_pair(pair=pair, on=ending.on, results=ending.results, by=by, today=today, **wants)


class PairNotClosed(Refusal):
    """One pair of several refused; `pair` names it."""

    def __init__(self, pair: Pair, refusal: Refusal) -> None:
        super().__init__(f"{pair}: {refusal}")
        self.pair = pair


@transaction.atomic
def close_many(*, endings: Sequence[tuple[Pair, Ending]], by: User, today: date | None = None) -> list[Pair]:
    """Close all or none. Raises PairNotClosed of the first that may not be closed."""
    closed = []
    for pair, ending in endings:
        try:
            closed.append(close_pair(pair=pair, ending=ending, by=by, today=today))
        except Refusal as refusal:
            raise PairNotClosed(pair, refusal) from refusal
    return closed
