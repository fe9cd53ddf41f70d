"""What every step in the life of a pair stands on: its locks, its rules, its allowed moves.

Locks are taken in one order everywhere: plan or document, people by id (mentor and mentees together, so that two
curators never wait for each other in a circle), then pairs. Two at once: one wins, the other gets a sentence.
Locks are FOR NO KEY UPDATE: foreign keys are checked at commit when a row was written twice, and such a check of a
plan or an order that another one holds while waiting for these people would be a deadlock.
SQLite ignores row locks; its immediate transactions and the index `one_open_pair_per_mentee` stand behind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from mentoring_site import clock
from pairing import rules
from pairing.edges import Finding, Level
from pairing.enums import MeetingState, PairAction, PairState
from pairing.models import Meeting, Pair
from pairing.services.facts import seat_findings
from pairing.services.outcomes import take_back_outcome
from pairing.transitions import PAIR_TRANSITIONS
from participants.models import Mentee, Mentor, Person
from programs.models import InteractionModel, Program, User
from programs.services.audit import Refusal, record_event
from programs.services.moments import moment

Seat = tuple[Mentee, InteractionModel | None]


class TransitionNotAllowed(Refusal):
    """The action does not start from the pair's present state."""

    def __init__(self, pair: Pair, action: str) -> None:
        super().__init__(
            f"Пара {pair} сейчас в состоянии «{pair.get_state_display()}», "
            f"поэтому действие «{PairAction(action).label}» к ней не применить. "
            "Обновите страницу: возможно, пару уже изменил другой сотрудник."
        )
        self.pair = pair


class PairRuleBroken(Refusal):
    """Hard rules that nobody may break, or soft ones without a reason; `findings` lists them all."""

    def __init__(self, found: Sequence[Finding], *, subject: str = "") -> None:
        self.findings = list(found)
        self.needs_reason = all(finding.level == Level.SOFT for finding in found)
        said = " ".join(finding.sentence for finding in found)
        if self.needs_reason:
            said += " Если пара всё же нужна, напишите причину."
        super().__init__(f"{subject}{said}")


def refuse_closed_program(program: Program) -> None:
    if not program.is_open:
        raise Refusal(f"Программа {program.year_label} завершена: её пары больше не меняются.")


def lock_people(*ids: int) -> None:
    """Row locks on people, always by id."""
    wanted = Person.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    list(wanted.values_list("pk", flat=True))


def lock_pair(pair: Pair, *more_people: int) -> Pair:
    """The pair as it is now, with its people locked first; it may have moved since the page was shown."""
    refuse_closed_program(pair.program)
    lock_people(*people_of(reread(pair)), *more_people)
    return _locked_rows([pair.pk])[0]


def lock_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    """Several pairs at once, ordered as lists show them; those deleted meanwhile are absent."""
    ids = [pair.pk for pair in pairs]
    lock_people(*{person for pair in _with_people(ids) for person in people_of(pair)})
    return _locked_rows(ids)


def people_of(pair: Pair) -> list[int]:
    return [pair.mentor.person_id, *(member.mentee.person_id for member in pair.members.all())]


def start_day(starts_on: date | None, today: date | None = None) -> date:
    """The day on which consents must be valid: the start, but never a day gone by."""
    today = today or clock.today()
    return max(starts_on, today) if starts_on else today


def check_seats(
    mentor: Mentor,
    seats: Sequence[Seat],
    on: date,
    reason: str,
    *,
    except_pair: int | None = None,
    ignore: Collection[str] = (),
    subject: str = "",
    size: int | None = None,
) -> list[Finding]:
    """Raise PairRuleBroken when a rule forbids the pair; return the soft ones broken with a reason.

    Call after locking the people: only then do places and open pairs stand still.
    """
    found = [
        finding
        for finding in seat_findings(mentor, seats, on, except_pair=except_pair, size=size)
        if finding.code not in ignore
    ]
    hard = rules.of_level(found, Level.HARD)
    soft = rules.of_level(found, Level.SOFT)
    if hard:
        raise PairRuleBroken(hard, subject=subject)
    if soft and not reason.strip():
        raise PairRuleBroken(soft, subject=subject)
    if len(reason.strip()) > 500:
        raise Refusal("Причина длиннее 500 знаков. Сократите её.")
    return soft


def recheck(pair: Pair, on: date) -> list[Finding]:
    """What forbids the pair to go on: hard failures, and soft ones that were not known when it was composed."""
    known = {record["code"] for record in pair.broken_rules}
    return [
        finding
        for finding in seat_findings(
            pair.mentor, [(m.mentee, m.model) for m in pair.members.all()], on, except_pair=pair.pk
        )
        if finding.level == Level.HARD or (finding.level == Level.SOFT and finding.code not in known)
    ]


def move(pair: Pair, action: str, *, by: User, sentence: str, **changes: object) -> Pair:
    """One allowed step of a locked pair with its row of the journal."""
    set_state(pair, target_of(pair, action), **changes)
    record_event(f"pair.{action}", by=by, target=pair, sentence=sentence, people=people_of(pair))
    return pair


def target_of(pair: Pair, action: str) -> str:
    sources, target = PAIR_TRANSITIONS[action]
    if pair.state not in sources:
        raise TransitionNotAllowed(pair, action)
    return target


def set_state(pair: Pair, state: str, **changes: object) -> None:
    pair.state, pair.state_changed_at = state, moment()
    for field, value in changes.items():
        setattr(pair, field, value)
    pair.version += 1
    pair.save(update_fields=["state", "state_changed_at", "version", *changes])
    if state == PairState.ACTIVE:
        take_back_outcome(pair)  # whoever begins anew has not completed the programme


def close_seats(pair: Pair, state: str, on: date, *, reason: str, meetings_reason: str) -> int:
    """End a locked pair: free the places, cancel what was planned; returns how many meetings were cancelled."""
    pair.members.filter(is_open=True).update(is_open=False, left_on=on)
    set_state(pair, state, closed_on=on, closed_reason=reason)
    return Meeting.objects.filter(pair=pair, state=MeetingState.PLANNED).update(
        state=MeetingState.CANCELLED, cancelled_reason=meetings_reason[:300]
    )


def said_reason(reason: str, question: str) -> str:
    """question: what to ask for when there is none."""
    reason = reason.strip()
    if not reason:
        raise Refusal(question)
    if len(reason) > 500:
        raise Refusal("Причина длиннее 500 знаков. Сократите её.")
    return reason


def seat_taken() -> Refusal:
    return Refusal("Наставляемого только что включили в другую пару. Обновите страницу и выберите другого.")


def reread(pair: Pair) -> Pair:
    return Pair.objects.with_people().get(pk=pair.pk)


def _with_people(ids: Collection[int]) -> list[Pair]:
    return list(Pair.objects.with_people().filter(pk__in=ids))


def _locked_rows(ids: Collection[int]) -> list[Pair]:
    # Locked apart from reading: FOR UPDATE can't join the nullable order and plan.
    list(
        Pair.objects.select_for_update(no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    rows = _with_people(ids)
    if len(ids) == 1 and not rows:
        raise Refusal("Этой пары больше нет: черновик удалили. Вернитесь к списку пар.")
    return rows
