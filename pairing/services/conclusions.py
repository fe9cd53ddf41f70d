"""Conclusions for many proposed pairs at once: what still waits for the psychologist's word, and saying it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mentoring_site.texts import clean_text
from pairing.enums import UNDECIDED, Conclusion
from pairing.models import CompatibilityTest, PairMember
from participants.enums import ConsentPurpose
from participants.services.consents import Decision, decisions_for
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, record_events

MAX_ROWS = 200  # of one page: those that were proposed first


@dataclass(frozen=True)
class Seat:
    """A mentor and a mentee of a proposed pair. lacking: who has no consent to testing, with the reason."""

    member: PairMember
    lacking: list[tuple[str, str]]

    @property
    def can_test(self) -> bool:
        return not self.lacking


@dataclass(frozen=True)
class Word:
    """What is said about one seat."""

    member_id: int
    conclusion: str
    reservation: str = ""


class WordsRefused(Refusal):
    """Nothing was saved; what is wrong, by seat."""

    def __init__(self, by_member: dict[int, str]) -> None:
        super().__init__("Заключения не записаны: исправьте отмеченные строки и сохраните ещё раз.")
        self.by_member = by_member


def waiting_members(program: Program) -> QuerySet[PairMember]:
    """Seats of draft and submitted pairs on which no conclusion has been said."""
    tests = CompatibilityTest.objects.filter(mentor=OuterRef("pair__mentor"), mentee=OuterRef("mentee"))
    return (
        PairMember.objects.filter(program=program, is_open=True, pair__state__in=UNDECIDED)
        .exclude(Exists(tests))
        .select_related("pair__mentor__person", "mentee__person", "pair__form", "program__school")
        .order_by("pair__mentor__person__search_key", "mentee__person__search_key", "pk")
    )


def waiting_seats(program: Program, on: date) -> list[Seat]:
    """With the consents of the day: two queries for any number of pairs."""
    members = list(waiting_members(program)[:MAX_ROWS])
    decisions = _decisions(members, on)
    return [Seat(member, _lacking(member, decisions)) for member in members]


@transaction.atomic
def record_words(
    *,
    program: Program,
    words: Sequence[Word],
    method: str,
    conducted_on: date,
    by: User,
    today: date,
) -> list[CompatibilityTest]:
    """Record the conclusions all together, or none. Notes are written one by one, in the test's own form.

    Raises Refusal for a closed year, a day to come, no method and no conclusion at all; WordsRefused by seat for a
    reservation without words, a missing consent, and a seat that waits no longer.
    """
    refuse_closed(program)
    if conducted_on > today:
        raise Refusal(f"{conducted_on:%d.%m.%Y} ещё не наступило. Укажите день, когда прошёл тест.")
    method = clean_text(method)
    if not method:
        raise Refusal("Назовите методику, по которой проведены тесты.")
    if not words:
        raise Refusal("Ни одного заключения не выбрано. Отметьте хотя бы одно.")
    # Locked, so that two pages of two psychologists do not both say the first word.
    rows = waiting_members(program).filter(pk__in=[word.member_id for word in words])
    members = {member.pk: member for member in rows.select_for_update(of=("self",))}
    decisions = _decisions(list(members.values()), conducted_on)
    wrong: dict[int, str] = {}
    for word in words:
        if problem := _problem(word, members.get(word.member_id), decisions):
            wrong[word.member_id] = problem
    if wrong:
        raise WordsRefused(wrong)
    made = CompatibilityTest.objects.bulk_create(
        CompatibilityTest(
            school_id=program.school_id,
            program=program,
            mentor=members[word.member_id].pair.mentor,
            mentee=members[word.member_id].mentee,
            method=method[:200],
            conducted_on=conducted_on,
            conclusion=word.conclusion,
            reservation=clean_text(word.reservation)[:500]
            if word.conclusion == Conclusion.RESERVATION
            else "",
            conducted_by=by,
        )
        for word in words
    )
    record_events(
        [
            {
                "action": "test.record",
                "target": test,
                "program": program,
                "sentence": "внесено заключение психолога по тесту на совместимость",
                "people": [test.mentor.person_id, test.mentee.person_id],
            }
            for test in made
        ],
        by=by,
    )
    return made


def _problem(word: Word, member: PairMember | None, decisions: dict[int, Decision]) -> str:
    if member is None:
        return "Пока страница была открыта, заключение уже записали или пары больше нет. Уберите эту строку."
    if word.conclusion not in Conclusion.values:
        return "Выберите заключение из списка."
    if word.conclusion == Conclusion.RESERVATION and not clean_text(word.reservation):
        return "Напишите, с какой оговоркой рекомендована пара."
    if lacking := _lacking(member, decisions):
        return "Нет согласия: " + "; ".join(f"{name} — {why}" for name, why in lacking) + "."
    return ""


def _decisions(members: Sequence[PairMember], on: date) -> dict[int, Decision]:
    people = {person.pk: person for member in members for person in _people(member)}
    return decisions_for(list(people.values()), ConsentPurpose.TESTING, on)


def _lacking(member: PairMember, decisions: dict[int, Decision]) -> list[tuple[str, str]]:
    return [
        (person.list_name, decisions[person.pk].missing)
        for person in _people(member)
        if not decisions[person.pk].is_allowed
    ]


def _people(member: PairMember) -> tuple:
    return member.pair.mentor.person, member.mentee.person
