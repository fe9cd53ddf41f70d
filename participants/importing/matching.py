"""Who is it: the same person, somebody new, or a question for the curator. Pure.

The same person: full name (ё = е, any case), year of birth and class or position all agree, and what the
table has no column for is not asked. Anything less sure is asked, never merged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from mentoring_site.names import normalise_name
from participants.importing.parsing import Parsed
from participants.importing.world import Known

BIRTH_COLUMNS = frozenset({"birth_year", "birth_date"})
PLACE_COLUMNS = frozenset({"place", "position"})


@dataclass(frozen=True)
class Match:
    """person: certainly this one. candidates: people to ask about, the likeliest first."""

    person: Known | None = None
    candidates: tuple[Known, ...] = ()


def find(
    parsed: Parsed,
    by_name: Mapping[str, list[Known]],
    by_surname: Mapping[str, list[Known]],
    columns: frozenset[str],
) -> Match:
    namesakes = [
        one for one in by_name.get(parsed.bare_key, ()) if _same_name(parsed.name_key, parsed.bare_key, one)
    ]
    if not namesakes:
        alike = [one for one in by_surname.get(surname_key(parsed), ()) if _alike(parsed, one)]
        return Match(candidates=tuple(sorted(alike, key=lambda one: _distance(parsed, one))))
    sure = [one for one in namesakes if one.name_key == parsed.name_key and _agrees(parsed, one, columns)]
    if len(sure) == 1:
        return Match(person=sure[0])
    return Match(candidates=tuple(sorted(namesakes, key=lambda one: _distance(parsed, one))))


def _same_name(name_key: str, bare_key: str, one: Known) -> bool:
    """A patronymic missing on either side still leaves the same name."""
    return one.name_key == name_key or bare_key in (one.name_key, name_key)


def surname_key(parsed: Parsed) -> str:
    return normalise_name(parsed.person.get("last_name", ""))


def _alike(parsed: Parsed, one: Known) -> bool:
    """«Панова А. Д.» may be Панова Алиса Дмитриевна; «Панова Алисса» of the same year of birth as well."""
    mine = _given(parsed.person.get("first_name", ""), parsed.person.get("middle_name", ""))
    theirs = _given(one.person["first_name"], one.person["middle_name"])
    born = (parsed.birth_year, one.birth_year)
    if not mine or not theirs or (None not in born and born[0] != born[1]):
        return False
    if all(_fits(first, second) for first, second in zip(mine, theirs, strict=False)):
        return True
    is_same_age = born[0] is not None and born[0] == born[1]
    return is_same_age and Levenshtein.distance(" ".join(mine), " ".join(theirs), score_cutoff=1) <= 1


def _given(first: str, middle: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", normalise_name(f"{first} {middle}"))


def _fits(first: str, second: str) -> bool:
    """The same word, or one of them is its initial."""
    return first == second or (min(len(first), len(second)) == 1 and first[0] == second[0])


def _agrees(parsed: Parsed, one: Known, columns: frozenset[str]) -> bool:
    if columns & BIRTH_COLUMNS or parsed.birth_year is not None:
        if parsed.birth_year != one.birth_year:
            return False
    elif not parsed.place_key:
        return one.birth_year is None and not one.place_keys
    if not columns & PLACE_COLUMNS:
        return True
    return parsed.place_key in one.place_keys if parsed.place_key else not one.place_keys


def _distance(parsed: Parsed, one: Known) -> tuple[bool, bool, bool, int]:
    return (
        one.name_key != parsed.name_key,
        one.birth_year != parsed.birth_year,
        parsed.place_key not in one.place_keys,
        one.pk,
    )


def same_in_file(first: Parsed, second: Parsed) -> bool:
    """Two rows of one table about one person; with anything unknown in either it is only likely."""
    return (
        first.name_key == second.name_key
        and first.birth_year == second.birth_year
        and first.place_key == second.place_key
    )


def likely_same_in_file(first: Parsed, second: Parsed) -> bool:
    if first.name_key != second.name_key:
        return False
    years_may = None in (first.birth_year, second.birth_year) or first.birth_year == second.birth_year
    places_may = not first.place_key or not second.place_key or first.place_key == second.place_key
    return years_may and places_may
