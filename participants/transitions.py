"""Allowed moves of an entry of the two bases: action -> (from, to)."""

from django.db import models

from participants.enums import MenteeStatus, MentorStatus


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
