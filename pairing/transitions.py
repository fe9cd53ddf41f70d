"""Allowed moves of a pair and of an individual plan: action -> (states it starts from, state it leads to)."""

from pairing.enums import PairAction, PairState, PlanAction, PlanStage

PAIR_TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    PairAction.SUBMIT: (frozenset({PairState.DRAFT}), PairState.SUBMITTED),
    PairAction.RETURN: (frozenset({PairState.SUBMITTED}), PairState.DRAFT),
    PairAction.APPROVE: (frozenset({PairState.SUBMITTED}), PairState.APPROVED),
    PairAction.RECALL: (frozenset({PairState.APPROVED}), PairState.DRAFT),  # its order is cancelled
    PairAction.ACTIVATE: (frozenset({PairState.APPROVED}), PairState.ACTIVE),
    PairAction.COMPLETE: (frozenset({PairState.ACTIVE}), PairState.COMPLETED),
    PairAction.DISSOLVE: (
        frozenset({PairState.SUBMITTED, PairState.APPROVED, PairState.ACTIVE}),
        PairState.DISSOLVED,
    ),
    PairAction.REOPEN: (frozenset({PairState.COMPLETED, PairState.DISSOLVED}), PairState.ACTIVE),
}

# A pupils' plan ends at AGREED; REVISE is what any change of its content does.
DEVELOPMENT_TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    PlanAction.SUBMIT: (frozenset({PlanStage.DRAFT}), PlanStage.SUBMITTED),
    PlanAction.RETURN: (frozenset({PlanStage.SUBMITTED, PlanStage.AGREED}), PlanStage.DRAFT),
    PlanAction.AGREE: (frozenset({PlanStage.SUBMITTED}), PlanStage.AGREED),
    PlanAction.APPROVE: (frozenset({PlanStage.AGREED}), PlanStage.APPROVED),
    PlanAction.REVISE: (
        frozenset({PlanStage.DRAFT, PlanStage.SUBMITTED, PlanStage.AGREED, PlanStage.APPROVED}),
        PlanStage.DRAFT,
    ),
}
