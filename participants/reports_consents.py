"""Printed consents: a page for each person, names filled in, passport and address as lines to fill by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from participants.consent_register import place_of
from participants.consent_texts import TEXTS
from participants.models import Person
from programs.models import Program
from programs.services.documents import school_snapshot


def blanks_context(people: Sequence[Person], purpose: str, program: Program, on: date) -> dict[str, Any]:
    """Plain data of the stack. people come with their year and representatives (with_papers)."""
    text = TEXTS[purpose]
    site = f" {program.school.site}" if program.school.site else ""
    return {
        "school": school_snapshot(program.school),
        "text": text,
        "purpose_words": text.purpose.replace("{site}", site),
        "until": program.ends,
        "year_label": program.year_label,
        "document_title": f"Согласия: {text.title}",
        "pages": [
            {
                "name": person.full_name,
                "place": place_of(person),
                "birth": f"{person.birth_date:%d.%m.%Y}" if person.birth_date else "",
                "is_minor": person.is_minor(on),
                # One representative can be printed; of two we do not know who will sign.
                "guardian": person.representatives.all()[0].full_name
                if len(person.representatives.all()) == 1
                else "",
                "kinship": person.representatives.all()[0].kinship
                if len(person.representatives.all()) == 1
                else "",
            }
            for person in people
        ],
    }


def blanks_html(people: Sequence[Person], purpose: str, program: Program, on: date) -> str:
    return render_to_string("reports/consent_blank.html", blanks_context(people, purpose, program, on))
