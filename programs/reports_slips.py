"""Blanks by their text, one page for each person or pair: participation, agreement of mentor and mentee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from programs.models import Program
from programs.paper_texts import blocks_of, filled
from programs.services.papers import Wording


@dataclass(frozen=True)
class Slip:
    """One page. values: words of this person or pair; signers: who signs it, a line each."""

    values: Mapping[str, str]
    signers: Sequence[str]


def slips_html(wording: Wording, slips: Iterable[Slip], program: Program, on: date) -> str:
    return render_to_string("reports/text_slips.html", slips_context(wording, slips, program, on))


def slips_context(wording: Wording, slips: Iterable[Slip], program: Program, on: date) -> dict[str, Any]:
    """Words of the school are asked once. Lines at the right that begin a text stand above its title."""
    shared = wording.text.values(program, on)
    pages = []
    for slip in slips:
        blocks = blocks_of(filled(wording.body, {**shared, **slip.values}))
        head = 0
        while head < len(blocks) and blocks[head]["kind"] == "right":
            head += 1
        pages.append(
            {
                "title": wording.title,
                "head": blocks[:head],
                "blocks": blocks[head:],
                "signers": list(slip.signers),
            }
        )
    return {"document_title": wording.text.label, "pages": pages, "is_checked": wording.is_checked}
