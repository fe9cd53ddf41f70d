"""What pairs say to a merge of two cards."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from pairing.models import CompatibilityTest, PairMember
from programs.services.audit import Refusal


def refuse_pair_of_one(keep: Any, drop: Any) -> None:
    """A mentor and his mentee, in whatever state their pair or test is, are two people."""
    both = Q(mentee__person=keep, pair__mentor__person=drop) | Q(
        mentee__person=drop, pair__mentor__person=keep
    )
    tested = Q(mentee__person=keep, mentor__person=drop) | Q(mentee__person=drop, mentor__person=keep)
    if PairMember.objects.filter(both).exists() or CompatibilityTest.objects.filter(tested).exists():
        raise Refusal(
            f"{keep.full_name} и {drop.full_name} — наставник и наставляемый одной пары, это два человека. "
            "Если карточки всё же об одном, сначала исправьте пару."
        )
