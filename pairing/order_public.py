"""The variant of an order for the school's site: pupils and other minors are not named, adults are.

Made from the frozen snapshot and not frozen itself. Orders of the first version don't say who is a pupil: there
whoever stands with a class is taken for one, and whoever stands with nothing is not named either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mentoring_site.names import CASES, decline, guess_gender, split_name

CLASS = re.compile(r"\d{1,2}(?: ?«?[А-ЯЁа-яё]»?)?")
# Word of the public label in the cases: nominative, then CASES.
WORDS_IN_CASES = {
    "обучающийся": ("обучающийся", "обучающегося", "обучающемуся", "обучающегося", "обучающимся"),
    "участник": ("участник", "участника", "участнику", "участника", "участником"),
}
SPACE = r"[\s\u00a0\u202f]"
INITIALS = rf"[А-ЯЁ]\.(?:{SPACE}?-?[А-ЯЁ]\.)?"


def public_snapshot(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The same order without names of minors, signatures of acquaintance and grounds."""
    hidden = list(snapshot.get("hidden") or _guessed_hidden(snapshot.get("rows", ())))
    hide = _hider(hidden)
    public = {
        **snapshot,
        "is_public": True,
        "preamble": hide(snapshot.get("preamble", "")),
        "acts": [hide(text) for text in snapshot.get("acts", ())],
        "points": [hide(text) for text in snapshot.get("points", ())],
        "acquainted": [],
        "sheet": [],
    }
    for unshown in ("hidden", "people", "reason", "ground", "leaves"):
        public.pop(unshown, None)
    if "rows" in snapshot:
        public["rows"] = [_public_row(row) for row in snapshot["rows"]]
    if table := snapshot.get("table"):
        public["table"] = {
            **table,
            "title": table.get("public_title", table["title"]),
            "rows": [{"cells": _public_cells(row)} for row in table["rows"]],
        }
        public["table"].pop("public_title", None)
    return public


def _public_row(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in row.items() if not key.startswith("public_")}
    shown["mentor"] = row.get("public_mentor") or _guessed(row["mentor"])
    shown["mentees"] = row.get("public_mentees") or [_guessed(name) for name in row["mentees"]]
    return shown


def _public_cells(row: Mapping[str, Any]) -> list[str]:
    return [row.get("public", {}).get(str(index), cell) for index, cell in enumerate(row["cells"])]


def _guessed(label: str) -> str:
    name, _, place = label.rpartition(", ")
    if not name:
        return "участник программы"
    return f"обучающийся {place} класса" if CLASS.fullmatch(place) else label


def _guessed_hidden(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        for label in (row["mentor"], *row["mentees"]):
            public = _guessed(label)
            if public != label:
                name = label.rpartition(", ")[0] or label
                found.append({"name": name, "gender": guess_gender(name) or "", "public": public})
    return found


# --- names inside the text --------------------------------------------------------------------------------


def _hider(hidden: Iterable[Mapping[str, Any]]) -> Any:
    """text -> text without the hidden names, whichever case and form they stand in."""
    people = [(_beginnings(person), _rules_of(person)) for person in hidden]

    def hide(text: str) -> str:
        folded = _folded(text)
        for beginnings, rules in people:
            if not any(letters in folded for letters in beginnings):
                continue  # a long order has hundreds of names and few of them in a point
            for pattern, label in rules:
                text = pattern.sub(label, text)
        return text

    return hide


def _beginnings(person: Mapping[str, Any]) -> set[str]:
    """First letters of the surname (of the only word when there is none) in every case: each rule needs it."""
    return {_folded(word)[:4] for words, _ in _written(person) for word in words[:1]}


def _folded(text: str) -> str:
    return text.lower().replace("ё", "е")


def _rules_of(person: Mapping[str, Any]) -> list[tuple[re.Pattern[str], str]]:
    """The longest writings first: what is left of a name after them is a lone surname."""
    parts = split_name(person["name"])
    surname_words, first_words = len(parts.surname.split()), len(parts.first.split())
    whole, short, lone = [], [], []
    for words, index in _written(person):
        label = _label(person, index)
        whole.append((_whole(_spaced(words)), label))
        if not surname_words:
            continue
        surname = _spaced(words[:surname_words])
        first = _spaced(words[surname_words : surname_words + first_words]) or "(?!)"
        short.append((_whole(rf"{surname}{SPACE}+(?:{INITIALS}|{first})"), label))
        short.append((_whole(rf"(?:{INITIALS}|{first}){SPACE}*{surname}"), label))
        lone.append((_whole(surname), label))
    return [*whole, *short, *lone]


def _written(person: Mapping[str, Any]) -> list[tuple[list[str], int]]:
    """Words of the name in every case with the number of the case. A wrong gender must not let a name through."""
    name, gender = person["name"], person["gender"]
    found = [(name, 0), *((form, 0) for form in person.get("typed", ()))]
    for one in (gender, "m", "f"):
        if one:
            found += [(decline(name, case, one), number) for number, case in enumerate(CASES, start=1)]
    return [(form.split(), number) for form, number in dict.fromkeys(found)]


def _spaced(words: list[str]) -> str:
    return f"{SPACE}+".join(_written_anyhow(word) for word in words)


def _written_anyhow(word: str) -> str:
    """As it is, in capitals, and with «е» for «ё» or the other way about: all that people type by hand."""
    letters = "|".join(re.escape(form) for form in dict.fromkeys((word, word.upper())))
    return f"(?:{re.sub('[её]', '[её]', re.sub('[ЕЁ]', '[ЕЁ]', letters))})"


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)")


def _label(person: Mapping[str, Any], index: int) -> str:
    word, _, rest = person["public"].partition(" ")
    words = WORDS_IN_CASES.get(word)
    label = words[index] if words else word
    return f"{label} {rest}".strip()
