"""Russian personal names: search keys and short forms."""

from __future__ import annotations

import re


def normalise_name(text: str) -> str:
    """Key for searching and comparing: case folded, ё = е, one space between words."""
    return re.sub(r"\s+", " ", text.strip()).casefold().replace("ё", "е")


def short_name(full_name: str) -> str:
    """«Савельева Ольга Сергеевна» -> «Савельева О. С.»"""
    last, *rest = full_name.split()
    return f"{last}\u00a0" + "\u202f".join(f"{part[0]}." for part in rest) if rest else last
