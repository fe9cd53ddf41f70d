"""«Вставить на сайт школы»: the same sections as plain HTML, without classes, scripts and pictures of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from monitoring.models import PublicBlock
from monitoring.public_sections import SWITCHES
from programs.models import Program
from programs.registries.public import PUBLIC_SECTIONS

# Only our own templates hold these: text of people is escaped, its quotes are no quotes here.
ATTRIBUTES = re.compile(r'\s(?:class|loading|id|aria-[a-z]+)="[^"]*"')
SPACE = re.compile(r"\n\s*\n+")


@dataclass(frozen=True)
class Pasted:
    code: str
    title: str
    html: str


def pasted_sections(program: Program, block: PublicBlock, on: date) -> list[Pasted]:
    """What is shown today, section by section; those that are switched off or empty are left out."""
    found = []
    for section in sorted(PUBLIC_SECTIONS, key=lambda one: one.order):
        if section.code in SWITCHES and not getattr(block, SWITCHES[section.code]):
            continue
        values = section.context(program, on)
        if values is not None:
            body = render_to_string(
                section.template,
                {
                    "values": values,
                    "school": program.school,
                    "pasted": True,
                    "file_prefix": "" if settings.SITE_IS_LOOPBACK or not block.is_on else settings.SITE_URL,
                },
            )
            found.append(Pasted(section.code, section.title, f"<h2>{section.title}</h2>\n{plain(body)}"))
    return found


def plain(html: str) -> str:
    """Tags and text alone."""
    return SPACE.sub("\n", ATTRIBUTES.sub("", html)).strip()


def whole_page(title: str, parts: list[Pasted]) -> str:
    """A file that opens by itself and can be copied out of."""
    return render_to_string("public/pasted.html", {"title": title, "parts": parts})
