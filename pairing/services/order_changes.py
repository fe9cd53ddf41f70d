"""The order that replaces a mentor (D22): a mentee moves to another mentor, or the whole pair gets a new one.

While it waits, the former pair goes on and the seats at the new mentor are kept free for its mentees. Signing ends
the former membership and begins the new one on the order's date; cancelling undoes what waited.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from mentoring_site import clock
from pairing import edges
from pairing.enums import PairAction, PairState
from pairing.models import Pair, PairMember
from pairing.order_annex import change_table, named, people_keys
from pairing.order_kinds import CHANGE, TITLES
from pairing.order_texts import change_points, staff_on
from pairing.services.facts import seat_findings
from pairing.services.gates import refuse_signing
from pairing.services.keeping import (
    PairRuleBroken,
    Seat,
    check_seats,
    close_seats,
    lock_pairs,
    lock_people,
    people_of,
    refuse_closed_program,
    reread,
    said_reason,
    seat_taken,
    start_day,
    target_of,
)
from pairing.services.orders import activate, repointed, shared_keys
from pairing.services.outcomes import take_back_outcome, write_outcome
from pairing.services.results import keepable_results
from participants.models import Mentor
from programs.models import Document, InteractionModel, Program, User
from programs.order_words import usual_preamble
from programs.services.audit import Refusal, record_event
from programs.services.documents import prepare_document

# Facts of the former pair that signing itself ends.
ENDED_BY_ORDER = ("open_pair",)


@transaction.atomic
def prepare_change_order(
    *,
    pair: Pair,
    members: Collection[PairMember],
    mentor: Mentor,
    into: Pair | None = None,
    model: InteractionModel | None = None,
    reason: str,
    results: Mapping[int, str] | None = None,
    ends_on: date | None = None,
    rule_reason: str = "",
    on: date | None = None,
    by: User,
) -> Document:
    """An order «к подписи»: these members of an active pair go on with another mentor.

    into: his living group that takes them in; None makes a new pair or group. model: the same for all, None keeps
    each one's own. reason: ground of the replacement, 1–500 characters. rule_reason: for broken soft rules.
    results: member id -> what was reached with the former mentor; of a member not named what the pair has recorded.
    Signing writes them into both bases, as closing does.
    """
    refuse_closed_program(pair.program)
    on = on or clock.today()
    reason = said_reason(reason, "Напишите основание замены: например, «заявление наставника».")
    Program.objects.select_for_update(no_key=True).get(pk=pair.program_id)
    lock_people(mentor.person_id, *people_of(reread(pair)), *(people_of(reread(into)) if into else ()))
    pair, into, moving = _fresh(pair, into, members)
    mentor = Mentor.objects.select_related("person", "form", "program").get(pk=mentor.pk)
    _refuse_change(pair, moving, mentor, into)
    seats: list[Seat] = [(member.mentee, model or member.model) for member in moving]
    broken = check_seats(
        mentor,
        seats,
        start_day(None, on),
        rule_reason,
        except_pair=into.pk if into else None,
        ignore=ENDED_BY_ORDER,
        size=_size(into) + len(seats),
    )
    reached = keepable_results(pair, moving, results)
    is_whole = len(moving) == len([m for m in pair.members.all() if m.is_open])
    document = prepare_document(
        program=pair.program, kind=CHANGE, title=TITLES[CHANGE], snapshot={}, by=by, on=on
    )
    target = into or _new_pair(pair, mentor, ends_on, broken, rule_reason, document, by)
    _promise(target, seats, document)
    PairMember.objects.filter(pk__in=[member.pk for member in moving]).update(leave_order=document)
    if is_whole:
        Pair.objects.filter(pk=pair.pk).update(end_order=document)
    document.snapshot = {
        **document.snapshot,
        "reason": reason,
        "results": reached,
        "known_rules": [finding.code for finding in broken],
        **change_snapshot(document, on),
    }
    document.save(update_fields=["snapshot"])
    names = ", ".join(mentee.person.list_name for mentee, _ in seats)
    because = f"; с отступлением от правил: {rule_reason.strip()}" if broken else ""
    record_event(
        "pair.change_order",
        by=by,
        target=pair,
        sentence=f"подготовлена замена: {names}; новый наставник – {mentor.person.list_name}: {reason}{because}",
        details={"broken": [finding.code for finding in broken]},
        people=[*people_of(pair), mentor.person_id],
    )
    return document


def apply_change_order(document: Document, by: User) -> None:
    """Signing ends what was and begins what comes, both on the order's date; inside the signing transaction."""
    old, target = _sides(document, lock=True)
    if old is None or target is None:
        raise Refusal("Пары этого распоряжения изменились. Отмените его и подготовьте новое.")
    if old.starts_on and document.date < old.starts_on:
        raise Refusal(f"Прежняя пара действует с {old.starts_on:%d.%m.%Y}: раньше замена невозможна.")
    refuse_signing([target])
    _part(document, old, by)
    seats = _waiting(document, target)
    if target.state == PairState.APPROVED:
        _open_seats(seats)
        activate(reread(target), document, by)
        return
    if target.state != PairState.ACTIVE:
        raise Refusal(f"Пара {target} уже не действует. Отмените распоряжение и подготовьте новое.")
    _recheck(document, target, seats)
    for member in seats:
        member.joined_on = document.date
    _open_seats(seats)
    take_back_outcome(reread(target))
    record_event(
        "pair.change",
        by=by,
        target=target,
        sentence=f"в группу перешли: {_names(seats)}; № {document.number} от {document.date:%d.%m.%Y}",
        people=people_of(target),
    )


def undo_change_order(document: Document, by: User) -> None:
    """A cancelled order: the former pair goes on, the promised seats are free again."""
    old, target = _sides(document, lock=True)
    PairMember.objects.filter(leave_order=document).update(leave_order=None)
    Pair.objects.filter(end_order=document).update(end_order=None)
    PairMember.objects.filter(join_order=document, joined_on=None).delete()
    if target is not None and target.order_id == document.pk:
        target.delete()
    if old is not None:
        record_event(
            "pair.change_undone",
            by=by,
            target=old,
            sentence="замена не состоится: распоряжение отменено",
            people=people_of(old),
        )


# --- what the order says ----------------------------------------------------------------------------------


def change_snapshot(document: Document, on: date) -> dict[str, Any]:
    old, target = _sides(document)
    moving = _leaving(document, old)
    mentor = target.mentor.person
    ordered = [old.mentor.person, mentor, *(member.mentee.person for member in moving)]
    everybody = named(document.program, ordered, on)
    models = {member.mentee_id: member.model for member in _waiting(document, target)}
    for member in moving:
        member.model = models.get(member.mentee_id, member.model)
    return {
        **shared_keys(document.program, staff_on(document.program, on), {old.form.mentee_kind}),
        "preamble": usual_preamble(document.program, " и с согласия участников"),
        "points": proposed_change_points(document, on),
        "table": change_table(old, moving, mentor, _until(target), everybody),
        "summary": "",
        **people_keys(everybody, ordered),
    }


def redated_change(document: Document, old: date, new: date) -> dict[str, Any]:
    return repointed(document, proposed_change_points(document, old), proposed_change_points(document, new))


def proposed_change_points(document: Document, on: date) -> list[str]:
    old, target = _sides(document)
    if old is None or target is None:
        return []
    return change_points(
        staff_on(document.program, on),
        on=on,
        old=old,
        new_mentor=target.mentor.person,
        mentees=[member.mentee.person for member in _leaving(document, old)],
        is_whole=old.end_order_id == document.pk,
        ends=_until(target),
    )


def _until(pair: Pair) -> date:
    return pair.ends_on or pair.program.ends


# --- the steps --------------------------------------------------------------------------------------------


def _new_pair(
    pair: Pair,
    mentor: Mentor,
    ends_on: date | None,
    broken: Sequence[edges.Finding],
    rule_reason: str,
    document: Document,
    by: User,
) -> Pair:
    """Approved by the order itself: the director signs it. Begins on the order's date."""
    last = Pair.objects.filter(program=pair.program_id).aggregate(last=Max("number"))["last"] or 0
    return Pair.objects.create(
        school=pair.school,
        program=pair.program,
        number=last + 1,
        form=mentor.form,
        mentor=mentor,
        state=PairState.APPROVED,
        order=document,
        ends_on=ends_on or pair.ends_on or pair.program.ends,
        broken_rules=[finding.as_record() for finding in broken],
        broken_rules_reason=rule_reason.strip() if broken else "",
        created_by=by,
    )


def _promise(target: Pair, seats: Sequence[Seat], document: Document) -> None:
    PairMember.objects.bulk_create(
        PairMember(
            school_id=target.school_id,
            program_id=target.program_id,
            pair=target,
            mentee=mentee,
            model=model,
            is_open=False,  # opens when the former seat closes: a mentee has one open pair
            join_order=document,
        )
        for mentee, model in seats
    )


def _part(document: Document, old: Pair, by: User) -> None:
    """End the former membership, and the pair itself when nobody is left in it."""
    reason = document.snapshot.get("reason") or "замена наставника"
    reached = document.snapshot.get("results", {})
    moving = [member for member in _leaving(document, old) if member.is_open]
    for member in moving:
        member.is_open, member.left_on, member.left_reason = False, document.date, reason
        member.result = reached.get(str(member.pk), member.result)
        member.save(update_fields=["is_open", "left_on", "left_reason", "result"])
    if old.state != PairState.ACTIVE:
        return  # dissolved while the order waited
    sentence = f"замена наставника с {document.date:%d.%m.%Y}: {reason}; № {document.number}"
    if PairMember.objects.filter(pair=old, is_open=True).exists():
        write_outcome(old, moving, document.date, is_completed=False, wants_new_match=False)
        record_event(
            "pair.change",
            by=by,
            target=old,
            sentence=f"перешли к другому наставнику: {_names(moving)}; {sentence}",
            people=people_of(old),
        )
        return
    target = target_of(old, PairAction.DISSOLVE)
    old.end_order = document
    old.save(update_fields=["end_order"])
    close_seats(old, target, document.date, reason=reason, meetings_reason=f"замена наставника: {reason}")
    write_outcome(old, moving, document.date, is_completed=False, wants_new_match=False)
    record_event("pair.dissolve", by=by, target=old, sentence=sentence, people=people_of(old))


def _open_seats(members: Sequence[PairMember]) -> None:
    try:
        with transaction.atomic():
            for member in members:
                member.is_open = True
                member.save(update_fields=["is_open", "joined_on"])
    except IntegrityError as clash:
        raise seat_taken() from clash


def _sides(document: Document, *, lock: bool = False) -> tuple[Pair | None, Pair | None]:
    """The pair that the order takes from, and the one that it gives to."""
    old = Pair.objects.filter(pk__in=PairMember.objects.filter(leave_order=document).values("pair"))
    new = Pair.objects.filter(pk__in=PairMember.objects.filter(join_order=document).values("pair"))
    found = lock_pairs(old | new) if lock else list(Pair.objects.with_people().filter(pk__in=(old | new)))
    leaving = {
        pair.pk: pair for pair in found if any(m.leave_order_id == document.pk for m in pair.members.all())
    }
    joining = {
        pair.pk: pair for pair in found if any(m.join_order_id == document.pk for m in pair.members.all())
    }
    return next(iter(leaving.values()), None), next(iter(joining.values()), None)


def _leaving(document: Document, pair: Pair) -> list[PairMember]:
    return [member for member in pair.members.all() if member.leave_order_id == document.pk]


def _waiting(document: Document, pair: Pair) -> list[PairMember]:
    return [m for m in pair.members.all() if m.join_order_id == document.pk and m.joined_on is None]


def _names(members: Sequence[PairMember]) -> str:
    return ", ".join(member.mentee.person.list_name for member in members)


# --- guards -----------------------------------------------------------------------------------------------


def _fresh(
    pair: Pair, into: Pair | None, members: Collection[PairMember]
) -> tuple[Pair, Pair | None, list[PairMember]]:
    """As the database knows them after the locks."""
    rows = {row.pk: row for row in lock_pairs([pair, into] if into else [pair])}
    pair = rows[pair.pk]
    wanted = {member.pk for member in members}
    return pair, rows[into.pk] if into else None, [m for m in pair.members.all() if m.pk in wanted]


def _refuse_change(pair: Pair, moving: Sequence[PairMember], mentor: Mentor, into: Pair | None) -> None:
    if pair.state != PairState.ACTIVE:
        raise Refusal(
            f"Пара {pair} сейчас в состоянии «{pair.get_state_display()}». Заменить наставника можно только в "
            "действующей паре."
        )
    if not moving or any(not member.is_open for member in moving):
        raise Refusal("Отметьте наставляемых, которые переходят к другому наставнику.")
    for member in moving:
        if member.is_waiting or member.leave_order_id is not None:
            raise Refusal(
                f"{member.mentee.person.list_name}: другое распоряжение об этом наставляемом ещё ждёт подписи. "
                "Подпишите или отмените его."
            )
    if mentor.person_id == pair.mentor.person_id:
        raise Refusal("Этот наставник и так ведёт пару. Выберите другого.")
    if into is None:
        return
    if into.mentor_id != mentor.pk or into.state != PairState.ACTIVE:
        raise Refusal("Выбранная группа этого наставника уже не действует. Обновите страницу.")
    were = {member.mentee_id for member in into.members.all()}
    if back := [member for member in moving if member.mentee_id in were]:
        raise Refusal(f"{_names(back)}: уже был в этой группе. Составьте для него отдельную пару.")


def _size(into: Pair | None) -> int:
    """Seats that the group holds already, promised ones included."""
    if into is None:
        return 0
    return len([m for m in into.members.all() if m.is_open or m.is_waiting])


def _recheck(document: Document, target: Pair, seats: Sequence[PairMember]) -> None:
    known = set(document.snapshot.get("known_rules", ()))
    found = [
        finding
        for finding in seat_findings(
            target.mentor,
            [(member.mentee, member.model) for member in seats],
            document.date,
            except_pair=target.pk,
            size=_size(target),
        )
        if finding.level == edges.Level.HARD
        or (finding.level == edges.Level.SOFT and finding.code not in known)
    ]
    if found:
        raise PairRuleBroken(
            found,
            subject="Распоряжение о замене нельзя отметить подписанным. "
            "Устраните причину или отмените распоряжение. ",
        )
