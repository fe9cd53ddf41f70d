"""Allowed moves of a programme: action -> (states it starts from, state it leads to)."""

from programs.enums import ProgramAction, ProgramState

PROGRAM_TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    ProgramAction.SUBMIT: (frozenset({ProgramState.DRAFT}), ProgramState.SUBMITTED),
    ProgramAction.APPROVE: (frozenset({ProgramState.SUBMITTED}), ProgramState.APPROVED),
    ProgramAction.RETURN: (frozenset({ProgramState.SUBMITTED}), ProgramState.DRAFT),
    ProgramAction.START: (frozenset({ProgramState.APPROVED}), ProgramState.RUNNING),
    ProgramAction.REVISE: (frozenset({ProgramState.APPROVED, ProgramState.RUNNING}), ProgramState.DRAFT),
    ProgramAction.COMPLETE: (frozenset({ProgramState.RUNNING}), ProgramState.COMPLETED),
    ProgramAction.ARCHIVE: (frozenset({ProgramState.COMPLETED}), ProgramState.ARCHIVED),
}
