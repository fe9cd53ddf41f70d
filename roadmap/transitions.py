"""Allowed moves: action -> (states it starts from, state it leads to)."""

from roadmap.enums import RoadmapAction, RoadmapState, StepAction, StepState

OPEN_STEP_STATES = (StepState.PLANNED, StepState.IN_PROGRESS)

ROADMAP_TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    RoadmapAction.SUBMIT: (frozenset({RoadmapState.DRAFT}), RoadmapState.SUBMITTED),
    RoadmapAction.APPROVE: (frozenset({RoadmapState.SUBMITTED}), RoadmapState.APPROVED),
    RoadmapAction.RETURN: (frozenset({RoadmapState.SUBMITTED}), RoadmapState.DRAFT),
}

STEP_TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    StepAction.START: (frozenset({StepState.PLANNED}), StepState.IN_PROGRESS),
    StepAction.COMPLETE: (frozenset(OPEN_STEP_STATES), StepState.DONE),
    StepAction.NOT_NEEDED: (frozenset(OPEN_STEP_STATES), StepState.NOT_NEEDED),
    StepAction.REOPEN: (frozenset({StepState.DONE, StepState.NOT_NEEDED}), StepState.IN_PROGRESS),
}
