"""Printed consents: a page for each person, names filled in, passport and address as lines to fill by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from mentoring_site.words import short_date
from participants.consent_register import place_of
from participants.consent_texts import DEFAULT_TERM
from participants.enums import ConsentPurpose
from participants.models import Person
from participants.services.consent_texts import Wording
from participants.signers import is_teenager
from programs.models import Program
from programs.services.documents import school_snapshot

PART_PAGES = 15  # drawn at once of a long stack: a second or two
# Papers that ask for a way to reach who signs (приказ РКН № 18); the others have it in the base already.
WITH_CONTACT = (ConsentPurpose.PUBLICATION, ConsentPurpose.TRANSFER)


def blanks_context(people: Sequence[Person], wording: Wording, program: Program, on: date) -> dict[str, Any]:
    """Plain data of the stack. people come with their year and representatives (with_papers)."""
    return pages_context([_page(person, on) for person in people], wording, program)


def pages_context(pages: Sequence[dict[str, Any]], wording: Wording, program: Program) -> dict[str, Any]:
    """The same for sheets of `blank_page`, whoever they are about."""
    text = wording.text
    site = f" {program.school.site}" if program.school.site else ""
    term = wording.term or DEFAULT_TERM.format(year=program.year_label, until=short_date(program.ends))
    return {
        "school": school_snapshot(program.school),
        "text": replace(text, data=text.data.replace("□ ", "□\u00a0")),  # the box stays with its word
        "purpose_words": text.purpose.replace("{site}", site),
        "extra": [paragraph for paragraph in text.extra.split("\n") if paragraph.strip()],
        "term": term,
        "edition": wording.edition,
        "is_checked": wording.is_checked,
        "asks_contact": wording.purpose in WITH_CONTACT,
        "document_title": f"Согласия: {text.title}",
        "pages": list(pages),
    }


def blank_page(
    name: str = "",
    *,
    is_minor: bool,
    is_teenager: bool = False,
    place: str = "",
    birth: str = "",
    guardian: str = "",
    kinship: str = "",
) -> dict[str, Any]:
    """One sheet; what is empty is printed as a line to fill by hand."""
    return {
        "name": name,
        "place": place,
        "birth": birth,
        "is_minor": is_minor,
        "is_teenager": is_teenager,
        "guardian": guardian,
        "kinship": kinship,
    }


def _page(person: Person, on: date) -> dict[str, Any]:
    guardians = list(person.representatives.all())
    # One representative can be printed; of two we do not know who will sign.
    guardian = guardians[0] if len(guardians) == 1 else None
    return blank_page(
        person.full_name,
        place=place_of(person),
        birth=f"{person.birth_date:%d.%m.%Y}" if person.birth_date else "",
        is_minor=person.is_minor(on),
        is_teenager=is_teenager(person, on),
        guardian=guardian.full_name if guardian else "",
        kinship=guardian.kinship if guardian else "",
    )


def sample_context(wording: Wording, program: Program) -> dict[str, Any]:
    """Two blanks without names, of an adult and of a pupil of 14–17: to read the text before printing it."""
    adult, pupil = blank_page(is_minor=False), blank_page(is_minor=True, is_teenager=True)
    return pages_context([adult, pupil], wording, program)


def blanks_html(people: Sequence[Person], wording: Wording, program: Program, on: date) -> str:
    return render_to_string("reports/consent_blank.html", blanks_context(people, wording, program, on))


def blanks_parts(people: Sequence[Person], wording: Wording, program: Program, on: date) -> Iterable[str]:
    """The same stack in parts of PART_PAGES, for a long job."""
    for start in range(0, len(people), PART_PAGES):
        yield blanks_html(people[start : start + PART_PAGES], wording, program, on)


def pages_html(pages: Sequence[dict[str, Any]], wording: Wording, program: Program) -> str:
    return render_to_string("reports/consent_blank.html", pages_context(pages, wording, program))
