"""A row of texts as typed values with the errors of each cell. Pure: what the school has comes in as Lookups."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from mentoring_site.names import mixed_script_words, normalise_name
from mentoring_site.words import joined
from participants.enums import BaseKind, PersonKind
from participants.importing import values
from participants.importing.contacts import PHONE_MAX, Contacts, parse_contacts
from participants.importing.full_names import name_and_more, parse_name
from participants.importing.values import ClassKey, FormNames, Place, class_label, is_nothing
from participants.models import Enrolment, Mentee, Mentor, Person, Representative
from participants.validators import check_form_suits, check_mentee_kind

TEXTS = {
    BaseKind.MENTEES: ("request", "results", "case_url", "completion_mark"),
    BaseKind.MENTORS: (
        "competencies",
        "achievements",
        "interests",
        "preferred_age",
        "time_resource",
        "results",
        "case_url",
    ),
}
ADULT_AGE = 19
PARTNERS_MAX = 2000
YEAR_ONLY = re.compile(r"(?:19|20)\d\d\s*(?:г\.?|год)?\s*(?:р\.?|рожд\.?)?")


@dataclass
class Lookups:
    """What the words of a row are compared with. forms: id -> MentoringForm of the programme."""

    base: str
    first_year: int
    last_year: int  # nobody is born later
    classes: frozenset[ClassKey]
    new_classes: frozenset[ClassKey] = frozenset()
    forms: Mapping[int, Any] = field(default_factory=dict)
    form_names: FormNames = field(default_factory=FormNames)
    columns: frozenset[str] = frozenset()
    class_for_all: ClassKey | None = None  # of pupils whose class neither the file nor the base tells

    def __post_init__(self) -> None:
        self._suits: dict[tuple[int, str], str] = {}

    def form_refusal(self, form_id: int, kind: str) -> str:
        """Why the form does not take this kind of person; asked once for each pair of them."""
        key = (form_id, kind)
        if key not in self._suits:
            self._suits[key] = ""
            try:
                check_form_suits(self.forms[form_id], kind, is_mentor=self.base == BaseKind.MENTORS)
            except ValidationError as error:
                self._suits[key] = " ".join(error.messages)
        return self._suits[key]


@dataclass
class Parsed:
    """name_key and bare_key: the full name and the name without patronymic, as people are found by."""

    row: int
    name: str = ""
    name_key: str = ""
    bare_key: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    year: dict[str, Any] = field(default_factory=dict)
    entry: dict[str, Any] = field(default_factory=dict)
    representatives: list[dict[str, str]] = field(default_factory=list)
    kind: str = ""
    is_kind_told: bool = False  # by the words of the place, not guessed by the form or the age
    is_reserve: bool = False
    partners: str = ""
    unknown_class: ClassKey | None = None
    errors: list[tuple[str, str]] = field(default_factory=list)
    offers: dict[str, str] = field(default_factory=dict)  # column -> what the cell probably meant

    @property
    def birth_year(self) -> int | None:
        born = self.person.get("birth_date")
        return born.year if born else self.person.get("birth_year")

    @property
    def place_key(self) -> str:
        """Class or position in comparable form; empty when the row does not say."""
        school_class = self.year.get("school_class")
        if school_class:
            return f"{school_class[0]}{school_class[1]}"
        return normalise_name(self.year.get("position", ""))

    def fail(self, column: str, message: str) -> None:
        self.errors.append((column, message))


def parse_row(number: int, cells: Mapping[str, str], lookups: Lookups) -> Parsed:
    """cells: column code -> text; blank cells may be missing. Never raises for any text."""
    parsed = Parsed(number)
    texts = {code: text.strip() for code, text in cells.items() if text and not is_nothing(text)}
    name, beside_class, beside_year = name_and_more(cells.get("full_name", ""))
    _take_name(parsed, name)
    if beside_class:
        texts.setdefault("place", beside_class)
    if beside_year and "birth_date" not in texts:
        texts.setdefault("birth_year", beside_year)
    if re.fullmatch(YEAR_ONLY, texts.get("birth_date", "")):  # «Дата рождения» with the year alone
        texts.setdefault("birth_year", texts.pop("birth_date"))
    _take_birth(parsed, texts, lookups)
    form = _read(parsed, texts, "form", lambda text: values.parse_form(text, lookups.form_names))
    place = _place(parsed, texts, lookups)
    parsed.is_kind_told = bool(place.kind)
    parsed.kind = place.kind or _kind_without_place(parsed, form, lookups)
    _take_place(parsed, place, lookups, "place" if "place" in texts else "position")
    _take_form(parsed, form, lookups)
    _take_contacts(parsed, _read(parsed, texts, "contacts", parse_contacts))
    for code, first_day in (("entered_on", "01.09"), ("completed_on", "31.05")):
        _keep(parsed.entry, code, _read(parsed, texts, code, values.parse_day))
        if re.fullmatch(YEAR_ONLY, texts.get(code, "")):
            parsed.offers[code] = f"{first_day}.{texts[code][:4]}"
    if "gender" in texts:
        _keep(parsed.person, "gender", _read(parsed, texts, "gender", values.parse_gender))
    if lookups.base == BaseKind.MENTORS:
        _keep(parsed.entry, "places", _read(parsed, texts, "places", values.parse_places))
    for code in TEXTS[lookups.base]:
        _keep(parsed.entry, code, texts.get(code))
    _keep(parsed.year, "subjects", texts.get("subjects"))
    parsed.partners = texts.get("partner_names", "")
    if len(parsed.partners) > PARTNERS_MAX:
        parsed.fail("partner_names", f"Текст длиннее {PARTNERS_MAX} знаков. Сократите его.")
    _check_fields(parsed, lookups.base)
    return parsed


def _read(parsed: Parsed, texts: Mapping[str, str], code: str, parse: Callable[[str], Any]) -> Any:
    if code not in texts:
        return None
    try:
        return parse(texts[code])
    except ValueError as error:
        parsed.fail(code, str(error))
        return None


def _keep(target: dict[str, Any], name: str, value: Any) -> None:
    if value is not None and value != "":
        target[name] = value


def _take_name(parsed: Parsed, text: str) -> None:
    parsed.name = " ".join(text.split())[:120]
    try:
        name = parse_name(text)
    except ValueError as error:
        parsed.fail("full_name", str(error))
        offer = _in_one_script(text)
        if offer != text:
            parsed.offers["full_name"] = offer
        return
    parsed.person |= {"last_name": name.surname, "first_name": name.first, "middle_name": name.patronymic}
    parsed.name = " ".join(part for part in (name.surname, name.first, name.patronymic) if part)
    parsed.name_key = normalise_name(parsed.name)
    parsed.bare_key = normalise_name(f"{name.surname} {name.first}")


def _in_one_script(text: str) -> str:
    """The name with Latin look-alikes replaced; only ever offered, since the guess may be wrong."""
    for word, proposal in mixed_script_words(text):
        text = text.replace(word, proposal or word)
    return text


def _take_birth(parsed: Parsed, texts: Mapping[str, str], lookups: Lookups) -> None:
    year = _read(parsed, texts, "birth_year", values.parse_birth_year)
    short = texts.get("birth_year", "")
    if short.isdecimal() and len(short) == 2 and 2000 + int(short) <= lookups.last_year:
        parsed.offers["birth_year"] = f"20{short}"
    day = _read(parsed, texts, "birth_date", values.parse_day)
    for code, born in (("birth_year", year), ("birth_date", day.year if day else None)):
        if born is not None and born > lookups.last_year:
            parsed.fail(code, f"Год рождения {born} ещё не наступил. Исправьте его.")
            return
    if year and day and day.year != year:
        parsed.fail("birth_year", f"Год рождения {year} не совпадает с датой рождения {day:%d.%m.%Y}.")
        return
    _keep(parsed.person, "birth_date", day)
    _keep(parsed.person, "birth_year", day.year if day else year)


def _place(parsed: Parsed, texts: Mapping[str, str], lookups: Lookups) -> Place:
    """Of «Класс» and «Должность» the filled one; with both, the class decides unless it is a school's name."""
    found = [_read(parsed, texts, code, values.parse_place) for code in ("place", "position")]
    first, second = (place or Place() for place in found)
    if first.school_class or not texts.get("position"):
        return first
    if second.kind or second.position:
        return Place(
            position=second.position,
            workplace=first.position or first.workplace,
            kind=second.kind or first.kind,
        )
    return first


def _kind_without_place(parsed: Parsed, form: Any, lookups: Lookups) -> str:
    if form is not None and form.form is not None:
        side = "mentor_kind" if lookups.base == BaseKind.MENTORS else "mentee_kind"
        return (
            PersonKind.PUPIL
            if getattr(lookups.forms[form.form], side) == PersonKind.PUPIL
            else PersonKind.TEACHER
        )
    if parsed.birth_year is not None and lookups.first_year - parsed.birth_year < ADULT_AGE:
        return PersonKind.PUPIL
    return ""


def _take_place(parsed: Parsed, place: Place, lookups: Lookups, column: str) -> None:
    if place.school_class:
        parsed.year["school_class"] = place.school_class
        if place.school_class not in lookups.classes and place.school_class not in lookups.new_classes:
            parsed.unknown_class = place.school_class
            parsed.fail(column, _no_class(place.school_class, lookups.classes))
            same_grade = [key for key in lookups.classes if key[0] == place.school_class[0]]
            if len(same_grade) == 1 and not place.school_class[1]:
                parsed.offers[column] = class_label(same_grade[0])
    elif place.position and parsed.kind == PersonKind.PUPIL:
        parsed.year["workplace"] = place.position
    else:
        _keep(parsed.year, "position", place.position)
    _keep(parsed.year, "workplace", place.workplace)


def _no_class(key: ClassKey, classes: frozenset[ClassKey]) -> str:
    near = sorted(one for one in classes if one[0] == key[0]) or sorted(classes)
    if not near:
        return f"Класса {class_label(key)} в школе нет: классы ещё не внесены. Создайте его здесь."
    return f"Класса {class_label(key)} в школе нет. Есть {joined([class_label(one) for one in near])}."


def _take_form(parsed: Parsed, form: Any, lookups: Lookups) -> None:
    if form is None:
        return
    parsed.is_reserve = form.is_reserve
    if form.form is None:
        return
    if parsed.is_kind_told and (refusal := lookups.form_refusal(form.form, parsed.kind)):
        parsed.fail("form", refusal)
        return
    parsed.entry["form"] = form.form
    if lookups.base == BaseKind.MENTEES:
        _keep(parsed.entry, "wished_model", form.model)


def _take_contacts(parsed: Parsed, contacts: list[Contacts] | None) -> None:
    """The official form of mentees holds the representative's contacts; a name tells whose they are."""
    if not contacts:
        return
    if contacts[0].name and parsed.kind == PersonKind.PUPIL:
        parsed.representatives = [
            {"full_name": one.name, "kinship": one.kinship, "phone": one.phone, "email": one.email}
            for one in contacts
        ]
        return
    phone = ", ".join(part for one in contacts for part in (_with_kinship(one), one.name) if part)
    if len(phone) > PHONE_MAX:
        parsed.fail("contacts", f"Контакты длиннее {PHONE_MAX} знаков: оставьте телефон и почту.")
        return
    _keep(parsed.person, "phone", phone)
    _keep(parsed.person, "email", contacts[0].email)


def _with_kinship(contact: Contacts) -> str:
    """«8 900 … (мать)»: whose phone it is stays with it when the name is not told."""
    return f"{contact.phone} ({contact.kinship})" if contact.phone and contact.kinship else contact.phone


def check_kind(parsed: Parsed, lookups: Lookups, kind: str) -> None:
    """Rules on who may stand in the base, once it is known who it is."""
    if not kind:
        parsed.fail(
            "place" if "place" in lookups.columns else "full_name",
            "Не понять, ученик это или взрослый: укажите класс, должность, «родитель» или «ветеран».",
        )
        return
    if lookups.base == BaseKind.MENTEES:
        try:
            check_mentee_kind(kind)
        except ValidationError as error:
            parsed.fail("place" if "place" in lookups.columns else "full_name", " ".join(error.messages))


COLUMN_OF_FIELD = {
    "last_name": "full_name",
    "first_name": "full_name",
    "middle_name": "full_name",
    "phone": "contacts",
    "email": "contacts",
    "full_name": "contacts",
    "kinship": "contacts",
    "workplace": "place",
}


def _check_fields(parsed: Parsed, base: str) -> None:
    """Lengths and validators of the models' own fields, for the given values only."""
    entry = Mentor if base == BaseKind.MENTORS else Mentee
    for model, given in (
        (Person, parsed.person),
        (Enrolment, parsed.year),
        (entry, parsed.entry),
        *((Representative, one) for one in parsed.representatives),
    ):
        for name, value in given.items():
            if value in (None, "") or name in ("school_class", "form", "wished_model"):
                continue
            limit, validators = _rules(model, name)
            column = COLUMN_OF_FIELD.get(name, name)
            if limit and isinstance(value, str) and len(value) > limit:
                parsed.fail(
                    column,
                    f"Текст длиннее {limit} знаков (здесь {len(value)}). Сократите его.",
                )
                continue
            try:
                for validator in validators:
                    validator(value)
            except ValidationError as error:
                parsed.fail(column, " ".join(error.messages))


@lru_cache(maxsize=128)
def _rules(model: type[models.Model], name: str) -> tuple[int | None, tuple[Callable[[Any], None], ...]]:
    field = model._meta.get_field(name)
    return getattr(field, "max_length", None), tuple(field.validators)
