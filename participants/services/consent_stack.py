"""Registering many papers from one screen: ticks, checked again under the lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from mentoring_site import clock
from participants.enums import ConsentPurpose
from participants.models import Consent, Person, Representative
from participants.services.consent_scans import attach_scan
from participants.services.consents import decisions_for, register_stack
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, claim_key


@transaction.atomic
def register_ticked(
    *,
    program: Program,
    papers: Sequence[tuple[Person, str]],
    signed_on: date,
    by: User,
    once: str,
    kept_at: str = "",
    valid_until: date | None = None,
    given_by: str = "",
    representative: Representative | None = None,
    edition: int | None = None,
    scan: tuple[str, bytes] | None = None,
) -> list[Consent] | None:
    """Register the ticked papers, all or nothing; None when this very form has been sent before.

    scan: (name, data) of the only paper's scan. Raises Refusal for no ticks at all, and for a paper that is valid
    already: two people may hold the same stack.
    """
    if not claim_key(once, by=by):
        return None
    refuse_closed(program)
    if not papers:
        raise Refusal("Не отмечено ни одного согласия. Поставьте галочку у каждого листа из стопки.")
    ids = sorted({person.pk for person, _ in papers})
    locked = {
        person.pk: person for person in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    }
    _refuse_valid_ones(locked, papers)
    made = register_stack(
        papers=[(locked[person.pk], purpose) for person, purpose in papers],
        signed_on=signed_on,
        by=by,
        kept_at=kept_at,
        valid_until=valid_until,
        given_by=given_by,
        representative=representative,
        edition=edition,
        program=program,
    )
    if scan:
        (paper,) = made
        attach_scan(consent=paper, program=program, name=scan[0], data=scan[1], by=by)
    return made


def _refuse_valid_ones(locked: dict[int, Person], papers: Sequence[tuple[Person, str]]) -> None:
    today = clock.today()
    for purpose in {purpose for _, purpose in papers}:
        people = [locked[person.pk] for person, wanted in papers if wanted == purpose]
        if len(people) != len({person.pk for person in people}):
            raise Refusal("Один и тот же лист отмечен дважды. Обновите страницу и отметьте заново.")
        decisions = decisions_for(people, purpose, today)
        # A paper that ends soon is renewed beside the old one; the same term again is a double.
        doubled = [
            person.list_name
            for person in people
            if decisions[person.pk].is_allowed and not _ends_soon(decisions[person.pk].valid_until, today)
        ]
        if doubled:
            raise Refusal(
                f"Согласие «{ConsentPurpose(purpose).label}» уже есть: {', '.join(doubled[:5])}"
                f"{' и другие' if len(doubled) > 5 else ''}. Снимите с них галочку: ничего не записано."
            )


def _ends_soon(until: date | None, today: date) -> bool:
    return until is not None and (until - today).days <= 30
