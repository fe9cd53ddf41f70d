"""Who may be named to everybody on a day, and how. Asked anew at each request: nothing of it is stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from participants.enums import DestructionState, PersonKind
from participants.models import DestructionTask, Person
from participants.services.consents import publishable

# Endings that change in the cases of a Russian surname; what is left is looked for with every other ending.
ENDINGS = ("ский", "ская", "цкий", "цкая", "ая", "яя", "ий", "ый", "ой", "а", "я", "й", "ь", "о", "е")
KEPT_OF = {"ский": "ск", "ская": "ск", "цкий": "цк", "цкая": "цк"}
SHORTEST_STEM = 3
TAILS = "ого|его|ому|ему|ыми|ими|ая|яя|ий|ый|ой|ей|ым|им|ом|ем|ую|юю|ою|ею|ых|их|а|я|у|ю|ы|и|е|о|ь|й"  # of all cases
INSTEAD = "участник"


def shown_people(people: Iterable[Person], on: date) -> set[int]:
    """Keys of those who may be named that day: both papers are valid, and their data are still there."""
    keys = {person.pk for person in people}
    if not keys:
        return set()
    found = publishable(Person.objects.filter(pk__in=keys), on, "pk").values_list("pk", flat=True)
    return set(found) - destroyed(keys)


def offered(entries: Sequence[Any], access: Access, on: date) -> list[Any]:
    """Rows of the bases that a reader may choose among: without the right to the bases only who may be named anyway."""
    if access.has(Permission.BASE_VIEW):
        return list(entries)
    shown = shown_people([entry.person for entry in entries], on)
    return [entry for entry in entries if entry.person_id in shown]


def destroyed(keys: Iterable[int]) -> set[int]:
    """Of these people whose data have been destroyed; papers stay for three years, a name must not come of them."""
    tasks = DestructionTask.objects.filter(person__in=list(keys), state=DestructionState.DONE)
    return set(tasks.values_list("person", flat=True))


def public_name(person: Person) -> str:
    """Pupils by the first name and a letter («Артём Л.»), adults in full."""
    if person.kind != PersonKind.PUPIL:
        return person.full_name
    return f"{person.first_name} {person.last_name[:1]}.".strip()


def found_surnames(texts: Iterable[str], people: Sequence[Person]) -> list[str]:
    """Surnames of these people that stand in the texts, in any case of theirs."""
    whole = "\n".join(texts)
    return [person.last_name for person in people if _pattern(person).search(whole)]


def without_surnames(text: str, people: Sequence[Person]) -> str:
    """«Лебедеву помог …» -> «участник помог …»: what is left of a text when its people are forgotten."""
    for person in people:
        text = _pattern(person).sub(INSTEAD, text)
    return text


def _pattern(person: Person) -> re.Pattern[str]:
    """With the capital letter, so that «гончар» of a craft is not taken for Гончар."""
    parts = [part for part in re.split(r"[-\s]+", person.last_name) if len(part) > 1]
    stems = "|".join(re.escape(_stem(part)).replace("е", "[её]").replace("Е", "[ЕЁ]") for part in parts)
    return re.compile(rf"\b(?:{stems})(?:{TAILS})?\b" if stems else r"(?!)")


def _stem(word: str) -> str:
    word = word.replace("ё", "е").replace("Ё", "Е").capitalize()
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(KEPT_OF.get(ending, "")) >= SHORTEST_STEM:
            return word[: -len(ending)] + KEPT_OF.get(ending, "")
    return word
