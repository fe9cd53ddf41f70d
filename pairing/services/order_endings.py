"""The order that ends pairs (D22). Meetings stop at once when a pair is dissolved; the paper follows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site import clock
from pairing.enums import PairState
from pairing.models import Pair
from pairing.order_annex import end_table, in_annex_order, named, people_keys, people_of_pairs
from pairing.order_kinds import END, TITLES
from pairing.order_texts import end_points, staff_on
from pairing.services.keeping import lock_pairs, people_of, refuse_closed_program
from pairing.services.orders import repointed, shared_keys
from programs.models import Document, Program, User
from programs.order_words import usual_preamble
from programs.services.audit import Refusal, record_event
from programs.services.documents import cancel_document, prepare_document, update_draft

CLOSED = (PairState.DISSOLVED, PairState.COMPLETED)


@transaction.atomic
def prepare_end_order(
    *, program: Program, pairs: Collection[Pair], on: date | None = None, by: User
) -> Document:
    """One order «к подписи» that ends all these pairs; each must be dissolved or completed and have none yet."""
    refuse_closed_program(program)
    if not pairs:
        raise Refusal("Отметьте хотя бы одну пару: в распоряжении пока некого назвать.")
    on = on or clock.today()
    rows = lock_pairs(Pair.objects.filter(program=program, pk__in=[pair.pk for pair in pairs]))
    for pair in rows:
        _refuse_unless_ends(pair)
    document = prepare_document(
        program=program, kind=END, title=TITLES[END], snapshot=end_snapshot(program, rows, on), by=by, on=on
    )
    Pair.objects.filter(pk__in=[pair.pk for pair in rows]).update(end_order=document)
    for pair in rows:
        record_event(
            "pair.end_order",
            by=by,
            target=pair,
            sentence="подготовлено распоряжение о прекращении",
            people=people_of(pair),
        )
    return document


def settle_ended(document: Document, by: User) -> None:
    """Signing closes the question of the paper; the pairs have stopped before."""
    pairs = lock_pairs(Pair.objects.filter(end_order=document))
    for pair in pairs:
        if pair.closed_on and document.date < pair.closed_on:
            raise Refusal(
                f"Пара {pair} прекращена {pair.closed_on:%d.%m.%Y}, а распоряжение датировано раньше. "
                "Проверьте дату распоряжения."
            )
        record_event(
            "pair.ended",
            by=by,
            target=pair,
            sentence=f"прекращение оформлено: № {document.number} от {document.date:%d.%m.%Y}",
            people=people_of(pair),
        )


def release_ended(document: Document, by: User) -> None:
    """A cancelled order leaves its pairs without one: they wait for another."""
    Pair.objects.filter(end_order=document).update(end_order=None)


def refresh_end_order(document: Document, *, by: User) -> None:
    """After a pair came back to life: a new annex, or no order when nobody is left."""
    left = _pairs_of(document)
    if not left:
        cancel_document(document=document, reason="в нём не осталось пар", by=by)
        return
    kept = _annex_keys(document.program, left, document.date or clock.today())
    update_draft(document=document, number=document.number, date=document.date, snapshot=kept, by=by)


def end_snapshot(program: Program, pairs: Sequence[Pair], on: date) -> dict[str, Any]:
    staff = staff_on(program, on)
    pairs = in_annex_order(pairs)
    return {
        **shared_keys(program, staff, {pair.form.mentee_kind for pair in pairs}),
        "preamble": usual_preamble(program),
        "points": end_points(staff, on=on, pairs=pairs),
        **_annex_keys(program, pairs, on),
    }


def redated_end(document: Document, old: date, new: date) -> dict[str, Any]:
    return repointed(document, proposed_end_points(document, old), proposed_end_points(document, new))


def proposed_end_points(document: Document, on: date) -> list[str]:
    pairs = in_annex_order(_pairs_of(document))
    return end_points(staff_on(document.program, on), on=on, pairs=pairs) if pairs else []


def _annex_keys(program: Program, pairs: Sequence[Pair], on: date) -> dict[str, Any]:
    from pairing.services.plans import pairs_in_words  # plans builds on orders

    people = people_of_pairs(in_annex_order(pairs))
    everybody = named(program, people, on)
    return {
        "table": end_table(pairs, everybody),
        "summary": f"Всего {pairs_in_words(pairs)}.",
        **people_keys(everybody, people),
    }


def _pairs_of(document: Document) -> list[Pair]:
    return list(Pair.objects.with_people().filter(end_order=document, state__in=CLOSED))


def _refuse_unless_ends(pair: Pair) -> None:
    if pair.state not in CLOSED:
        raise Refusal(
            f"Пара {pair} сейчас в состоянии «{pair.get_state_display()}». Сначала прекратите или завершите её."
        )
    if pair.end_order_id is not None:
        raise Refusal(f"Для пары {pair} распоряжение о прекращении уже подготовлено. Обновите страницу.")
    if not any(member.joined_on for member in pair.members.all()):
        raise Refusal(f"Пара {pair} не успела начать работу, распоряжение о прекращении ей не нужно.")
