"""The life of a pair or group: compose, change, complete, dissolve, reopen (design.md §5 «Pair»).

Locks are taken in one order everywhere: plan or document, people by id (mentor and mentees together, so that two
curators never wait for each other in a circle), then pairs. Two at once: one wins, the other gets a sentence.
SQLite ignores row locks; its immediate transactions and the index `one_open_pair_per_mentee` stand behind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from mentoring_site.words import counted
from pairing import rules
from pairing.enums import MeetingState, PairAction, PairOrigin, PairState
from pairing.models import Meeting, Pair, PairMember
from pairing.services.facts import seat_findings
from pairing.transitions import PAIR_TRANSITIONS
from participants.models import Mentee, Mentor, Person
from programs.models import InteractionModel, Program, User
from programs.services.audit import Refusal, lock_version, record_event

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

    def __init__(self, found: Sequence[rules.Finding], *, subject: str = "") -> None:
        self.findings = list(found)
        self.needs_reason = all(finding.level == rules.Level.SOFT for finding in found)
        said = " ".join(finding.sentence for finding in found)
        if self.needs_reason:
            said += " Если пара всё же нужна, напишите причину."
        super().__init__(f"{subject}{said}")


# --- composing --------------------------------------------------------------------------------------------


@transaction.atomic
def create_pair(
    *,
    program: Program,
    mentor: Mentor,
    seats: Sequence[Seat],
    starts_on: date | None = None,
    ends_on: date | None = None,
    reason: str = "",
    origin: str = PairOrigin.MANUAL,
    on: date | None = None,
    by: User,
) -> Pair:
    """A draft pair (one seat) or group (several).

    starts_on: None means «с даты распоряжения». ends_on: None means the end of the programme.
    reason: 1–500 characters when a soft rule is broken, otherwise may be empty. on: today when omitted.
    Raises PairRuleBroken (all failures at once), Refusal for the rest.
    """
    refuse_closed_program(program)
    seats = list(seats)
    if not seats:
        raise Refusal("Выберите хотя бы одного наставляемого.")
    if len({mentee.pk for mentee, _ in seats}) < len(seats):
        raise Refusal("Один и тот же наставляемый выбран дважды.")
    ends_on = ends_on or program.ends
    _refuse_dates(program, starts_on, ends_on)
    lock_people(mentor.person_id, *(mentee.person_id for mentee, _ in seats))
    mentor, seats = _fresh(mentor, seats)
    broken = check_seats(mentor, seats, start_day(starts_on, on), reason)
    pair = Pair.objects.create(
        school=program.school,
        program=program,
        form=mentor.form,
        mentor=mentor,
        origin=origin,
        starts_on=starts_on,
        ends_on=ends_on,
        broken_rules=[finding.as_record() for finding in broken],
        broken_rules_reason=reason.strip() if broken else "",
        created_by=by,
    )
    _seat(pair, seats)
    word = "группа" if len(seats) > 1 else "пара"
    because = f" с отступлением от правил: {pair.broken_rules_reason}" if broken else ""
    record_event(
        "pair.create",
        by=by,
        target=pair,
        sentence=f"составлена {word} {pair}{because}",
        details={"broken": [finding.code for finding in broken]},
        people=people_of(pair),
    )
    return pair


@transaction.atomic
def update_pair(
    *,
    pair: Pair,
    seats: Sequence[Seat],
    starts_on: date | None,
    ends_on: date | None,
    reason: str = "",
    shown_version: int,
    by: User,
) -> Pair:
    """Change a draft: members, their models, dates. The mentor stays: another mentor is another pair."""
    seats = list(seats)
    if not seats:
        raise Refusal("В паре должен остаться хотя бы один наставляемый. Лишний черновик можно удалить.")
    _refuse_dates(pair.program, starts_on, ends_on)
    pair = lock_pair(pair, *(mentee.person_id for mentee, _ in seats))
    _refuse_unless_draft(pair)
    lock_version(pair, shown_version)
    mentor, seats = _fresh(pair.mentor, seats)
    broken = check_seats(mentor, seats, start_day(starts_on), reason, except_pair=pair.pk)
    before = _described(pair)
    pair.form = mentor.form
    pair.starts_on, pair.ends_on = starts_on, ends_on
    pair.broken_rules = [finding.as_record() for finding in broken]
    pair.broken_rules_reason = reason.strip() if broken else ""
    pair.save()
    pair.members.exclude(mentee__in=[mentee for mentee, _ in seats]).delete()
    kept = {member.mentee_id: member for member in pair.members.all()}
    for mentee, model in seats:
        member = kept.get(mentee.pk)
        if member is not None and member.model_id != (model.pk if model else None):
            member.model = model
            member.save(update_fields=["model"])
    _seat(pair, [seat for seat in seats if seat[0].pk not in kept])
    pair = _reread(pair)
    after = _described(pair)
    changes = [
        f"{field}: {before[field]} → {after[field]}" for field in after if before[field] != after[field]
    ]
    record_event(
        "pair.update",
        by=by,
        target=pair,
        sentence=f"изменён черновик: {'; '.join(changes)}" if changes else "черновик сохранён без изменений",
        people=people_of(pair),
    )
    return pair


def add_member(
    *, pair: Pair, mentee: Mentee, model: InteractionModel | None, reason: str = "", by: User
) -> Pair:
    """One more mentee into a draft."""
    pair = _reread(pair)
    seats: list[Seat] = [(member.mentee, member.model) for member in pair.members.all()]
    return update_pair(
        pair=pair,
        seats=[*seats, (mentee, model)],
        starts_on=pair.starts_on,
        ends_on=pair.ends_on,
        reason=reason or pair.broken_rules_reason,
        shown_version=pair.version,
        by=by,
    )


def remove_member(*, pair: Pair, mentee: Mentee, by: User) -> Pair:
    """One mentee fewer in a draft; the last one can't be taken out."""
    pair = _reread(pair)
    return update_pair(
        pair=pair,
        seats=[
            (member.mentee, member.model) for member in pair.members.all() if member.mentee_id != mentee.pk
        ],
        starts_on=pair.starts_on,
        ends_on=pair.ends_on,
        reason=pair.broken_rules_reason,
        shown_version=pair.version,
        by=by,
    )


@transaction.atomic
def delete_draft(*, pair: Pair, by: User) -> None:
    """A draft is nobody's decision yet, so it may vanish; the journal keeps who composed and deleted it."""
    pair = lock_pair(pair)
    _refuse_unless_draft(pair)
    record_event(
        "pair.delete", by=by, target=pair, sentence=f"удалён черновик пары {pair}", people=people_of(pair)
    )
    pair.delete()


# --- closing and reopening --------------------------------------------------------------------------------


@transaction.atomic
def complete_pair(
    *, pair: Pair, on: date, results: dict[int, str] | None = None, by: User, today: date | None = None
) -> Pair:
    """The pair did its work. results: member id -> what was reached, up to 2000 characters each."""
    pair = lock_pair(pair)
    target = _target(pair, PairAction.COMPLETE)
    _refuse_closing_day(pair, on, today)
    for member in pair.members.all():
        if results and member.pk in results:
            member.result = results[member.pk].strip()
            member.save(update_fields=["result"])
    _close(pair, target, on, reason="", meetings_reason="пара завершена")
    record_event(
        "pair.complete",
        by=by,
        target=pair,
        sentence=f"пара завершена {on:%d.%m.%Y}",
        people=people_of(pair),
    )
    return pair


@transaction.atomic
def dissolve_pair(*, pair: Pair, reason: str, on: date, by: User, today: date | None = None) -> Pair:
    """End a pair early. Its planned meetings are cancelled at once; an unsigned order loses its row.

    reason: 1–500 characters. Raises TransitionNotAllowed for drafts (delete them) and closed pairs.
    """
    # Both build on this module.
    from pairing.services.orders import lock_open_order, refresh_order
    from pairing.services.plans import lock_plan, settle_plan

    order = lock_open_order(pair)
    if pair.plan is not None:
        lock_plan(pair.plan)
    pair = lock_pair(pair)
    target = _target(pair, PairAction.DISSOLVE)
    reason = _said(reason, "Напишите, почему пара прекращается.")
    was = pair.state
    if was == PairState.ACTIVE:
        _refuse_closing_day(pair, on, today)
    elif on > (today or timezone.localdate()):
        raise Refusal("Дата прекращения ещё не наступила.")
    cancelled = _close(pair, target, on, reason=reason, meetings_reason=f"пара прекращена: {reason}"[:300])
    meetings = (
        f", {counted(cancelled, 'встреча отменена', 'встречи отменены', 'встреч отменено')}"
        if cancelled
        else ""
    )
    record_event(
        "pair.dissolve",
        by=by,
        target=pair,
        sentence=f"пара прекращена {on:%d.%m.%Y}: {reason}{meetings}",
        details={"from": was, "cancelled_meetings": cancelled},
        people=people_of(pair),
    )
    if was == PairState.SUBMITTED:
        settle_plan(pair.plan, by=by)
    if order is not None and was == PairState.APPROVED:
        refresh_order(order, by=by)
    return pair


@transaction.atomic
def reopen_pair(*, pair: Pair, reason: str, by: User) -> Pair:
    """Bring a completed or dissolved pair back to life, under the rules of a new one.

    reason: 1–500 characters. The pair must have been active before.
    """
    refuse_closed_program(pair.program)
    pair = lock_pair(pair)
    target = _target(pair, PairAction.REOPEN)
    reason = _said(reason, "Напишите, почему пара возобновляется.")
    if pair.starts_on is None or pair.starts_on > timezone.localdate():
        raise Refusal(f"Пара {pair} ещё не действовала. Составьте её заново.")
    returning = [member for member in pair.members.all() if member.left_on in (None, pair.closed_on)]
    check_seats(
        pair.mentor,
        [(member.mentee, member.model) for member in returning],
        timezone.localdate(),
        reason,
        except_pair=pair.pk,
        ignore=("parted_before",),
    )
    _open_seats(returning)
    _set_state(pair, target, closed_on=None, closed_reason="")
    record_event(
        "pair.reopen",
        by=by,
        target=pair,
        sentence=f"пара возобновлена: {reason}",
        people=people_of(pair),
    )
    return _reread(pair)


# --- shared with plans and orders -------------------------------------------------------------------------


def refuse_closed_program(program: Program) -> None:
    if not program.is_open:
        raise Refusal(f"Программа {program.year_label} завершена: её пары больше не меняются.")


def lock_people(*ids: int) -> None:
    """Row locks on people, always by id."""
    wanted = Person.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    list(wanted.values_list("pk", flat=True))


def lock_pair(pair: Pair, *more_people: int) -> Pair:
    """The pair as it is now, with its people locked first; it may have moved since the page was shown."""
    refuse_closed_program(pair.program)
    lock_people(*people_of(_reread(pair)), *more_people)
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
    today = today or timezone.localdate()
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
) -> list[rules.Finding]:
    """Raise PairRuleBroken when a rule forbids the pair; return the soft ones broken with a reason.

    Call after locking the people: only then do places and open pairs stand still.
    """
    found = [
        finding
        for finding in seat_findings(mentor, seats, on, except_pair=except_pair)
        if finding.code not in ignore
    ]
    hard = rules.of_level(found, rules.Level.HARD)
    soft = rules.of_level(found, rules.Level.SOFT)
    if hard:
        raise PairRuleBroken(hard, subject=subject)
    if soft and not reason.strip():
        raise PairRuleBroken(soft, subject=subject)
    if len(reason.strip()) > 500:
        raise Refusal("Причина длиннее 500 знаков. Сократите её.")
    return soft


def recheck(pair: Pair, on: date) -> list[rules.Finding]:
    """What forbids the pair to go on: hard failures, and soft ones that were not known when it was composed."""
    known = {record["code"] for record in pair.broken_rules}
    return [
        finding
        for finding in seat_findings(
            pair.mentor, [(m.mentee, m.model) for m in pair.members.all()], on, except_pair=pair.pk
        )
        if finding.level == rules.Level.HARD
        or (finding.level == rules.Level.SOFT and finding.code not in known)
    ]


def move(pair: Pair, action: str, *, by: User, sentence: str, **changes: object) -> Pair:
    """One allowed step of a locked pair with its row of the journal."""
    _set_state(pair, _target(pair, action), **changes)
    record_event(f"pair.{action}", by=by, target=pair, sentence=sentence, people=people_of(pair))
    return pair


# --- small parts ------------------------------------------------------------------------------------------


def _target(pair: Pair, action: str) -> str:
    sources, target = PAIR_TRANSITIONS[action]
    if pair.state not in sources:
        raise TransitionNotAllowed(pair, action)
    return target


def _set_state(pair: Pair, state: str, **changes: object) -> None:
    pair.state, pair.state_changed_at = state, timezone.now()
    for field, value in changes.items():
        setattr(pair, field, value)
    pair.version += 1
    pair.save(update_fields=["state", "state_changed_at", "version", *changes])


def _close(pair: Pair, state: str, on: date, *, reason: str, meetings_reason: str) -> int:
    """Free the places, cancel what was planned; returns how many meetings were cancelled."""
    pair.members.filter(is_open=True).update(is_open=False, left_on=on)
    _set_state(pair, state, closed_on=on, closed_reason=reason)
    return Meeting.objects.filter(pair=pair, state=MeetingState.PLANNED).update(
        state=MeetingState.CANCELLED, cancelled_reason=meetings_reason
    )


def _open_seats(members: Iterable[PairMember]) -> None:
    try:
        with transaction.atomic():
            for member in members:
                member.is_open, member.left_on, member.left_reason = True, None, ""
                member.save(update_fields=["is_open", "left_on", "left_reason"])
    except IntegrityError as clash:
        raise _taken() from clash


def _seat(pair: Pair, seats: Sequence[Seat]) -> None:
    try:
        with transaction.atomic():
            PairMember.objects.bulk_create(
                PairMember(
                    school_id=pair.school_id,
                    program_id=pair.program_id,
                    pair=pair,
                    mentee=mentee,
                    model=model,
                )
                for mentee, model in seats
            )
    except IntegrityError as clash:
        raise _taken() from clash


def _taken() -> Refusal:
    return Refusal("Наставляемого только что включили в другую пару. Обновите страницу и выберите другого.")


def _fresh(mentor: Mentor, seats: Sequence[Seat]) -> tuple[Mentor, list[Seat]]:
    """The same people as the database knows them after the lock."""
    mentor = Mentor.objects.select_related("person", "form", "program").get(pk=mentor.pk)
    rows = Mentee.objects.select_related("person", "form", "wished_model").in_bulk(
        [mentee.pk for mentee, _ in seats]
    )
    return mentor, [(rows[mentee.pk], model) for mentee, model in seats]


def _with_people(ids: Collection[int]) -> list[Pair]:
    return list(Pair.objects.with_people().filter(pk__in=ids))


def _reread(pair: Pair) -> Pair:
    return Pair.objects.with_people().get(pk=pair.pk)


def _locked_rows(ids: Collection[int]) -> list[Pair]:
    # Locked apart from reading: FOR UPDATE can't join the nullable order and plan.
    list(Pair.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    rows = _with_people(ids)
    if len(ids) == 1 and not rows:
        raise Refusal("Этой пары больше нет: черновик удалили. Вернитесь к списку пар.")
    return rows


def _described(pair: Pair) -> dict[str, str]:
    return {
        "участники": ", ".join(
            f"{member.mentee.person.list_name} ({member.model.title if member.model else 'модель не выбрана'})"
            for member in pair.members.all()
        ),
        "начало": f"{pair.starts_on:%d.%m.%Y}" if pair.starts_on else "с даты распоряжения",
        "окончание": f"{pair.ends_on:%d.%m.%Y}" if pair.ends_on else "не указано",
        "причина отступления": pair.broken_rules_reason or "нет",
    }


def _refuse_unless_draft(pair: Pair) -> None:
    if pair.state != PairState.DRAFT:
        raise Refusal(
            f"Пара {pair} уже не черновик ({pair.get_state_display()}), менять её состав нельзя. "
            "Попросите директора вернуть пару или прекратите её с указанием причины."
        )


def _refuse_dates(program: Program, starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal("Окончание раньше начала. Исправьте даты.")
    if starts_on and not program.starts <= starts_on <= program.ends:
        raise Refusal(
            f"Начало пары — вне программы ({program.starts:%d.%m.%Y} – {program.ends:%d.%m.%Y}). Исправьте дату."
        )


def _refuse_closing_day(pair: Pair, on: date, today: date | None) -> None:
    if on > (today or timezone.localdate()):
        raise Refusal("Эта дата ещё не наступила. Укажите сегодняшнюю или более раннюю.")
    if pair.starts_on and on < pair.starts_on:
        raise Refusal(f"Пара действует с {pair.starts_on:%d.%m.%Y}: раньше этой даты закрыть её нельзя.")


def _said(reason: str, question: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refusal(question)
    if len(reason) > 500:
        raise Refusal("Причина длиннее 500 знаков. Сократите её.")
    return reason
