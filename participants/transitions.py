"""Allowed moves of entries of the two bases, interviews and events: action -> (from, to)."""

from django.db import models

from participants.enums import EventState, InterviewState, MenteeStatus, MentorStatus


class EntryAction(models.TextChoices):
    ADMIT = "admit", "допустить"
    RESERVE = "reserve", "перевести в резерв"
    TAKE_OUT = "take_out", "отметить выбытие"
    RESTORE = "restore", "вернуть в базу"


MENTOR_MOVES: dict[str, tuple[frozenset[str], str | None]] = {
    EntryAction.ADMIT: (frozenset({MentorStatus.CANDIDATE, MentorStatus.RESERVE}), MentorStatus.ADMITTED),
    EntryAction.RESERVE: (frozenset({MentorStatus.CANDIDATE, MentorStatus.ADMITTED}), MentorStatus.RESERVE),
    EntryAction.TAKE_OUT: (
        frozenset({MentorStatus.CANDIDATE, MentorStatus.ADMITTED, MentorStatus.RESERVE}),
        MentorStatus.LEFT,
    ),
    EntryAction.RESTORE: (frozenset({MentorStatus.LEFT}), None),  # the service finds the status
}
MENTEE_MOVES: dict[str, tuple[frozenset[str], str | None]] = {
    EntryAction.ADMIT: (frozenset({MenteeStatus.NOMINATED}), MenteeStatus.ADMITTED),
    EntryAction.TAKE_OUT: (frozenset({MenteeStatus.NOMINATED, MenteeStatus.ADMITTED}), MenteeStatus.LEFT),
    EntryAction.RESTORE: (frozenset({MenteeStatus.LEFT}), None),
}


class InterviewAction(models.TextChoices):
    SAVE = "save", "изменить черновик"
    HOLD = "hold", "провести"
    CORRECT = "correct", "исправить"
    CANCEL = "cancel", "отменить"


INTERVIEW_MOVES: dict[str, tuple[frozenset[str], str]] = {
    InterviewAction.SAVE: (frozenset({InterviewState.PLANNED}), InterviewState.PLANNED),
    InterviewAction.HOLD: (frozenset({InterviewState.PLANNED}), InterviewState.HELD),
    InterviewAction.CORRECT: (frozenset({InterviewState.HELD}), InterviewState.HELD),
    InterviewAction.CANCEL: (frozenset({InterviewState.PLANNED}), InterviewState.CANCELLED),
}


class EventAction(models.TextChoices):
    EDIT = "edit", "изменить"
    HOLD = "hold", "отметить проведённым"
    REOPEN = "reopen", "вернуть в план"
    CANCEL = "cancel", "отменить"
    MARK = "mark", "отметить присутствие"


# The target of EDIT is the state itself; the first mark of presence holds a planned event.
EVENT_MOVES: dict[str, tuple[frozenset[str], str | None]] = {
    EventAction.EDIT: (frozenset({EventState.PLANNED, EventState.HELD}), None),
    EventAction.HOLD: (frozenset({EventState.PLANNED}), EventState.HELD),
    EventAction.REOPEN: (frozenset({EventState.HELD, EventState.CANCELLED}), EventState.PLANNED),
    EventAction.CANCEL: (frozenset({EventState.PLANNED}), EventState.CANCELLED),
    EventAction.MARK: (frozenset({EventState.PLANNED, EventState.HELD}), EventState.HELD),
}
