"""Names of people: parts, initials, cases, search keys. Order of the parts: surname, first name, patronymic.

Declension is a proposal: every paper lets the name be typed by hand.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from .name_lists import (
    ANY_GENDER,
    DECLENSIONS,
    FEMALE,
    FEMALE_DECLINED,
    FEMALE_NOUN_SURNAMES,
    INDECLINABLE,
    MALE,
    STRESSED_HUSHING,
)
from .texts import clean_text
from .words import NBSP, THIN

if TYPE_CHECKING:
    from pytrovich.maker import PetrovichDeclinationMaker

Case = Literal["genitive", "dative", "accusative", "instrumental"]
Gender = Literal["m", "f"]
Part = Literal["surname", "first", "patronymic"]
CASES = ("genitive", "dative", "accusative", "instrumental")

VOWELS = "аеёиоуыэюя"
SONS, DAUGHTERS = {"оглы", "оглу", "улы", "углы", "угли", "уулу"}, {"кызы", "гызы", "кизи", "кыз"}
KINSHIP = SONS | DAUGHTERS
PARTICLES = {"ван", "дер", "ден", "де", "да", "ди", "ла", "фон", "эль", "аль", "тер"}  # Ван-дер-Вальс
INITIAL = re.compile(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)*")
HYPHENS = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
APOSTROPHES = re.compile("[\u2018\u2019\u02bc`´]")
STRESS = re.compile("[\u0300\u0301]")
SURNAME_FOR_BOTH = re.compile(r".*(?:[оеёиуыэю]|[ыи]х|[аеоуи]а)")  # Шевченко, Гёте, Черных, Гарсиа
PATRONYMIC_MALE = re.compile(r".{2,}(?:вич|ьич|мич|тич|кич|ввич|нич)")
PATRONYMIC_FEMALE = re.compile(r".{2,}(?:вна|чна|шна)")
SURNAME_MALE = re.compile(r".{2,}(?:ов|ев|ёв|ский|цкий)")
SURNAME_FEMALE = re.compile(r".{2,}(?:ова|ева|ёва|ская|цкая)")
HUSHING = re.compile(r".+[жшчщц]а")
FLEETING = re.compile(r".*[аеёиоуыэюя][^аеёиоуыэюяьъй]ец|.+чок")  # Скворец, Волчок; Швец keeps its vowel
WORD = re.compile(r"[^\W_]+")
LATIN_TO_CYRILLIC = dict(zip("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук", strict=True))
CYRILLIC_TO_LATIN = {cyrillic: latin for latin, cyrillic in LATIN_TO_CYRILLIC.items()}


@dataclass(frozen=True)
class NameParts:
    """Empty text stands for a part that is not there; a lone word is a first name."""

    surname: str = ""
    first: str = ""
    patronymic: str = ""


def clean_name(text: str) -> str:
    """One line, single spaces, plain hyphens, and Иванов for ИВАНОВ; nothing else is changed."""
    words = HYPHENS.sub("-", " ".join(clean_text(text).split())).split()
    return " ".join(_uncapitalise(word) for word in words)


def normalise_name(text: str) -> str:
    """Key for search and comparison: lower case, ё as е, one kind of hyphen, apostrophe and space, no stress."""
    folded = unicodedata.normalize("NFC", STRESS.sub("", clean_name(text))).casefold().replace("ё", "е")
    return APOSTROPHES.sub("'", folded)


def split_name(full_name: str) -> NameParts:
    """Parts of «Фамилия Имя Отчество» or «Имя Отчество Фамилия»; «оглы» and «кызы» go with the patronymic."""
    words: dict[Part, list[str]] = {"surname": [], "first": [], "patronymic": []}
    for word, part in _parts(full_name):
        words[part].append(word)
    return NameParts(*(" ".join(words[part]) for part in ("surname", "first", "patronymic")))


def short_name(full_name: str) -> str:
    """«Савельева О. С.», with spaces that do not break; a lone name stays as it is."""
    name = split_name(full_name)
    initials = _initials(name)
    return f"{name.surname}{NBSP}{initials}" if name.surname and initials else clean_name(full_name)


def signature_name(full_name: str) -> str:
    """«О. С. Савельева», as under a paper."""
    name = split_name(full_name)
    initials = _initials(name)
    return f"{initials}{NBSP}{name.surname}" if name.surname and initials else clean_name(full_name)


def guess_gender(full_name: str) -> Gender | None:
    """By the patronymic, then by the lists of first names, then by the surname; None when none tells."""
    name = split_name(full_name)
    if found := _gender_of_patronymic(name.patronymic.casefold()):
        return found
    first = name.first.casefold().replace("ё", "е").split("-")[0]
    if first in ANY_GENDER:
        return _gender_of_surname(name.surname.casefold())
    if first in MALE or first in FEMALE:
        return "m" if first in MALE else "f"
    return _gender_of_surname(name.surname.casefold())


def decline(full_name: str, case: Case, gender: Gender) -> str:
    """The name in a case, each word by the norm of its part; words in the order given.

    Not declined: initials, «оглы»/«кызы» with what stands before them, surnames in -ко, -ых, -их and other
    vowels than -а/-я, women's surnames and foreign first names on a consonant. Raises ValueError for another
    case or gender.
    """
    if case not in CASES or gender not in ("m", "f"):
        raise ValueError(f"no such case or gender: {case}, {gender}")
    parts = _parts(full_name)
    frozen = {index for index, (word, _) in enumerate(parts) if _kinship(word)}
    frozen |= {index - 1 for index in frozen if "-" not in parts[index][0]}
    return " ".join(
        word if index in frozen else _decline_word(word, part, case, gender)
        for index, (word, part) in enumerate(parts)
    )


def mixed_script_words(text: str) -> list[tuple[str, str | None]]:
    """Words that mix Latin look-alikes with Cyrillic letters, each with the spelling to propose.

    A lone Latin letter («Иванов A. П.», «5A класс») counts when the text has Cyrillic letters. None stands
    for no proposal: the word mixes letters that have no look-alike. Nothing is changed here.
    """
    has_russian = any(_is_cyrillic(letter) for letter in text)
    found = []
    for word in WORD.findall(text):
        latin = [letter for letter in word if letter.isascii() and letter.isalpha()]
        cyrillic = [letter for letter in word if _is_cyrillic(letter)]
        is_lone = has_russian and len(latin) == 1 and not cyrillic and latin[0] in LATIN_TO_CYRILLIC
        if (latin and cyrillic) or is_lone:
            found.append((word, _one_script(word, latin, cyrillic)))
    return found


def _one_script(word: str, latin: Iterable[str], cyrillic: Iterable[str]) -> str | None:
    if all(letter in LATIN_TO_CYRILLIC for letter in latin):
        return "".join(LATIN_TO_CYRILLIC.get(letter, letter) for letter in word)
    if all(letter in CYRILLIC_TO_LATIN for letter in cyrillic):
        return "".join(CYRILLIC_TO_LATIN.get(letter, letter) for letter in word)
    return None


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u052f"


def _uncapitalise(word: str) -> str:
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) < 2 or not word.isupper() or "." in word:
        return word
    if word.casefold() in KINSHIP:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)


def _parts(full_name: str) -> list[tuple[str, Part]]:
    words = clean_name(full_name).split()
    tail = 0
    if len(words) > 2 and words[-1].casefold() in KINSHIP:
        tail = 2
    elif len(words) > 1 and _looks_patronymic(words[-1]):
        tail = 1
    elif len(words) == 3 and _looks_patronymic(words[1]):
        return list(zip(words, ("first", "patronymic", "surname"), strict=True))
    elif len(words) == 3 and words[0] and _is_initial(words[2]):
        tail = 1
    elif len(words) == 3 and _is_initial(words[0]) and _is_initial(words[1]):
        return list(zip(words, ("first", "patronymic", "surname"), strict=True))
    head = words[: len(words) - tail]
    if tail and len(head) > 2:  # a surname of several words: «Гарсиа Лопес Мария Ивановна»
        roles: list[Part] = ["surname"] * (len(head) - 1) + ["first"]
    elif len(head) == 1:
        # «Алиев Рустам оглы»: a surname with the father's name, the own name is not there.
        roles = ["surname"] if tail == 2 and _gender_of_surname(head[0].casefold()) else ["first"]
    else:
        roles = ["surname"] + ["first"] * (len(head) - 1)
    return list(zip(words, roles[: len(head)] + ["patronymic"] * tail, strict=True))


def _looks_patronymic(word: str) -> bool:
    return _gender_of_patronymic(word.casefold()) is not None


def _is_initial(word: str) -> bool:
    return INITIAL.fullmatch(word) is not None


def _kinship(word: str) -> bool:
    return word.casefold().rpartition("-")[2] in KINSHIP


def _gender_of_patronymic(word: str) -> Gender | None:
    last = re.split("[ -]", word)[-1]
    if last in SONS or PATRONYMIC_MALE.fullmatch(word):
        return "m"
    return "f" if last in DAUGHTERS or PATRONYMIC_FEMALE.fullmatch(word) else None


def _gender_of_surname(word: str) -> Gender | None:
    if SURNAME_MALE.fullmatch(word):
        return "m"
    return "f" if SURNAME_FEMALE.fullmatch(word) else None


def _initials(name: NameParts) -> str:
    initials = [_initial(word) for word in f"{name.first} {name.patronymic}".split()]
    # A whole word is no initial: «Г. оглы» with an ordinary space.
    return THIN.join(initials).replace(f"{THIN}оглы", f"{NBSP}оглы").replace(f"{THIN}кызы", f"{NBSP}кызы")


def _initial(word: str) -> str:
    if word.casefold() in KINSHIP:
        return word.casefold()
    pieces = [piece for piece in word.split("-") if piece]
    # «Гасан-оглы»: the word of kinship is no name and has no initial of its own.
    return "-".join(p.casefold() if p.casefold() in KINSHIP else f"{p[0].upper()}." for p in pieces)


def _decline_word(word: str, part: Part, case: Case, gender: Gender) -> str:
    if _is_initial(word):
        return word
    pieces = word.split("-")
    return "-".join(
        _decline_piece(piece, part, case, gender, is_last=index == len(pieces) - 1)
        for index, piece in enumerate(pieces)
    )


def _decline_piece(piece: str, part: Part, case: Case, gender: Gender, *, is_last: bool) -> str:
    word = piece.casefold()
    known = DECLENSIONS.get((part, gender, word))
    if known:
        return _like(piece, known[CASES.index(case)])
    if (
        not word
        or (part == "surname" and word in PARTICLES)
        or _is_indeclinable(word, part, gender, is_last=is_last)
    ):
        return piece
    if part == "first" and gender == "f" and word in FEMALE_DECLINED:
        return piece if case == "accusative" else piece + "ю" if case == "instrumental" else piece[:-1] + "и"
    if part == "surname" and (ending := _surname_ending(word, case, gender)):
        cut, added = ending
        return piece[: len(piece) - cut] + (added.upper() if piece.isupper() else added)
    return _by_petrovich(piece, part, case, gender)


def _surname_ending(word: str, case: Case, gender: Gender) -> tuple[int, str] | None:
    """(letters to cut, letters to add) where the library errs: fleeting vowels, hushing stems, noun surnames."""
    index = CASES.index(case)
    if gender == "f" and word in FEMALE_NOUN_SURNAMES:
        return 1, ("ы", "е", "у", "ой")[index]
    if case == "instrumental" and HUSHING.fullmatch(word) and word not in STRESSED_HUSHING:
        return 1, "ей"
    if gender == "m" and case == "instrumental" and word.endswith("ач"):
        return 0, "ом"
    if gender == "m" and FLEETING.fullmatch(word):
        soft = "ь" if word[-3] == "л" else ""
        return 2, soft + word[-1] + ("а", "у", "а", "ом")[index]
    return None


def _by_petrovich(piece: str, part: Part, case: Case, gender: Gender) -> str:
    from pytrovich.enums import Case as PetrovichCase
    from pytrovich.enums import Gender as PetrovichGender
    from pytrovich.enums import NamePart

    name_part = {
        "surname": NamePart.LASTNAME,
        "first": NamePart.FIRSTNAME,
        "patronymic": NamePart.MIDDLENAME,
    }
    known_gender = PetrovichGender.MALE if gender == "m" else PetrovichGender.FEMALE
    return _maker().make(name_part[part], known_gender, PetrovichCase[case.upper()], piece)


def _is_indeclinable(word: str, part: Part, gender: Gender, *, is_last: bool) -> bool:
    if part == "patronymic":
        return False
    if (part, word) in INDECLINABLE:
        return True
    if word[-1] not in VOWELS:
        is_foreign = part == "surname" or word not in FEMALE_DECLINED
        return (gender == "f" and is_foreign) or (
            part == "surname" and SURNAME_FOR_BOTH.fullmatch(word) is not None
        )
    if part == "surname":
        return SURNAME_FOR_BOTH.fullmatch(word) is not None
    return word[-1] not in "аяё" or word.endswith("уа")


def _like(sample: str, form: str) -> str:
    return form.upper() if len(sample) > 1 and sample.isupper() else form.capitalize()


@lru_cache(maxsize=1)
def _maker() -> "PetrovichDeclinationMaker":
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()
