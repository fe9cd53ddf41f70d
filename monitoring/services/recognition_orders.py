"""The director's order on honours (D33): the same paper as orders on pairs, with a table of who gets what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site.permissions import Role
from mentoring_site.words import counted, short_date
from monitoring.enums import AwardKind, AwardState
from monitoring.models import Award
from monitoring.services.certificates import CANCELLED, spoil_certificates
from pairing.order_texts import Staff, acquainted, control, curator_keys, in_case, staff_on
from participants.services.guards import refuse_closed
from programs.enums import DocumentState
from programs.models import Document, Program, User
from programs.order_words import ended, usual_preamble
from programs.services.audit import Refusal, record_event
from programs.services.documents import cancel_document, prepare_document, update_draft

KIND, TITLE = "award_order", "О поощрении участников программы наставничества"
HEADS = ("№ п/п", "Кому", "Класс (должность)", "Номинация, за что", "Вид поощрения")
WIDTHS = (11, 46, 28, 0, 32)
# (what is done to one, to several), nouns after the number.
DO = {
    AwardKind.DIPLOMA: (("Наградить дипломом", "Наградить дипломами"), ("человека", "человек", "человек")),
    AwardKind.CERTIFICATE: (("Наградить грамотой", "Наградить грамотами"), ("человека", "человек", "человек")),
    AwardKind.GRATITUDE: (("Объявить благодарность",) * 2, ("участнику", "участникам", "участникам")),
    AwardKind.ATTESTATION: (("Вручить сертификат", "Вручить сертификаты"), ("участнику", "участникам", "участникам")),
    AwardKind.PARENT_LETTER: (
        ("Направить благодарственное письмо родителям", "Направить благодарственные письма родителям"),
        ("обучающегося", "обучающихся", "обучающихся"),
    ),
    AwardKind.PRIZE: (("Вручить премию (приз)", "Вручить премии и призы"), ("участнику", "участникам", "участникам")),
    AwardKind.BOARD: (("Занести на доску почёта «Лучшие наставники»",) * 2, ("человека", "человек", "человек")),
}  # fmt: skip


@transaction.atomic
def prepare_award_order(*, program: Program, ids: Collection[int], on: date, by: User) -> Document:
    """An order «к подписи» on proposed awards; each must be proposed and in no order yet."""
    program = (
        Program.objects.select_for_update(no_key=True, of=("self",))
        .select_related("school")
        .get(pk=program.pk)
    )
    refuse_closed(program)
    rows = _in_order(Award.objects.select_for_update(of=("self",)).filter(program=program, pk__in=list(ids)))
    if not rows:
        raise Refusal("Отметьте в списке тех, кого называет приказ.")
    for award in rows:
        if award.state != AwardState.PROPOSED:
            raise Refusal(
                f"{award.person.list_name}: {award.get_kind_display()} – {award.get_state_display()}. "
                "В приказ входят только предложенные поощрения."
            )
    document = prepare_document(
        program=program, kind=KIND, title=TITLE, snapshot=order_snapshot(program, rows, on), by=by, on=on
    )
    Award.objects.filter(pk__in=[award.pk for award in rows]).update(order=document, state=AwardState.TO_SIGN)
    words = counted(len(rows), "поощрение", "поощрения", "поощрений")
    record_event(
        "award.order",
        by=by,
        target=document,
        program=program,
        sentence=f"подготовлен приказ о поощрении: {words}",
        people=[award.person_id for award in rows],
    )
    return document


@transaction.atomic
def leave_order(*, award: Award, by: User) -> None:
    """Take one award out of an unsigned order: proposed again. The order of nobody is cancelled."""
    document = (
        Document.objects.select_for_update(no_key=True, of=("self",))
        .select_related("program__school")
        .filter(pk=award.order_id, state=DocumentState.TO_SIGN)
        .first()
    )
    if document is None:
        raise Refusal("Поощрения нет в неподписанном приказе: убирать его неоткуда.")
    refuse_closed(document.program)
    Award.objects.filter(pk=award.pk).update(order=None, state=AwardState.PROPOSED)
    spoil_certificates([award.pk], CANCELLED)
    record_event(
        "award.leave_order",
        by=by,
        target=award,
        program=document.program,
        sentence=f"поощрение убрано из приказа № {document.number or 'без номера'}",
        people=[award.person_id],
    )
    refresh_order(document, by=by)


def refresh_order(document: Document, *, by: User) -> None:
    """The table and the points follow the awards; what was typed in the basis stays."""
    rows = _in_order(Award.objects.filter(order=document))
    if not rows:
        cancel_document(document=document, reason="в приказе никого не осталось", by=by)
        return
    on = document.date or document.created_at.date()
    fresh = order_snapshot(document.program, rows, on)
    kept = {"table": fresh["table"], "summary": fresh["summary"]}
    if document.snapshot.get("proposed") == document.snapshot.get("points"):
        kept |= {"points": fresh["points"], "proposed": fresh["proposed"]}
    update_draft(document=document, number=document.number, date=document.date, snapshot=kept, by=by)


def order_awards(document: Document, by: User) -> None:
    """Signing: the honours are ordered; an entry on the board of honour is made at once."""
    rows = Award.objects.select_for_update().filter(order=document, state=AwardState.TO_SIGN).order_by("pk")
    people = list(rows.values_list("person", flat=True))
    rows.filter(kind=AwardKind.BOARD).update(is_on_board=True)
    rows.update(state=AwardState.ORDERED)
    record_event(
        "award.ordered",
        by=by,
        target=document,
        program=document.program,
        sentence=f"приказ о поощрении № {document.number} от {short_date(document.date)} подписан",
        people=people,
    )


def release_awards(document: Document, by: User) -> None:
    """A cancelled order: the honours are proposals again."""
    rows = Award.objects.filter(order=document, state=AwardState.TO_SIGN)
    released = list(rows.values_list("pk", flat=True))
    rows.update(state=AwardState.PROPOSED, order=None)
    spoil_certificates(released, CANCELLED)


# --- what the order says ----------------------------------------------------------------------------------


def order_snapshot(program: Program, awards: Sequence[Award], on: date) -> dict[str, Any]:
    """Plain data for templates/reports/pair_order.html."""
    staff = staff_on(program, on)
    points = _points(staff, awards)
    return {
        "word": "order",
        "acts": [],
        "preamble": usual_preamble(program, ", по итогам работы наставников"),
        "points": points,
        "proposed": points,
        "acquainted": acquainted(staff),
        **curator_keys(staff),
        "table": {
            "title": f"Список поощряемых\nна {program.year_label} учебный год",
            "heads": list(HEADS),
            "widths": list(WIDTHS),
            "rows": [{"cells": _cells(number, award)} for number, award in enumerate(awards, 1)],
        },
        "summary": f"Всего: {counted(len(awards), 'поощрение', 'поощрения', 'поощрений')}.",
    }


def _points(staff: Staff, awards: Sequence[Award]) -> list[str]:
    found = Counter(award.kind for award in awards)
    said = []
    for kind, ((one, many), nouns) in DO.items():
        if found[kind]:
            words = one if found[kind] == 1 else many
            said.append(f"{words} {counted(found[kind], *nouns)} согласно приложению.")
    curator = in_case(staff.get(Role.CURATOR), "dative")
    return ended(
        [
            *said,
            f"Куратору программы {curator} подготовить бланки и организовать торжественное вручение.",
            control(staff),
        ]
    )


def _cells(number: int, award: Award) -> list[str]:
    what = f"«{award.nomination.title}»\n{award.reason}" if award.nomination else award.reason
    level = "" if award.level == "school" else f", {award.get_level_display()} уровень"
    return [
        str(number),
        award.shown_dative or award.shown_name or award.person.full_name,
        award.shown_position,
        what,
        f"{award.get_kind_display()}{level}",
    ]


def _in_order(rows: Any) -> list[Award]:
    kinds = list(DO)
    found = list(rows.select_related("person", "nomination", "program"))
    return sorted(
        found,
        key=lambda one: (
            kinds.index(one.kind),
            one.nomination.position if one.nomination else 0,
            one.person.search_key,
            one.pk,
        ),
    )
