"""Ordering certificates of many people as one file; a file that says what no longer holds is given out no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from mentoring_site.words import counted, joined
from monitoring.certificates import GONE, printable
from monitoring.models import Award
from participants.enums import ConsentPurpose
from participants.models import Person
from participants.services.consents import decisions_for
from programs.models import Batch, Program, User
from programs.services.audit import Refusal
from programs.services.batches import spoil_batches, start_batch

KIND = "certificates"
CANCELLED = "Файл больше не выдаётся: одно из поощрений в нём отменено или убрано из приказа. Приготовьте его ещё раз."
CORRECTED = "Файл больше не выдаётся: одно из поощрений в нём исправлено. Приготовьте его ещё раз."
WITHDRAWN = (
    "Файл больше не выдаётся: один из тех, кого он называет, отозвал согласие. Отметьте остальных в списке наград и "
    "соберите файл заново."
)
LIMIT = 1000
NAMED = 5


def order_certificates(*, program: Program, ids: Iterable[int], by: User, on: date) -> Batch:
    """Certificates of these awards, drawn by the worker. Raises Refusal when there are none, too many, or when
    somebody's consent does not hold: the paper carries the name out of the school."""
    awards = printable(program, ids)
    if not awards:
        raise Refusal(GONE)
    if len(awards) > LIMIT:
        raise Refusal(f"Грамот — {len(awards)}, в один файл помещается {LIMIT}. Печатайте по видам.")
    refuse_unconsented(awards, on)
    return start_batch(
        program=program,
        kind=KIND,
        label=f"{counted(len(awards), 'лист', 'листа', 'листов')}: грамоты и письма",
        payload={"awards": [award.pk for award in awards]},
        total=len(awards),
        by=by,
    )


def spoil_certificates(awards: Collection[int], problem: str) -> None:
    """Files with one of these awards in them, made or being made, are given out no more."""
    touched = set(awards)
    if touched:
        spoil_batches(KIND, lambda payload: not touched.isdisjoint(payload["awards"]), problem)


def certificates_withdrawn(person: Person, on: date, by: Any) -> None:
    """For PUBLICATION_WITHDRAWN: called inside the withdrawal, when no other paper of the person holds."""
    spoil_certificates(Award.objects.filter(person=person).values_list("pk", flat=True), WITHDRAWN)


def refuse_unconsented(awards: Sequence[Award], on: date) -> None:
    people = list({award.person_id: award.person for award in awards}.values())
    decisions = decisions_for(people, ConsentPurpose.PARTICIPATION, on)
    lacking = [person for person in people if not decisions[person.pk].is_allowed]
    if not lacking:
        return
    names = [person.list_name for person in lacking[:NAMED]]
    more = f" и ещё {len(lacking) - NAMED}" if len(lacking) > NAMED else ""
    raise Refusal(
        f"Напечатать нельзя: нет действующего согласия на участие – {joined(names)}{more}. "
        "Запишите согласие или снимите отметку с этих строк."
    )
