"""How a pair or group ends, by its work done or early, and how it comes back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from mentoring_site import clock
from mentoring_site.words import counted
from pairing.enums import PairAction, PairState
from pairing.models import Pair, PairMember
from pairing.order_kinds import CHANGE
from pairing.services.keeping import (
    check_seats,
    close_seats,
    lock_pair,
    people_of,
    refuse_closed_program,
    reread,
    said_reason,
    seat_taken,
    set_state,
    target_of,
)
from pairing.services.order_endings import refresh_end_order
from pairing.services.orders import (
    cancel_all,
    lock_document,
    lock_open_order,
    lock_waiting_orders,
    refresh_order,
)
from pairing.services.outcomes import write_outcome
from pairing.services.plans import lock_plan, settle_plan
from programs.models import User
from programs.services.audit import Refusal, record_event

RESULT_LENGTH = 2000


@transaction.atomic
def complete_pair(
    *,
    pair: Pair,
    on: date,
    results: dict[int, str] | None = None,
    wants_case: bool | None = None,
    wants_new_match: bool | None = None,
    by: User,
    today: date | None = None,
) -> Pair:
    """The pair did its work; both bases get the end and the results. results: as in endings.Ending."""
    waiting = lock_waiting_orders(pair, with_replacements=True)
    pair = lock_pair(pair)
    target = target_of(pair, PairAction.COMPLETE)
    _refuse_closing_day(pair, on, today)
    ended = _write_results(pair, results)
    close_seats(pair, target, on, reason="", meetings_reason="пара завершена")
    _write_wishes(pair, wants_case, wants_new_match)
    write_outcome(pair, ended, on, is_completed=True, wants_new_match=bool(wants_new_match))
    cancel_all(waiting, reason="пара завершена раньше подписи", by=by)
    record_event(
        "pair.complete",
        by=by,
        target=pair,
        sentence=f"пара завершена {on:%d.%m.%Y}",
        people=people_of(pair),
    )
    return pair


@transaction.atomic
def dissolve_pair(
    *,
    pair: Pair,
    reason: str,
    on: date,
    results: dict[int, str] | None = None,
    wants_case: bool | None = None,
    wants_new_match: bool | None = None,
    by: User,
    today: date | None = None,
) -> Pair:
    """End a pair early. Its planned meetings are cancelled at once; an unsigned order loses its row.

    reason: 1–500 characters. Raises TransitionNotAllowed for drafts (delete them) and closed pairs.
    """
    order = lock_open_order(pair)
    waiting = lock_waiting_orders(pair)
    if order is not None and order.kind == CHANGE:
        raise Refusal(
            f"Пара {pair} начнётся по распоряжению о замене. Если замена не нужна, отмените это распоряжение: "
            "прежняя пара продолжит работу."
        )
    if pair.plan is not None:
        lock_plan(pair.plan)
    pair = lock_pair(pair)
    target = target_of(pair, PairAction.DISSOLVE)
    reason = said_reason(reason, "Напишите, почему пара прекращается.")
    was = pair.state
    if was == PairState.ACTIVE:
        _refuse_closing_day(pair, on, today)
    elif on > (today or clock.today()):
        raise Refusal("Дата прекращения ещё не наступила.")
    ended = _write_results(pair, results)
    cancelled = close_seats(pair, target, on, reason=reason, meetings_reason=f"пара прекращена: {reason}")
    _write_wishes(pair, wants_case, wants_new_match)
    if was == PairState.ACTIVE:
        write_outcome(pair, ended, on, is_completed=False, wants_new_match=bool(wants_new_match))
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
    cancel_all(waiting, reason="пара прекращена раньше подписи", by=by)
    return pair


@transaction.atomic
def reopen_pair(*, pair: Pair, reason: str, by: User) -> Pair:
    """Bring a completed or dissolved pair back to life, under the rules of a new one.

    reason: 1–500 characters. The pair must have been active before.
    """
    refuse_closed_program(pair.program)
    ending = lock_document(Pair.objects.values_list("end_order", flat=True).get(pk=pair.pk))
    pair = lock_pair(pair)
    target = target_of(pair, PairAction.REOPEN)
    reason = said_reason(reason, "Напишите, почему пара возобновляется.")
    if pair.starts_on is None or pair.starts_on > clock.today():
        raise Refusal(f"Пара {pair} ещё не действовала. Составьте её заново.")
    returning = [
        member
        for member in pair.members.all()
        if member.joined_on and member.left_on in (None, pair.closed_on)
    ]
    check_seats(
        pair.mentor,
        [(member.mentee, member.model) for member in returning],
        clock.today(),
        reason,
        except_pair=pair.pk,
        ignore=("parted_before", "parted_by_conflict"),
    )
    _open_seats(returning)
    # A replacement that waits for its signature will end the pair again; any other end is over.
    is_replaced = ending is not None and ending.kind == CHANGE
    kept = {} if is_replaced else {"end_order": None}
    set_state(pair, target, closed_on=None, closed_reason="", **kept)
    _write_wishes(pair, None, None)
    if not is_replaced:
        pair.members.filter(pk__in=[member.pk for member in returning]).update(leave_order=None)
    if ending is not None and not is_replaced:
        refresh_end_order(ending, by=by)
    record_event(
        "pair.reopen",
        by=by,
        target=pair,
        sentence=f"пара возобновлена: {reason}",
        people=people_of(pair),
    )
    return reread(pair)


def _write_results(pair: Pair, results: dict[int, str] | None) -> list[PairMember]:
    """Keep what members reached; returns those who are in the pair until its end, not who still waits to join."""
    ended = [member for member in pair.members.all() if member.is_open and not member.is_waiting]
    for member in ended:
        if results and member.pk in results:
            member.result = results[member.pk].strip()
            if len(member.result) > RESULT_LENGTH:
                raise Refusal(
                    f"{member.mentee.person.list_name}: результат длиннее {RESULT_LENGTH} знаков. Сократите его."
                )
            member.save(update_fields=["result"])
    return [member for member in ended if member.joined_on]


def _write_wishes(pair: Pair, wants_case: bool | None, wants_new_match: bool | None) -> None:
    pair.wants_case, pair.wants_new_match = wants_case, wants_new_match
    pair.save(update_fields=["wants_case", "wants_new_match"])


def _open_seats(members: Iterable[PairMember]) -> None:
    try:
        with transaction.atomic():
            for member in members:
                member.is_open, member.left_on, member.left_reason = True, None, ""
                member.save(update_fields=["is_open", "left_on", "left_reason"])
    except IntegrityError as clash:
        raise seat_taken() from clash


def _refuse_closing_day(pair: Pair, on: date, today: date | None) -> None:
    if on > (today or clock.today()):
        raise Refusal("Эта дата ещё не наступила. Укажите сегодняшнюю или более раннюю.")
    if pair.starts_on and on < pair.starts_on:
        raise Refusal(f"Пара действует с {pair.starts_on:%d.%m.%Y}: раньше этой даты закрыть её нельзя.")
