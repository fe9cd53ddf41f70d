"""Full names of a cell, and what schools write beside them. Pure; a bad text raises ValueError."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from mentoring_site.names import INITIAL, NameParts, clean_name, split_name
from mentoring_site.names import KINSHIP as KINSHIP_OF_NAMES
from participants.importing.values import is_nothing, parse_class
from participants.validators import check_name

SMALL_WORDS = frozenset(
    {*KINSHIP_OF_NAMES, "де", "да", "ди", "дель", "фон", "ван", "ибн", "бен", "эль", "аль"}
)
YEAR_BESIDE = re.compile(
    r"[,;(]?\s*(?:\d{1,2}\.\d{1,2}\.)?((?:19|20)\d\d)\s*(?:г(?:ода?|\.)?\s*(?:р(?:ожд(?:ения|\.)?|\.)?)?)?\)?(?=[\s,;)]|$)",
    re.IGNORECASE,
)
CLASS_BESIDE = re.compile(
    r"[\s,;(]+(\d{1,2}\s*[-«\"“]?\s*[а-яёa-z]?[»\"”]?\s*(?:кл(?:асса?)?\.?)?)\)?\s*$", re.I
)


def parse_name(text: str) -> NameParts:
    """Surname and first name at least, in Russian letters; «панова алиса» and «А. Д. Панова» are set right."""
    line = " ".join(text.split()).strip(" ,;*")
    if re.fullmatch(r"[^\W\d_]+,\s*[^,]+", line):
        line = line.replace(",", " ")  # «Панова, Алиса Дмитриевна»
    cleaned = _in_order(_capitals(clean_name(re.sub(r"(?<=[а-яё])\.$", "", line))))
    if is_nothing(cleaned):
        raise ValueError("Не указано. Напишите фамилию, имя и отчество.")
    try:
        check_name(cleaned)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    name = split_name(cleaned)
    if not name.surname or not name.first:
        raise ValueError(f"«{cleaned}»: нужны и фамилия, и имя, например «Панова Алиса Дмитриевна».")
    if not any(letter.isalpha() for letter in name.surname) or not any(map(str.isalpha, name.first)):
        raise ValueError(f"«{cleaned}» не похоже на имя. Напишите фамилию, имя и отчество.")
    return name


def _capitals(name: str) -> str:
    """«панова алиса» as «Панова Алиса»; «оглы», «де», «ибн» stay small."""
    return " ".join(
        word if word.rpartition("-")[2] in SMALL_WORDS or not word[:1].islower() else _capital_parts(word)
        for word in name.split()
    )


def _capital_parts(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def _in_order(name: str) -> str:
    """«А.Д. Панова» as «Панова А. Д.»: initials stand apart and behind the surname."""
    words = re.sub(r"(?<=[А-ЯЁ]\.)(?=[А-ЯЁ]\.?(?:\s|$))", " ", name).split()
    initials = [word for word in words if INITIAL.fullmatch(word) and ("." in word or len(word) == 1)]
    if initials and len(initials) + 1 == len(words) and words[-1] not in initials:
        return " ".join([words[-1], *initials])
    return " ".join(words)


def name_and_more(text: str) -> tuple[str, str, str]:
    """(name, class, year of birth) of «1. Панова Алиса, 7 «А», 2013 г. р.»; what is not there is empty."""
    line = re.sub(r"^\s*\d{1,4}\s*[.)]\s*", "", text)
    year = YEAR_BESIDE.search(line)
    if year:
        line = f"{line[: year.start()]} {line[year.end() :]}"
    grade = CLASS_BESIDE.search(line)
    if grade and parse_class(grade[1]):
        line = line[: grade.start()]
    else:
        grade = None
    if year or grade:
        line = line.strip(" ,;()")
    return line, grade[1] if grade else "", year[1] if year else ""
