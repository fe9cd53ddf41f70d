"""Allowed moves of contests, their entries and awards: action -> (states it starts from, state it leads to)."""

from __future__ import annotations

from monitoring.enums import AwardState, ContestAction, ContestState, EntryState

CONTEST_MOVES: dict[str, tuple[frozenset[str], str]] = {
    ContestAction.OPEN: (frozenset({ContestState.DRAFT}), ContestState.OPEN),
    ContestAction.REDRAFT: (frozenset({ContestState.OPEN}), ContestState.DRAFT),
    ContestAction.JUDGE: (frozenset({ContestState.OPEN}), ContestState.JUDGING),
    ContestAction.REOPEN: (frozenset({ContestState.JUDGING}), ContestState.OPEN),
    ContestAction.CLOSE: (frozenset({ContestState.JUDGING}), ContestState.CLOSED),
}

ENTRY_MOVES: dict[str, frozenset[str]] = {
    EntryState.ADMITTED: frozenset({EntryState.SUBMITTED, EntryState.DECLINED}),
    EntryState.DECLINED: frozenset({EntryState.SUBMITTED, EntryState.ADMITTED}),
    EntryState.WITHDRAWN: frozenset({EntryState.SUBMITTED, EntryState.ADMITTED}),
}

AWARD_MOVES: dict[str, frozenset[str]] = {
    AwardState.TO_SIGN: frozenset({AwardState.PROPOSED}),
    # Back from «вручено», when that was marked by mistake: to the order, or to a proposal where there is none.
    AwardState.ORDERED: frozenset({AwardState.TO_SIGN, AwardState.HANDED}),
    AwardState.PROPOSED: frozenset({AwardState.TO_SIGN, AwardState.HANDED}),  # its order is cancelled
    # Letters, attestations and thanks are handed without an order as well.
    AwardState.HANDED: frozenset({AwardState.PROPOSED, AwardState.ORDERED}),
}
