"""Allowed moves of a pair: action -> (states it starts from, state it leads to)."""

from pairing.enums import PairAction, PairState

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
