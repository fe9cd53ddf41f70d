"""Texts of cells as values: classes, positions, forms, dates. Pure; a bad text raises ValueError.

The message of the error says what is wrong and how to mend it; row and column are added by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from mentoring_site.dates import DateError, parse_date, parse_year
from mentoring_site.names import LATIN_TO_CYRILLIC
from mentoring_site.words import joined
from participants.enums import Gender, PersonKind

ClassKey = tuple[int, str]

NOTHING = frozenset({"", "-", "–", "—", "нет", "не указано", "нет данных", "н/д", "отсутствует"})
QUOTES = re.compile("[«»\"“”„'’`]")
DASHES = re.compile(r"\s*[-‐-―−]\s*")
_PUPIL_OF = r"(?:(?:ученик|ученица|учащийся|учащаяся|обучающийся|обучающаяся)\s+)?"
_CLASS_WORD = r"(?:класса|класс|кл(?![а-яё])\.?)"
CLASS = re.compile(
    _PUPIL_OF + rf"(?:{_CLASS_WORD}\s*)?(\d{{1,2}})(?:-?(?:й|ый|ой|го|ого)(?![а-яё]))?"
    rf"(?:\s*{_CLASS_WORD})?[\s._/\\(‐-―-]*([а-яёa-z]{{0,2}})\)?(?:\s*{_CLASS_WORD})?",
    re.IGNORECASE,
)
CLASS_INSIDE = re.compile(
    rf"(?<![\w№-])(\d{{1,2}})[\s-]*([а-яёa-z]?)(?:\s*{_CLASS_WORD})?(?!\w)", re.IGNORECASE
)
ROMAN = re.compile(r"(XI{0,2}|IX|IV|VI{0,3}|I{1,3})(?![a-zа-яё])", re.IGNORECASE)
ROMAN_GRADES = dict(zip("I II III IV V VI VII VIII IX X XI XII".split(), range(1, 13), strict=True))
CYRILLIC_ROMAN = str.maketrans("ХІхі", "XIxi")
MAX_GRADE = 12
KIND_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (PersonKind.VETERAN, re.compile(r"ветеран|пенсион", re.IGNORECASE)),
    (
        PersonKind.TEACHER,
        re.compile(
            r"учител|педагог|преподават|воспитател|психолог|логопед|дефектолог|директор|завуч|методист|тьютор|"
            r"библиотекар|тренер|советник|вожат|концертмейстер|мастер производ|социальный работник|"
            r"руководител\w*\s+(?:шмо|мо\b|методич)|классн\w+\s+руковод|заместител\w*\s+директ",
            re.IGNORECASE,
        ),
    ),
    (
        PersonKind.PARENT,
        re.compile(r"родител|\b(?:мать|мама|отец|папа|бабушка|дедушка|опекун)\b", re.IGNORECASE),
    ),
    (PersonKind.GRADUATE, re.compile(r"выпускни|студент", re.IGNORECASE)),
    (PersonKind.PUPIL, re.compile(r"\b(?:учени[кц]|учащ|обучающ|школьни)", re.IGNORECASE)),
)
RESERVE = re.compile(r"(?:в\s+)?резерв[еа]?", re.IGNORECASE)
PEOPLE_OF_FORM = {
    "учащийся": "ученик",
    "учащиеся": "ученик",
    "обучающийся": "ученик",
    "школьник": "ученик",
    "ученица": "ученик",
    "ученики": "ученик",
    "педагог": "учитель",
    "преподаватель": "учитель",
    "учителя": "учитель",
}


@dataclass(frozen=True)
class Place:
    """Where somebody studies or works; kind is empty when the words do not tell."""

    school_class: ClassKey | None = None
    position: str = ""
    workplace: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Form:
    """form, model: ids; None is «не определена»."""

    form: int | None = None
    model: int | None = None
    is_reserve: bool = False


@dataclass
class FormNames:
    """Normalised names of forms and their models -> ids, and the titles to offer."""

    forms: Mapping[str, int] = field(default_factory=dict)
    models: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    titles: Iterable[str] = ()


def is_nothing(text: str) -> bool:
    return text.strip().casefold() in NOTHING


def class_label(key: ClassKey) -> str:
    """As SchoolClass prints itself."""
    grade, letter = key
    return f"{grade}\u00a0«{letter}»" if letter else str(grade)


def parse_class(text: str) -> ClassKey | None:
    """«7А», «7 "А"», «кл. 7-а», «7 (А)», «VII А» as (7, «А»); None when the text is no class."""
    plain = " ".join(QUOTES.sub("", text).split()).strip(" .,")
    plain = re.sub(r"(?<=\d),0+$", "", plain)  # a number of a spreadsheet
    if roman := ROMAN.match(plain.translate(CYRILLIC_ROMAN)):
        plain = f"{ROMAN_GRADES[roman[1].upper()]}{plain[roman.end() :]}"
    found = CLASS.fullmatch(plain)
    if found is None or not 1 <= int(found[1]) <= MAX_GRADE:
        return None
    letters = (LATIN_TO_CYRILLIC.get(letter, letter) for letter in found[2].upper())
    return int(found[1]), "".join(letters)


def parse_place(text: str) -> Place:
    """Class or position of «Место работы/учебы»: the class may stand beside the school's name."""
    pieces = [piece.strip() for piece in re.split(r"[,;\n](?!0+$)", text) if piece.strip()]
    classes = [(index, key) for index, piece in enumerate(pieces) if (key := parse_class(piece)) is not None]
    if classes and not _adult_kind(text):
        at, key = classes[0]
        if len({one for _, one in classes}) > 1:
            raise ValueError(f"«{cut(text)}»: здесь несколько классов. Оставьте один.")
        return Place(
            school_class=key, workplace=", ".join(pieces[:at] + pieces[at + 1 :]), kind=PersonKind.PUPIL
        )
    line = " ".join(text.split())
    if not _adult_kind(text) and (found := _class_inside(line)):
        return found
    kind = next((kind for kind, words in KIND_WORDS if words.search(text)), "")
    if kind == PersonKind.PUPIL:
        return Place(workplace=line, kind=kind)
    if not kind and line[:1].isdigit() and len(line) <= 12:
        raise ValueError(f"Класс «{line}» не понят. Напишите его как 7 «А» или 7А.")
    return Place(position=line, kind=kind)


def _class_inside(line: str) -> Place | None:
    """«МБОУ СОШ № 59 7А», «7 «А» класс школы № 59»: the only class among other words, with its letter or word."""
    plain = " ".join(QUOTES.sub("", line).split())
    found = [
        one
        for one in CLASS_INSIDE.finditer(plain)
        if (one[2] or one[0].strip() != one[1]) and 1 <= int(one[1]) <= MAX_GRADE
    ]
    if len(found) != 1 or (key := parse_class(found[0][0])) is None:
        return None
    rest = " ".join((plain[: found[0].start()] + plain[found[0].end() :]).split()).strip(" ,;.-–—()")
    rest = "" if re.fullmatch(rf"{_PUPIL_OF.replace(chr(92) + 's+', '')}", rest, re.IGNORECASE) else rest
    return Place(school_class=key, workplace=rest, kind=PersonKind.PUPIL)


def _adult_kind(text: str) -> bool:
    return any(words.search(text) for kind, words in KIND_WORDS if kind != PersonKind.PUPIL)


def parse_day(text: str) -> date:
    text = re.sub(r"^(\d{5})[,.]\d+$", r"\1", text.strip())  # a day of a spreadsheet with its hours
    text = re.sub(r"(?<=\d{4})[\sT]+\d{1,2}:\d\d(?::\d\d)?$", "", text.strip())
    text = re.sub(r"^\s*с\s+(?=\d)", "", text)
    if re.fullmatch(r"\d{1,2},\s*\d{1,2},\s*(?:\d{4}|\d{2})", text):
        text = text.replace(",", ".")
    try:
        return parse_date(text)
    except DateError as error:
        raise ValueError(f"{_capital(_said(text, error))}. Напишите дату как 31.03.2026.") from error


def parse_birth_year(text: str) -> int:
    text = re.sub(r"(?<=^\d{4})[,.]0+$", "", text.strip())
    text = re.sub(r"^(?:г\.?\s*р\.?|год рождения:?)\s*(?=\d)|(?<=\d)\s*г\.?\s?р\.?$", "", text, flags=re.I)
    try:
        return parse_year(text)
    except DateError as error:
        raise ValueError(
            f"{_capital(_said(text, error))}. Напишите год четырьмя цифрами, например 2013."
        ) from error


def _said(text: str, error: DateError) -> str:
    reason = str(error).split(", нужн")[0]
    return reason if text.strip()[:20] in reason else f"«{text.strip()[:40]}»: {reason}"


def parse_gender(text: str) -> str:
    first = text.strip().casefold()[:1]
    if first in ("м", "ж") and text.strip().casefold() in (
        "м",
        "ж",
        "муж",
        "жен",
        "мужской",
        "женский",
        "муж.",
        "жен.",
    ):
        return Gender.MALE if first == "м" else Gender.FEMALE
    raise ValueError(f"«{text[:40]}»: напишите «м» или «ж».")


def parse_places(text: str) -> int:
    found = re.fullmatch(r"(\d{1,2})(?:,0+)?(?:\s*чел(?:\.|овек[а]?)?)?", text.strip())
    if found is None or not 1 <= int(found[1]) <= 30:
        raise ValueError(f"«{text[:40]}»: нужно целое число от 1 до 30.")
    return int(found[1])


def normalise_form(text: str) -> str:
    """«Учащийся—учащийся» as «ученик-ученик»."""
    plain = DASHES.sub("-", QUOTES.sub("", text)).casefold().replace("ё", "е")
    plain = " ".join(plain.split()).strip(" .")
    sides = re.split(r"-| ", plain)
    return "-".join(PEOPLE_OF_FORM.get(side, side) for side in sides if side)


def parse_form(text: str, names: FormNames) -> Form:
    """A form by its name, or by the name of its model; empty and «не определена» are no form."""
    plain = " ".join(QUOTES.sub("", text).split()).casefold()
    if is_nothing(plain) or plain.startswith("не определ"):
        return Form()
    if RESERVE.fullmatch(plain):
        return Form(is_reserve=True)
    pieces = [text, *re.split(r"[;,/(\n:]", text.replace(")", ""))]
    keys = [key for key in map(normalise_form, pieces) if key]
    forms = {names.forms[key] for key in keys if key in names.forms}
    models = {names.models[key] for key in keys if key in names.models}
    forms |= {form for form, _ in models}
    if len(forms) > 1 or len(models) > 1:
        raise ValueError(f"«{cut(text)}»: здесь больше одной формы. Оставьте одну.")
    if not forms:
        offered = joined([f"«{title}»" for title in names.titles])
        raise ValueError(
            f"Формы «{cut(text)}» нет в программе. Есть {offered}; пустая ячейка — «не определена»."
        )
    return Form(form=forms.pop(), model=models.pop()[1] if models else None)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
