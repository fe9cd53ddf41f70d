"""A member joins or leaves a living group by an order (D22).

Who joins holds his seat from the day the order is prepared, so places are never exceeded; he takes part from the
order's date. Who leaves takes part until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from mentoring_site import clock
from pairing import edges
from pairing.enums import PairState
from pairing.models import Pair, PairMember
from pairing.order_annex import group_table, named, people_keys
from pairing.order_kinds import GROUP, TITLES
from pairing.order_texts import group_points, staff_on
from pairing.services.facts import seat_findings
from pairing.services.keeping import (
    PairRuleBroken,
    Seat,
    check_seats,
    lock_pair,
    lock_pairs,
    people_of,
    refuse_closed_program,
    reread,
    said_reason,
    seat_taken,
    start_day,
)
from pairing.services.orders import repointed, shared_keys
from pairing.services.outcomes import take_back_outcome, write_outcome
from pairing.services.results import keepable_results
from participants.models import Mentee
from programs.models import Document, User
from programs.order_words import usual_preamble
from programs.services.audit import Refusal, record_event
from programs.services.documents import prepare_document

STAYS, JOINS, LEAVES = "без изменений", "включить", "вывести"


@dataclass(frozen=True)
class Leaving:
    member: PairMember
    reason: str


@transaction.atomic
def prepare_group_order(
    *,
    pair: Pair,
    joins: Sequence[Seat] = (),
    leaves: Mapping[int, str] | None = None,
    ground: str = "",
    rule_reason: str = "",
    on: date | None = None,
    by: User,
) -> Document:
    """An order «к подписи» that changes the members of an active pair or group.

    leaves: member id -> why he leaves, 1–500 characters. ground: why the others join, printed in the annex.
    rule_reason: needed when a soft rule is broken. Raises PairRuleBroken, Refusal.
    """
    refuse_closed_program(pair.program)
    on = on or clock.today()
    joins = list(joins)
    pair = lock_pair(pair, *(mentee.person_id for mentee, _ in joins))
    leaving = _leaving(pair, leaves or {})
    _refuse_change(pair, joins, leaving)
    joins = _fresh(joins)
    staying = [m for m in pair.members.all() if m.is_open]
    broken = []
    if joins:
        broken = check_seats(
            pair.mentor,
            joins,
            start_day(None, on),
            rule_reason,
            except_pair=pair.pk,
            size=len(staying) + len(joins),
        )
    document = prepare_document(
        program=pair.program,
        kind=GROUP,
        title=TITLES[GROUP],
        snapshot={
            "ground": ground.strip(),
            "leaves": {str(one.member.pk): one.reason for one in leaving},
            "results": keepable_results(pair, [one.member for one in leaving]),
            "known_rules": [finding.code for finding in broken],
        },
        by=by,
        on=on,
    )
    _seat(pair, joins, document)
    PairMember.objects.filter(pk__in=[one.member.pk for one in leaving]).update(leave_order=document)
    pair = reread(pair)
    document.snapshot = {**document.snapshot, **group_snapshot(document, pair, on)}
    document.save(update_fields=["snapshot"])
    because = f"; с отступлением от правил: {rule_reason.strip()}" if broken else ""
    record_event(
        "pair.group_order",
        by=by,
        target=pair,
        sentence=f"подготовлено изменение состава: {_in_words(document, pair)}{because}",
        details={"broken": [finding.code for finding in broken]},
        people=people_of(pair),
    )
    return document


def apply_group_order(document: Document, by: User) -> None:
    """Signing lets members in and out on the order's date; runs inside the signing transaction."""
    pair = _pair_of(document, lock=True)
    if pair is None or pair.state != PairState.ACTIVE:
        raise Refusal("Группа уже не действует, менять её состав нельзя. Отмените распоряжение.")
    if pair.starts_on and document.date < pair.starts_on:
        raise Refusal(f"Группа действует с {pair.starts_on:%d.%m.%Y}: раньше менять её состав нельзя.")
    joining = _joining(document, pair)
    _recheck(document, pair, joining)
    words = _in_words(document, pair)
    for member in joining:
        member.joined_on = document.date
        member.save(update_fields=["joined_on"])
    if joining:
        take_back_outcome(reread(pair))  # whoever joins has not completed the programme
    going, reached = _going(document, pair), document.snapshot.get("results", {})
    for one in going:
        one.member.is_open, one.member.left_on, one.member.left_reason = False, document.date, one.reason
        one.member.result = reached.get(str(one.member.pk), one.member.result)
        one.member.save(update_fields=["is_open", "left_on", "left_reason", "result"])
    write_outcome(
        pair, [one.member for one in going], document.date, is_completed=False, wants_new_match=False
    )
    record_event(
        "pair.group",
        by=by,
        target=pair,
        sentence=f"изменён состав: {words}; № {document.number} от {document.date:%d.%m.%Y}",
        people=people_of(pair),
    )


def undo_group_order(document: Document, by: User) -> None:
    """A cancelled order: who waited to join is no member, who was to leave stays."""
    pair = _pair_of(document, lock=True)
    if pair is None:
        return
    words, people = _in_words(document, pair), people_of(pair)
    PairMember.objects.filter(join_order=document, joined_on=None).delete()
    PairMember.objects.filter(leave_order=document).update(leave_order=None)
    record_event(
        "pair.group_undone",
        by=by,
        target=pair,
        sentence=f"состав не меняется, распоряжение отменено: {words}",
        people=people,
    )


# --- what the order says ----------------------------------------------------------------------------------


def group_snapshot(document: Document, pair: Pair, on: date) -> dict[str, Any]:
    staff = staff_on(pair.program, on)
    ordered = [pair.mentor.person, *(member.mentee.person for member in _shown(document, pair))]
    everybody = named(pair.program, ordered, on)
    return {
        **shared_keys(pair.program, staff, {pair.form.mentee_kind}),
        "preamble": usual_preamble(pair.program, " и с согласия участников"),
        "points": _points(document, pair, on),
        "table": group_table(pair, _changes(document, pair), everybody),
        "summary": "",
        **people_keys(everybody, ordered),
    }


def redated_group(document: Document, old: date, new: date) -> dict[str, Any]:
    return repointed(document, proposed_group_points(document, old), proposed_group_points(document, new))


def proposed_group_points(document: Document, on: date) -> list[str]:
    pair = _pair_of(document)
    return _points(document, pair, on) if pair is not None else []


def _points(document: Document, pair: Pair, on: date) -> list[str]:
    return group_points(
        staff_on(pair.program, on),
        on=on,
        pair=pair,
        joins=[member.mentee.person for member in _joining(document, pair)],
        leaves=[one.member.mentee.person for one in _going(document, pair)],
    )


def _changes(document: Document, pair: Pair) -> list[tuple[Any, str, str, str]]:
    going = {one.member.pk: one.reason for one in _going(document, pair)}
    joining = {member.pk for member in _joining(document, pair)}
    rows = []
    for member in _shown(document, pair):
        model = member.model.title if member.model else ""
        if member.pk in going:
            rows.append((member.mentee.person, LEAVES, model, going[member.pk]))
        elif member.pk in joining:
            rows.append((member.mentee.person, JOINS, model, document.snapshot.get("ground", "")))
        else:
            rows.append((member.mentee.person, STAYS, model, ""))
    return rows


def _shown(document: Document, pair: Pair) -> list[PairMember]:
    return [member for member in pair.members.all() if member.is_open]


def _joining(document: Document, pair: Pair) -> list[PairMember]:
    return [m for m in pair.members.all() if m.join_order_id == document.pk and m.joined_on is None]


def _going(document: Document, pair: Pair) -> list[Leaving]:
    reasons = document.snapshot.get("leaves", {})
    return [
        Leaving(member, reasons.get(str(member.pk), ""))
        for member in pair.members.all()
        if member.leave_order_id == document.pk and member.left_on is None
    ]


def _in_words(document: Document, pair: Pair) -> str:
    parts = [f"включить {member.mentee.person.list_name}" for member in _joining(document, pair)]
    parts += [f"вывести {one.member.mentee.person.list_name}" for one in _going(document, pair)]
    return ", ".join(parts) or "без изменений"


# --- guards -----------------------------------------------------------------------------------------------


def _leaving(pair: Pair, leaves: Mapping[int, str]) -> list[Leaving]:
    members = {member.pk: member for member in pair.members.all()}
    found = []
    for pk, reason in leaves.items():
        member = members.get(pk)
        if member is None or not member.is_open:
            raise Refusal("Этого наставляемого уже нет в группе. Обновите страницу.")
        if member.is_waiting or member.leave_order_id is not None:
            raise Refusal(
                f"{member.mentee.person.list_name}: другое распоряжение об этом наставляемом ещё ждёт подписи. "
                "Подпишите или отмените его."
            )
        said = said_reason(reason, f"Напишите, почему {member.mentee.person.list_name} выходит из группы.")
        found.append(Leaving(member, said))
    return found


def _refuse_change(pair: Pair, joins: Sequence[Seat], leaving: Sequence[Leaving]) -> None:
    if pair.state != PairState.ACTIVE:
        raise Refusal(
            f"Пара {pair} сейчас в состоянии «{pair.get_state_display()}». Распоряжением меняют состав "
            "действующей группы."
        )
    if not joins and not leaving:
        raise Refusal("Выберите, кто войдёт в группу или выйдет из неё.")
    if len({mentee.pk for mentee, _ in joins}) < len(joins):
        raise Refusal("Один и тот же наставляемый выбран дважды.")
    were = {member.mentee_id: member for member in pair.members.all()}
    for mentee, _ in joins:
        if mentee.pk in were:
            raise Refusal(
                f"{mentee.person.list_name} уже был в этой группе. Составьте для него отдельную пару."
            )
    stay = [m for m in were.values() if m.is_open and m.leave_order_id is None]
    if len(stay) == len(leaving) and not joins:
        raise Refusal("В группе никого не останется. Прекратите её и подготовьте распоряжение о прекращении.")


def _recheck(document: Document, pair: Pair, joining: Sequence[PairMember]) -> None:
    if not joining:
        return
    known = set(document.snapshot.get("known_rules", ()))
    found = [
        finding
        for finding in seat_findings(
            pair.mentor,
            [(member.mentee, member.model) for member in joining],
            document.date,
            except_pair=pair.pk,
            size=len([member for member in pair.members.all() if member.is_open]),
        )
        if finding.level == edges.Level.HARD
        or (finding.level == edges.Level.SOFT and finding.code not in known)
    ]
    if found:
        raise PairRuleBroken(
            found,
            subject=f"Распоряжение о составе группы {pair} нельзя отметить подписанным. "
            "Устраните причину или отмените распоряжение. ",
        )


def _seat(pair: Pair, joins: Iterable[Seat], document: Document) -> None:
    try:
        with transaction.atomic():
            for mentee, model in joins:
                PairMember.objects.create(
                    school_id=pair.school_id,
                    program_id=pair.program_id,
                    pair=pair,
                    mentee=mentee,
                    model=model,
                    join_order=document,
                )
    except IntegrityError as clash:
        raise seat_taken() from clash


def _fresh(joins: Sequence[Seat]) -> list[Seat]:
    rows = Mentee.objects.select_related("person", "form", "wished_model").in_bulk(
        [mentee.pk for mentee, _ in joins]
    )
    return [(rows[mentee.pk], model) for mentee, model in joins]


def _pair_of(document: Document, *, lock: bool = False) -> Pair | None:
    seats = PairMember.objects.filter(join_order=document) | PairMember.objects.filter(leave_order=document)
    pairs = Pair.objects.filter(pk__in=seats.values("pair"))
    found = lock_pairs(pairs) if lock else list(Pair.objects.with_people().filter(pk__in=pairs))
    return found[0] if found else None
