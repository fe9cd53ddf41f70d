"""Short namings of the 35 steps (roadmap/content/namings.toml): a title is one of them or it is not. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from roadmap.content import load_namings, load_steps

STEM = 7
ENDING = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ях|ах|ов|ев|ей|ой|ый|ий|ая|яя|ое|ее|ые|ие|ых|их|ам|ям|ом|ем|ую|юю|ия"
    r"|ию|ии|[ыиаяоеуюьй])$"
)
# Make no difference to what is meant.
IDLE = re.compile(
    r"наставнич\w*|общешкольн\w*|школьн\w*|школы|школе|издани\w*|проведени\w*|провести|организация|организовать"
    r"|программ[аыуе]|целевой|модели|рамках|образовательн\w+|организаци[ия]|учебн\w+|год|года|году|г|уч|\d+"
    r"|[вик]|на|об?|с|со|для|по|из|или|у|за|от"
)
NOT_WORD = re.compile(r"[^0-9a-zа-я]+")
Key = frozenset[str]


def named(title: str) -> tuple[tuple[int, ...], bool]:
    """(steps that are called so, whether it is sure); ((), False) when none is."""
    sure, vague = _namings()
    key = key_of(title)
    if not key:
        return (), False
    return ((sure[key],), True) if key in sure else (vague.get(key, ()), False)


def key_of(text: str) -> Key:
    words = NOT_WORD.sub(" ", text.casefold().replace("ё", "е")).split()
    return frozenset(_stem(word) for word in words if not IDLE.fullmatch(word))


def _stem(word: str) -> str:
    cut = ENDING.sub("", word)
    return (cut if len(cut) >= 3 else word)[:STEM]


@cache
def _namings() -> tuple[dict[Key, int], dict[Key, tuple[int, ...]]]:
    sure: dict[Key, int] = {}
    vague: dict[Key, tuple[int, ...]] = {}
    titles = {step.number: step.short_title for step in load_steps()}
    for number, names, doubtful in load_namings():
        sure |= dict.fromkeys(_keys([titles[number], *names]), number)
        for key in _keys(doubtful):
            vague[key] = (*vague.get(key, ()), number)
    return sure, vague


def _keys(texts: Iterable[str]) -> set[Key]:
    return {key_of(text) for text in texts}
