"""Orders about pairs (D21, D22): the parts that all kinds share, and the order on approved pairs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from mentoring_site import clock
from pairing import edges, rules
from pairing.enums import PairAction, PairState
from pairing.models import Pair, PairMember
from pairing.order_annex import annex_rows, annex_summary, in_annex_order, named, people_keys, people_of_pairs
from pairing.order_kinds import GROUP, PAIRS, TITLES
from pairing.order_texts import (
    Staff,
    acquainted,
    council_grounds,
    curator_keys,
    last_choice,
    moved,
    pairs_points,
    proposed_acts,
    staff_on,
)
from pairing.services.gates import refuse_signing
from pairing.services.keeping import PairRuleBroken, lock_pairs, move, recheck
from participants.models import Person
from programs.enums import DocumentState
from programs.models import Document, Program, User
from programs.order_words import usual_preamble
from programs.services.documents import cancel_document, prepare_document, update_draft

KIND, TITLE = PAIRS, TITLES[PAIRS]
# What of the text people write; the annex follows the pairs and is not typed.
TYPED = ("word", "acts", "preamble", "points", "acquainted")


def prepare_order(*, program: Program, pairs: Sequence[Pair], on: date | None = None, by: User) -> Document:
    """Make the order «к подписи» and tie the pairs to it. Call inside the transaction of the approval."""
    on = on or clock.today()
    document = prepare_document(
        program=program,
        kind=KIND,
        title=TITLE,
        snapshot=order_snapshot(program, pairs, on=on),
        by=by,
        on=on,
    )
    Pair.objects.filter(pk__in=[pair.pk for pair in pairs]).update(order=document)
    return document


@transaction.atomic
def edit_order(
    *, document: Document, number: str, date: date | None, snapshot: dict[str, Any], by: User
) -> Document:
    """Change the text of an order that is not signed yet; the annex follows the pairs and is not typed."""
    kept = {key: snapshot[key] for key in TYPED if key in snapshot}
    return update_draft(document=document, number=number, date=date, snapshot=kept, by=by)


def lock_document(pk: int | None) -> Document | None:
    """The order while it may still change; locked before people and pairs, as signing does."""
    if pk is None:
        return None
    return Document.objects.select_for_update(no_key=True).filter(pk=pk, state=DocumentState.TO_SIGN).first()


def lock_open_order(pair: Pair) -> Document | None:
    return lock_document(pair.order_id)


def lock_waiting_orders(pair: Pair, *, with_replacements: bool = False) -> list[Document]:
    """Unsigned orders that change a living pair and would lose their sense with it; locked before its people.

    with_replacements: also those that take its mentees to another mentor (when it is dissolved they still may).
    """
    seats = PairMember.objects.filter(pair=pair)
    leaving = Q(pk__in=seats.filter(leave_order__isnull=False).values("leave_order"))
    if not with_replacements:
        leaving &= Q(kind=GROUP)
    joining = Q(pk__in=PairMember.objects.waiting_to_join().filter(pair=pair).values("join_order"))
    waiting = Document.objects.select_for_update(no_key=True).filter(
        joining | leaving, state=DocumentState.TO_SIGN
    )
    return [document for document in waiting.order_by("pk") if document.pk != pair.order_id]


def cancel_all(documents: Iterable[Document], *, reason: str, by: User) -> None:
    for document in documents:
        cancel_document(document=document, reason=reason, by=by)


def refresh_order(document: Document, *, by: User) -> None:
    """After a pair fell out of an unsigned order: a new annex, or no order when nobody is left."""
    left = (
        list(Pair.objects.with_people().filter(order=document, state=PairState.APPROVED))
        if document.kind == KIND
        else []  # a replacement stands or falls with its pair
    )
    if not left:
        cancel_document(document=document, reason="в нём не осталось пар", by=by)
        return
    snapshot = _annex_keys(document.program, left, document.date or clock.today())
    update_draft(document=document, number=document.number, date=document.date, snapshot=snapshot, by=by)


def activate_signed(document: Document, by: User) -> None:
    """Signing brings the order's pairs to life; runs inside the signing transaction.

    A pair starts on its own first day, but not before the order's date.
    """
    pairs = lock_pairs(Pair.objects.filter(order=document, state=PairState.APPROVED))
    refuse_signing(pairs)
    for pair in pairs:
        activate(pair, document, by)


def activate(pair: Pair, document: Document, by: User) -> None:
    """A locked approved pair begins by its signed order, if no rule has come to forbid it."""
    starts_on = max(pair.starts_on or document.date, document.date)
    if found := rules.of_level(recheck(pair, starts_on), edges.Level.HARD):
        raise PairRuleBroken(
            found,
            subject=f"Распоряжение нельзя отметить подписанным из-за пары {pair}. "
            "Устраните причину или прекратите пару: она уйдёт из распоряжения. ",
        )
    pair.members.update(joined_on=starts_on)
    move(
        pair,
        PairAction.ACTIVATE,
        by=by,
        sentence=f"пара действует с {starts_on:%d.%m.%Y}: № {document.number} от {document.date:%d.%m.%Y}",
        starts_on=starts_on,
        ends_on=max(pair.ends_on, starts_on) if pair.ends_on else None,
    )


def return_cancelled(document: Document, by: User) -> None:
    """The pairs of a cancelled order become drafts again, to be changed and submitted anew."""
    for pair in lock_pairs(Pair.objects.filter(order=document, state=PairState.APPROVED)):
        move(
            pair,
            PairAction.RECALL,
            by=by,
            sentence=f"пара возвращена в черновики: распоряжение № {document.number or 'без номера'} отменено",
            return_comment="Распоряжение о закреплении отменено.",
            order=None,
        )


# --- what the order says ----------------------------------------------------------------------------------


def order_snapshot(program: Program, pairs: Sequence[Pair], on: date) -> dict[str, Any]:
    """Plain data of the order: text by points, the annex as rows. Unknown names are lines to fill by hand."""
    staff = staff_on(program, on)
    shared = shared_keys(program, staff, {pair.form.mentee_kind for pair in pairs})
    return {
        **shared,
        "acts": [*shared["acts"], *council_grounds(pairs)],
        "preamble": usual_preamble(program, " и с согласия участников"),
        "points": _points(program, staff, pairs, on),
        "annex_title": f"Перечень наставнических пар и групп\nна {program.year_label} учебный год",
        **_annex_keys(program, pairs, on),
    }


def shared_keys(program: Program, staff: Staff, kinds: set[str]) -> dict[str, Any]:
    """What every kind of order begins from: the school's last word and acts, who gets acquainted, the curator."""
    last = last_choice(program.school)
    return {
        "word": last["word"],
        "acts": proposed_acts(last["acts"], kinds),
        "acquainted": acquainted(staff),
        **curator_keys(staff),
    }


def repointed(document: Document, old: Collection[str], new: Collection[str]) -> dict[str, Any]:
    return {"points": moved(document.snapshot["points"], list(old), list(new))}


def redated(document: Document, old: date, new: date) -> dict[str, Any]:
    """Points that stand as they were proposed follow the order's date; points edited by hand stay."""
    before = proposed_points(document, old)
    return repointed(document, before, proposed_points(document, new)) if before else {}


def proposed_points(document: Document, on: date) -> list[str]:
    pairs = list(Pair.objects.with_people().filter(order=document, state=PairState.APPROVED))
    if not pairs:
        return []
    return _points(document.program, staff_on(document.program, on), pairs, on)


def _points(program: Program, staff: Staff, pairs: Sequence[Pair], on: date) -> list[str]:
    return pairs_points(
        staff,
        on=on,
        starts=min((max(pair.starts_on or on, on) for pair in pairs), default=on),
        ends=max((pair.ends_on for pair in pairs if pair.ends_on), default=program.ends),
        has_pupils=any(pair.form.mentee_kind == "pupil" for pair in pairs),
    )


def _annex_keys(program: Program, pairs: Sequence[Pair], on: date) -> dict[str, Any]:
    people: list[Person] = people_of_pairs(in_annex_order(pairs))
    return {
        "rows": annex_rows(program, pairs, on),
        "summary": annex_summary(program, pairs),
        **people_keys(named(program, people, on), people),
    }
