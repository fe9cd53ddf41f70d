"""What admission makes of the open nominations of a person; below entries.py, since admission is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mentoring_site import clock
from participants.enums import NominationState
from participants.models import Category, Mentee, Nomination, NominationCategory
from programs.services.audit import record_event


def accept_open(mentee: Mentee, *, by: Any, only: int | None = None) -> list[Category]:
    """Mark the open nominations of the person (or one of them) accepted; the categories they bring to the entry.

    Health data are not among them: they come to the card by their own page, with the paper on them.
    """
    nominations = Nomination.objects.select_for_update(of=("self",)).filter(
        program=mentee.program_id, person=mentee.person_id, state=NominationState.NEW
    )
    if only is not None:
        nominations = nominations.filter(pk=only)
    found = list(nominations)
    for nomination in found:
        nomination.state = NominationState.ACCEPTED
        nomination.decided_by, nomination.decided_at = by, clock.now()
        nomination.save(update_fields=["state", "decided_by", "decided_at"])
        record_nomination("accept", nomination, by, f"принято представление: {nomination.nominator_name}")
    return _categories_of(found)


def record_nomination(verb: str, nomination: Nomination, by: Any, sentence: str) -> None:
    """The journal says who proposed whom, never what he observed."""
    people = [nomination.person_id] if nomination.person_id else []
    record_event(f"nomination.{verb}", by=by, target=nomination, sentence=sentence, people=people)


def _categories_of(nominations: Iterable[Nomination]) -> list[Category]:
    keys = [nomination.pk for nomination in nominations]
    if not keys:
        return []
    links = NominationCategory.objects.filter(nomination__in=keys, category__is_special=False)
    return list({link.category_id: link.category for link in links.select_related("category")}.values())
