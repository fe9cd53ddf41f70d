"""Interest words made comparable: «шахматы» and «игра в шахматах» share a stem."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

WORD = re.compile(r"[a-zа-я0-9+#]+")
# Words that join or that stand in anybody's list: they say nothing about what two people share.
SILENT = frozenset(
    "и в во на с со по к ко о об обо от до для из за у не или а но как что я мне мой моя мои свой своя это".split()
)
GENERAL = (
    "люблю люби любим нрав увлек увлеч интере занят заним хобби игра играт играю читат читаю очень разн всё все "
    "время свобод делат смотр прочее друг"
).split()
# Endings of nouns, adjectives and infinitives, of which such lists are made, longest first: Porter's idea,
# without his regions.
ENDINGS = sorted(
    (
        "иями ями ами иях ях ах ией ией иям ием ям ам ов ев ей ой ий ый ая яя ое ее ие ые ого его ому ему ыми ими "
        "ых их ую юю ою ею ом ем ия ии ию ья ье ью а я о е ы и у ю ь й "
        "ировать овать ывать ивать ать ять еть ить уть ться "
        "ость ости остью"
    ).split(),
    key=len,
    reverse=True,
)
SUFFIXES = ("ирован", "ическ", "ован", "иров", "еск", "ств", "нн", "ск", "н")
SHORTEST = 3


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Rough stem of one word in lower case; short words and what is not Cyrillic stay as they are."""
    word = word.replace("ё", "е")
    if not "а" <= word[:1] <= "я":
        return word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            break
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST + 1:
            word = word[: -len(suffix)]
            break
    return word.rstrip("ьй")


@lru_cache(maxsize=20_000)
def _words(phrase: str) -> tuple[tuple[str, str], ...]:
    """(stem, word as typed) of every telling word."""
    found = []
    for match in WORD.finditer(phrase.lower().replace("ё", "е")):
        word = match[0]
        if word in SILENT or any(word.startswith(general) for general in GENERAL):
            continue
        if len(word) > 1:
            found.append((stem(word), phrase[match.start() : match.end()].lower()))
    return tuple(found)


def stems(phrases: Iterable[str]) -> dict[str, str]:
    """Stem -> the word as the person typed it, in the order of typing."""
    told: dict[str, str] = {}
    for phrase in phrases:
        for root, word in _words(phrase):
            told.setdefault(root, word)
    return told
