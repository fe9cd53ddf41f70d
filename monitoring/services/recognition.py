"""Awards: proposed, corrected, taken back, handed; the board of honour. Orders stand in recognition_orders.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring_site.texts import clean_text
from mentoring_site.words import counted, short_date
from monitoring.candidates_data import places_of
from monitoring.enums import AwardKind, AwardLevel, AwardState
from monitoring.models import Award, ContestEntry, HonourNomination
from monitoring.services.certificates import CANCELLED, CORRECTED, spoil_certificates
from monitoring.transitions import AWARD_MOVES
from pairing.models import Pair
from pairing.order_texts import declined
from participants.enums import PersonKind
from participants.models import Event, Mentor, Person
from participants.services.guards import refuse_closed
from programs.models import Document, Program, User
from programs.services.audit import Refusal, lock_version, record_event

AWARDS = ("поощрение", "поощрения", "поощрений")
# Handed without an order: the school thanks by a letter or a paper of its own.
WITHOUT_ORDER = frozenset({AwardKind.PARENT_LETTER, AwardKind.GRATITUDE, AwardKind.ATTESTATION})
OPEN_STATES = frozenset({AwardState.PROPOSED, AwardState.TO_SIGN})
# What prints on the sheet may be corrected always; what the order says only until it is signed.
PRINTED = ("shown_name", "shown_dative", "shown_position", "parents", "design", "blank_number", "event")
SAID = ("kind", "level", "nomination", "reason")


@dataclass(frozen=True)
class Proposal:
    """One honour to be proposed. pair: the person is honoured for this pair."""

    person: Person
    kind: str
    reason: str
    nomination: HonourNomination | None = None
    mentor: Mentor | None = None
    pair: Pair | None = None
    entry: ContestEntry | None = None
    level: str = AwardLevel.SCHOOL
    parents: str = ""


@transaction.atomic
def propose(*, program: Program, proposals: Iterable[Proposal], by: User) -> list[Award]:
    """Add honours «предложено»; who has the same one already is passed over. Returns those that were added.

    Raises Refusal for a closed year, an empty reason, a letter to the parents of an adult, a nominee of elsewhere.
    """
    program = _open(program)
    proposals = list(proposals)
    places = places_of(program, [one.person.pk for one in proposals])
    taken = set(Award.objects.filter(program=program).values_list("kind", "nomination", "person"))
    added = []
    for one in proposals:
        nomination = one.nomination.pk if one.nomination else None
        if (one.kind, nomination, one.person.pk) in taken:
            continue
        taken.add((one.kind, nomination, one.person.pk))
        added.append(_new(program, one, places.get(one.person.pk, ""), by))
    if added:
        record_event(
            "award.propose",
            by=by,
            target=added[0],
            program=program,
            sentence=f"предложено: {counted(len(added), *AWARDS)}",
            people=[award.person_id for award in added],
        )
    return added


@transaction.atomic
def edit_award(*, award: Award, values: Mapping[str, Any], shown_version: int, by: User) -> Award:
    """Correct an award; its unsigned order follows. After the signature only what prints on the sheet changes.

    Raises Refusal, StaleVersion, ValidationError by field.
    """
    # The order before the award, as signing locks them.
    list(Document.objects.select_for_update(no_key=True).filter(pk=award.order_id).values_list("pk"))
    award = _locked(award)
    lock_version(award, shown_version)
    changed = {name: value for name, value in values.items() if getattr(award, name) != value}
    if award.state not in OPEN_STATES and (set(changed) & set(SAID)):
        raise Refusal(
            "Приказ об этом поощрении подписан: вид, номинацию и заслугу он уже назвал. Поправить можно имя на "
            "бланке, должность и оформление."
        )
    if unknown := set(changed) - {*PRINTED, *SAID}:
        raise TypeError(f"not fields of an award: {sorted(unknown)}")
    kind = changed.get("kind", award.kind)
    if kind != award.kind and award.shown_dative == proposed_dative(award.person, award.kind):
        changed.setdefault("shown_dative", proposed_dative(award.person, kind))
    for name, value in changed.items():
        setattr(award, name, clean_text(value) if isinstance(value, str) else value)
    _refuse_unfit(award)
    award.full_clean(exclude=["school", "program", "created_by"])
    award.save()
    record_event(
        "award.edit",
        by=by,
        target=award,
        program=award.program,
        sentence="исправлено поощрение",
        people=[award.person_id],
    )
    if changed:
        spoil_certificates([award.pk], CORRECTED)
    if award.state == AwardState.TO_SIGN:
        from monitoring.services.recognition_orders import refresh_order

        refresh_order(award.order, by=by)
    return award


@transaction.atomic
def remove_award(*, award: Award, by: User) -> None:
    """Take a proposal back. One that stands in an order is taken out of it first."""
    award = _locked(award)
    if award.state != AwardState.PROPOSED:
        raise Refusal(
            f"Поощрение {award.get_state_display()}: убрать можно только предложенное. "
            "Если приказ ещё не подписан, сначала уберите поощрение из приказа."
        )
    record_event(
        "award.remove",
        by=by,
        target=award,
        program=award.program,
        sentence="поощрение убрано из предложенных",
        people=[award.person_id],
    )
    spoil_certificates([award.pk], CANCELLED)
    award.delete()


@transaction.atomic
def hand_awards(
    *, program: Program, ids: Collection[int], on: date, event: Event | None, today: date, by: User
) -> int:
    """«Вручено»: all of them or none. Returns how many.

    Raises Refusal for a day to come, and for what neither an order nor its own kind allows to hand.
    """
    program = _open(program)
    if on > today:
        raise Refusal("Дата вручения ещё не наступила. Отметьте вручение, когда оно состоится.")
    rows = _chosen(program, ids)
    for award in rows:
        if award.state == AwardState.HANDED:
            raise Refusal(f"{award.person.list_name}: уже вручено {short_date(award.handed_on)}.")
        if award.state == AwardState.PROPOSED and award.kind not in WITHOUT_ORDER:
            raise Refusal(
                f"{award.person.list_name}: {award.get_kind_display()} вручают по приказу. Подготовьте приказ и "
                "отметьте его подписанным, потом вручение."
            )
        if award.state not in AWARD_MOVES[AwardState.HANDED]:
            raise Refusal(f"{award.person.list_name}: приказ ещё не подписан, вручать рано.")
        if award.order is not None and award.order.date and on < award.order.date:
            raise Refusal(
                f"{award.person.list_name}: приказ подписан {short_date(award.order.date)}, вручить раньше нельзя."
            )
    for award in rows:
        award.state, award.handed_on = AwardState.HANDED, on
        award.event = event or award.event
        award.version += 1
    Award.objects.bulk_update(rows, ["state", "handed_on", "event", "version"], batch_size=500)
    record_event(
        "award.hand",
        by=by,
        target=rows[0],
        program=program,
        sentence=f"вручено {short_date(on)}: {counted(len(rows), *AWARDS)}",
        people=[award.person_id for award in rows],
    )
    return len(rows)


@transaction.atomic
def take_back_handing(*, award: Award, by: User) -> Award:
    """«Вручено» was marked by mistake: the honour waits to be handed again, as its order or its proposal left it.

    What no order has named leaves the board of honour as well. Raises Refusal.
    """
    award = _locked(award)
    target = AwardState.ORDERED if award.order_id else AwardState.PROPOSED
    if award.state != AwardState.HANDED:
        raise Refusal("Это поощрение не отмечено вручённым. Обновите страницу.")
    day = short_date(award.handed_on)
    award.state, award.handed_on = target, None
    award.is_on_board = award.is_on_board and target == AwardState.ORDERED
    award.version += 1
    award.save(update_fields=["state", "handed_on", "is_on_board", "version"])
    spoil_certificates([award.pk], CORRECTED)
    record_event(
        "award.take_back_handing",
        by=by,
        target=award,
        program=award.program,
        sentence=f"отметка о вручении {day} снята",
        people=[award.person_id],
    )
    return award


@transaction.atomic
def put_on_board(*, program: Program, ids: Collection[int], is_on: bool, by: User) -> int:
    """Put the best on the board of honour, or take them off. Returns how many."""
    program = _open(program)
    rows = _chosen(program, ids)
    if is_on and (early := [row for row in rows if row.state in OPEN_STATES]):
        raise Refusal(
            f"{early[0].person.list_name}: поощрение ещё {early[0].get_state_display()}. На доску почёта заносят "
            "после приказа или вручения."
        )
    Award.objects.filter(pk__in=[row.pk for row in rows]).update(is_on_board=is_on)
    words = counted(len(rows), "человек", "человека", "человек")
    record_event(
        "award.board",
        by=by,
        target=rows[0],
        program=program,
        sentence=f"{'занесены на доску почёта' if is_on else 'сняты с доски почёта'}: {words}",
        people=[row.person_id for row in rows],
    )
    return len(rows)


def proposed_dative(person: Person, kind: str) -> str:
    """«Лебедеву Артёму Игоревичу», of a letter «родителям Лебедева Артёма Игоревича»."""
    if kind == AwardKind.PARENT_LETTER:
        return f"родителям {declined(person, 'genitive')}"
    return declined(person, "dative")


def _new(program: Program, one: Proposal, place: str, by: User) -> Award:
    award = Award(
        school=program.school,
        program=program,
        kind=one.kind,
        level=one.level,
        nomination=one.nomination,
        person=one.person,
        mentor=one.mentor,
        pair=one.pair,
        entry=one.entry,
        shown_name=one.person.full_name,
        shown_dative=proposed_dative(one.person, one.kind),
        shown_position=place[:200],
        parents=clean_text(one.parents),
        reason=" ".join(clean_text(one.reason).split()),
        created_by=by,
    )
    _refuse_unfit(award)
    award.full_clean(exclude=["school", "program", "created_by"])
    award.save()
    return award


def _refuse_unfit(award: Award) -> None:
    if not award.reason:
        raise ValidationError({"reason": "Напишите, за что: эти слова войдут в приказ."})
    if award.kind == AwardKind.PARENT_LETTER and award.person.kind != PersonKind.PUPIL:
        raise ValidationError(
            {"kind": "Благодарственное письмо родителям пишут об ученике. Выберите другой вид поощрения."}
        )
    if any(sign.isdigit() for sign in award.parents) or "@" in award.parents:
        raise ValidationError(
            {
                "parents": "Здесь только обращение: «Уважаемые Ирина Петровна и Олег Ильич!». Телефон и адрес не нужны."
            }
        )


def _open(program: Program) -> Program:
    program = (
        Program.objects.select_for_update(no_key=True, of=("self",))
        .select_related("school")
        .get(pk=program.pk)
    )
    refuse_closed(program)
    return program


def _locked(award: Award) -> Award:
    found = (
        Award.objects.select_for_update(of=("self",))
        .select_related("program__school", "person", "order__program__school")
        .get(pk=award.pk)
    )
    refuse_closed(found.program)
    return found


def _chosen(program: Program, ids: Collection[int]) -> list[Award]:
    rows = list(
        Award.objects.select_for_update(of=("self",))
        .select_related("person", "order")
        .filter(program=program, pk__in=list(ids))
        .order_by("pk")
    )
    if not rows:
        raise Refusal("Никто не отмечен: поставьте отметки в списке.")
    return rows
