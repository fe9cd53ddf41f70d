from __future__ import annotations

from django import template

from pairing.order_kinds import WORDS
from pairing.order_texts import preamble_words as worded

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


@register.filter
def preamble_words(preamble: str, acts: list[str] | None) -> str:
    """The preamble with the acts before it; orders of the first version have none."""
    return worded(acts or [], preamble)


@register.filter
def column_class(millimetres: int) -> str:
    """Class of a <col>; 0 takes what is left."""
    return f"w-{millimetres}" if millimetres else ""
