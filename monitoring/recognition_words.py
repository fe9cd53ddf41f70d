"""Words and shapes of the states of awards, contests, applications and nominations to levels."""

from __future__ import annotations

from monitoring.enums import AwardState, ContestState, EntryState, SubmissionState
from monitoring.models import Award

AWARD_BADGES = {
    AwardState.PROPOSED: ("draft", "предложено"),
    AwardState.TO_SIGN: ("wait", "в приказе"),
    AwardState.ORDERED: ("ready", "приказ подписан"),
    AwardState.HANDED: ("ok", "вручено"),
}
CONTEST_BADGES = {
    ContestState.DRAFT: ("draft", "готовится"),
    ContestState.OPEN: ("ready", "приём заявок"),
    ContestState.JUDGING: ("wait", "оценивает жюри"),
    ContestState.CLOSED: ("done", "подведены итоги"),
}
ENTRY_BADGES = {
    EntryState.SUBMITTED: ("wait", "ждёт решения"),
    EntryState.ADMITTED: ("ok", "допущена"),
    EntryState.DECLINED: ("none", "не допущена"),
    EntryState.WITHDRAWN: ("none", "отозвана"),
}
SUBMISSION_BADGES = {
    SubmissionState.PLANNED: ("draft", "готовим документы"),
    SubmissionState.SENT: ("wait", "документы отправлены"),
    SubmissionState.WON: ("ok", "победа"),
    SubmissionState.PRIZE: ("ok", "призовое место"),
    SubmissionState.PARTICIPANT: ("done", "участие"),
    SubmissionState.DECLINED: ("none", "не выдвинут"),
}


def first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def kind_words(award: Award) -> str:
    """«Грамота», «Диплом, муниципальный»"""
    words = first_up(award.get_kind_display())
    return words if award.level == "school" else f"{words}, {award.get_level_display()}"
