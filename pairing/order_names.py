"""Names of an order's participants in the cases that papers need, to be looked through and corrected by hand."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring_site.names import CASES
from pairing.order_texts import declined
from participants.models import Person
from programs.models import Document

SHOWN = ("genitive", "dative", "accusative", "instrumental")
CASE_LABELS = dict(zip(CASES, ("родительный", "дательный", "винительный", "творительный"), strict=True))


@dataclass(frozen=True)
class NameRow:
    pk: int
    name: str
    forms: list[tuple[str, str]]  # («дательный», «Ивановой Анне»)
    is_by_hand: bool
    is_known: bool  # False: neither gender nor a form by hand tells how to decline


def people_of_order(document: Document) -> list[Person]:
    """In the order of the annex; orders of the first version don't know them."""
    ids = document.snapshot.get("people", [])
    found = Person.objects.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def name_rows(document: Document) -> list[NameRow]:
    return [_row(person) for person in people_of_order(document)]


def _row(person: Person) -> NameRow:
    forms = [(CASE_LABELS[case], declined(person, case)) for case in SHOWN]
    is_known = bool(person.declensions) or any(form != person.full_name for _, form in forms)
    return NameRow(
        person.pk, person.full_name, forms, bool(person.declensions), is_known or bool(person.gender)
    )
