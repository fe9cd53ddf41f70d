from __future__ import annotations

import re

from django import template

from mentoring_site.names import signature_name
from pairing.services.orders import WORDS

register = template.Library()
BLANK_LINES = 3
INITIALS = re.compile(r"(?<=\b[А-ЯЁ]\.)\s+(?=[А-ЯЁ])")


@register.filter
def order_word(word: str, case: str = "nominative") -> str:
    """«распоряжение» or «приказ» in the case asked."""
    return WORDS[word or "disposition"][case]


@register.filter
def signature(full_name: str) -> str:
    """«О. С. Савельева»; empty for nobody."""
    return signature_name(full_name) if full_name else ""


@register.filter
def bound(text: str | None) -> str:
    """Initials never part from one another nor from the surname."""
    return INITIALS.sub("\u00a0", text or "")


@register.filter
def or_blank_lines(names: list[str] | None) -> list[str]:
    """Names for an acquaintance list, or empty lines to fill by hand."""
    return names or [""] * BLANK_LINES
