"""Pairs, tests and meetings of a programme in one number or one sentence, for pages that belong to lower apps."""

from __future__ import annotations

from datetime import date

from mentoring_site.permissions import Access
from mentoring_site.words import counted
from pairing.enums import MeetingState, PairState
from pairing.models import CompatibilityTest, Meeting, Pair
from programs.enums import ParticipantKind
from programs.models import Program


def active_pairs(program: Program) -> int:
    return Pair.objects.of_program(program).in_state(PairState.ACTIVE).count()


def open_pairs_against_completion(program: Program) -> list[str]:
    """A completed programme takes corrections only, so nobody could end these pairs any more."""
    count = Pair.objects.of_program(program).open().count()
    if not count:
        return []
    pairs = counted(count, "пара", "пары", "пар")
    return [f"Не закрыты: {pairs}. Завершите или прекратите их в разделе «Пары и группы», черновики удалите."]


def pupil_pairs_in_words(access: Access, on: date) -> str:
    return _active_in_words(access.program, ParticipantKind.PUPIL)


def teacher_pairs_in_words(access: Access, on: date) -> str:
    return _active_in_words(access.program, ParticipantKind.TEACHER)


def _active_in_words(program: Program, kind: str) -> str:
    pairs = Pair.objects.of_program(program).in_state(PairState.ACTIVE).filter(form__mentor_kind=kind)
    return counted(pairs.count(), "действующая пара", "действующие пары", "действующих пар")


def tests_in_words(access: Access, on: date) -> str:
    count = CompatibilityTest.objects.filter(program=access.program).count()
    return counted(count, "тест", "теста", "тестов")


def meetings_in_words(access: Access, on: date) -> str:
    count = Meeting.objects.filter(program=access.program, state=MeetingState.HELD).count()
    return counted(count, "проведённая встреча", "проведённые встречи", "проведённых встреч")
