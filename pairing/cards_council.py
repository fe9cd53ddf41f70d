"""The council's protocol on the page of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mentoring_site.permissions import Access, Permission
from pairing.enums import PlanState
from pairing.forms_agreement import CouncilForm
from pairing.models import Pair, PairPlan
from pairing.services.council import council_words, pairs_for_council


def council_panel(plan: PairPlan, waiting: Sequence[Pair], access: Access) -> dict[str, Any] | None:
    """None when no form of the plan asks for the council and nothing is recorded."""
    words = council_words(plan)
    is_open = plan.state == PlanState.SUBMITTED and access.program.is_open
    asked = pairs_for_council(waiting) if is_open else []
    if not words and not asked:
        return None
    may = access.has(Permission.PAIR_EDIT) or access.has(Permission.PAIR_APPROVE)
    return {
        "words": words,
        "count": len(asked),
        "form": CouncilForm(
            initial={"protocol": plan.council_protocol.removeprefix("протокол № "), "on": plan.council_on},
            auto_id="id_council_%s",
        )
        if is_open and may
        else None,
    }
