from __future__ import annotations

from django import template

from pairing.services.orders import WORDS

register = template.Library()
BLANK_LINES = 3


@register.filter
def order_word(word: str, case: str = "nominative") -> str:
    """«распоряжение» or «приказ» in the case asked."""
    return WORDS[word or "disposition"][case]


@register.filter
def or_blank_lines(names: list[str] | None) -> list[str]:
    """Names for an acquaintance list, or empty lines to fill by hand."""
    return names or [""] * BLANK_LINES
