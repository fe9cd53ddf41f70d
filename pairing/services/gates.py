"""What stands in the way of pairs beside the rules of their people: words of both sides, the council, labour papers.

Rooms put their guards here (registrations_agreement.py), so that plans and orders ask them all in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from pairing.models import Pair, PairPlan
from programs.services.audit import Refusal

PairsGuard = Callable[[Collection[Pair]], Iterable[str]]

# Each guard takes pairs that came `with_people()` and returns whole sentences, none when nothing stands in the way.
SUBMISSION_GUARDS: list[PairsGuard] = []
SIGNING_GUARDS: list[PairsGuard] = []
APPROVAL_GUARDS: list[Callable[[PairPlan, Collection[Pair]], Iterable[str]]] = []


def refuse_submission(pairs: Collection[Pair]) -> None:
    """Before a plan is made of drafts; all sentences at once."""
    _refuse("Передать директору нельзя.", [said for guard in SUBMISSION_GUARDS for said in guard(pairs)])


def refuse_approval(plan: PairPlan, pairs: Collection[Pair]) -> None:
    """Before the director's word on pairs of a plan."""
    _refuse("Утвердить нельзя.", [said for guard in APPROVAL_GUARDS for said in guard(plan, pairs)])


def refuse_signing(pairs: Collection[Pair]) -> None:
    """Before an order on locked pairs is marked as signed; call it at the top of activate_signed."""
    _refuse(
        "Распоряжение нельзя отметить подписанным.",
        [said for guard in SIGNING_GUARDS for said in guard(pairs)],
    )


def _refuse(what: str, sentences: Collection[str]) -> None:
    if sentences:
        raise Refusal(" ".join([what, *sentences]))
