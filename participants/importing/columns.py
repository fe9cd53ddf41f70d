"""Columns of the official forms, a few more that schools keep, and their usual names."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mentoring_site.spreadsheets import ColumnMap, guess_header_row, map_columns, normalise_title
from participants.enums import BaseKind


@dataclass(frozen=True)
class Column:
    """code: our field; title: as the official form has it; example: for the empty form."""

    code: str
    title: str
    synonyms: tuple[str, ...] = ()
    example: str = ""
    hint: str = ""
    is_official: bool = True


NUMBER = Column("number", "№", ("№ п/п", "номер", "п/п"), "1")
_FORM = ("Форма", "Форма наставничества", "Модель", "Форма взаимодействия", "Модель взаимодействия")
_ENTERED = ("Дата вхождения", "Дата начала", "Дата регистрации", "Дата начала участия", "Вступил")
_COMPLETED = ("Дата завершения", "Дата окончания", "Завершение программы")
_RESULTS = ("Результаты", "Результат", "Итог", "Итоги")
_CASE = ("Кейс", "Отзыв", "Ссылка", "Ссылка на кейс", "Ссылка на отзыв", "Кейс/отзыв")
_NAME = (
    "ФИО",
    "ФИ",
    "Ф.И.О.",
    "Фамилия, имя, отчество",
    "Фамилия, имя, отчество (при наличии)",
    "Фамилия имя отчество",
    "Фамилия, имя",
    "ФИО участника",
    "Участник",
)
_CONTACTS = (
    "Контакты",
    "Контактные данные",
    "Контактные данные для связи",
    "Телефон",
    "Тел.",
    "Номер телефона",
    "Телефон, почта",
    "Мобильный телефон",
    "Сотовый телефон",
    "Контактный телефон",
    "Телефон для связи",
    "Телефоны",
)
_DATE_HINT = "31.03.2026 или 31 марта 2026 г."
_FORM_HINT = "Пусто — «не определена»"
_EXTRA = (
    Column("last_name", "Фамилия", (), is_official=False),
    Column("first_name", "Имя", (), is_official=False),
    Column("middle_name", "Отчество", ("Отчество (при наличии)",), is_official=False),
    Column(
        "email", "Электронная почта", ("Почта", "E-mail", "Email", "Эл. почта", "Адрес электронной почты"),
        is_official=False,
    ),
    Column("birth_date", "Дата рождения", ("Дата рожд.", "Др"), is_official=False),
    Column("gender", "Пол", (), is_official=False),
    Column("position", "Должность", ("Должность, предмет",), is_official=False),
    Column(
        "subjects", "Предметы", ("Предмет", "Преподаваемый предмет", "Преподаваемые предметы"),
        is_official=False,
    ),
)  # fmt: skip

MENTEE_COLUMNS: tuple[Column, ...] = (
    NUMBER,
    Column(
        "full_name", "ФИО наставляемого",
        (
            *_NAME, "Наставляемый", "ФИО ученика", "ФИ наставляемого", "ФИО обучающегося", "ФИО учащегося",
            "ФИО ребенка", "ФИ ученика", "ФИ обучающегося", "Обучающийся", "Учащийся", "Ученик",
            "Фамилия, имя, отчество наставляемого", "Фамилия, имя ученика", "Фамилия имя обучающегося",
        ),
        "Панова Алиса Дмитриевна", "Фамилия, имя, отчество",
    ),
    Column(
        "contacts", "Контактные данные для связи (данные представителя)",
        (*_CONTACTS, "Телефон родителя", "Тел. родителя", "Контакты родителя", "Данные представителя",
            "Телефон представителя", "Телефон мамы", "Телефон законного представителя", "Контакты представителя",
            "Контакты законного представителя"),
        "Панова Мария Сергеевна (мать), 8 900 000-00-01", "Имя представителя, телефон, почта",
    ),
    Column(
        "birth_year", "Год рождения наставляемого", ("Год рождения", "Г. р.", "Год рожд."),
        "2013", "Четыре цифры",
    ),
    Column(
        "request", "Основной запрос наставляемого",
        (
            "Запрос", "Основной запрос", "Ожидания", "Ожидания наставляемого", "Проблема", "Дефициты",
            "Запрос наставляемого от программы", "Запрос наставляемого",
        ),
        "Подтянуть математику",
    ),
    Column("entered_on", "Дата вхождения в программу", _ENTERED, "01.09.2026", _DATE_HINT),
    Column(
        "partner_names", "ФИО наставника", ("Наставник", "Фамилия наставника"), "",
        "Пара, которая уже сложилась; иначе пусто",
    ),
    Column("form", "Форма наставничества", _FORM, "Ученик – ученик", _FORM_HINT),
    Column(
        "partner_places", "Место работы/учебы наставника", ("Класс наставника", "Должность наставника"), ""
    ),
    Column("completed_on", "Дата завершения программы", _COMPLETED, "", _DATE_HINT),
    Column("results", "Результаты программы", _RESULTS),
    Column(
        "case_url", "Ссылка на кейс/отзыв наставляемого, размещенные на сайте организации",
        (*_CASE, "Ссылка на кейс/отзыв наставляемого"),
    ),
    Column("completion_mark", "Отметка о прохождении программы", ("Отметка о прохождении", "Статус", "Отметка")),
    Column(
        "place", "Класс или должность наставляемого",
        (
            "Класс", "Класс, должность", "Класс/должность", "Место учебы", "Место работы/учебы",
            "Место работы/учебы наставляемого", "Место учебы/работы", "Класс наставляемого", "Место работы",
            "Класс обучения", "Кл.", "Класс, группа", "Класс ученика",
        ),
        "7 «А»", "Класс ученика (7 «А») или должность педагога", is_official=False,
    ),
    *_EXTRA,
    Column(
        "representative", "Имя представителя",
        (
            "ФИО представителя", "ФИО родителя",
            "ФИО законного представителя", "ФИО родителя (законного представителя)",
            "Законный представитель", "Родитель", "ФИО родителей", "Родители",
        ),
        is_official=False,
    ),
)  # fmt: skip

MENTOR_COLUMNS: tuple[Column, ...] = (
    NUMBER,
    Column(
        "full_name", "ФИО наставника",
        (
            *_NAME, "Наставник", "ФИ наставника", "ФИО педагога", "ФИО учителя", "Педагог",
            "Фамилия, имя, отчество наставника", "ФИО педагога-наставника",
        ),
        "Орлова Вера Петровна",
        "Фамилия, имя, отчество",
    ),
    Column("contacts", "Контактные данные для связи", _CONTACTS, "8 900 000-00-02, orlova@example.org"),
    Column(
        "place", "Место работы/учебы наставника",
        (
            "Место работы/учебы", "Место работы", "Место учебы", "Класс", "Класс, должность", "Класс/должность",
            "Место учебы/работы", "Класс наставника", "Класс или должность наставника", "Кл.", "Класс обучения",
        ),
        "учитель математики", "Класс (10 «А»), должность, «родитель» или «ветеран»",
    ),
    Column("competencies", "Основные компетенции наставника", ("Компетенции", "Основные компетенции"), "математика"),
    Column(
        "achievements", "Важные для программы достижения наставника",
        ("Достижения", "Достижения наставника", "Важные для программы достижения", "Важные достижения"),
    ),
    Column("interests", "Интересы наставника", ("Интересы", "Увлечения")),
    Column(
        "preferred_age", "Желаемый возраст наставляемых", ("Желаемый возраст", "Возраст наставляемых"),
        "7–9 класс",
    ),
    Column(
        "time_resource", "Ресурс времени на программу наставничества",
        ("Ресурс времени", "Время", "Ресурс времени на программу", "Ресурс времени на наставничество"),
        "1 раз в неделю",
    ),
    Column("entered_on", "Дата вхождения в программу", _ENTERED, "01.09.2026", _DATE_HINT),
    Column(
        "partner_names", "ФИО наставляемого (наставляемых)",
        ("ФИО наставляемого", "ФИО наставляемых", "Наставляемый", "Наставляемые"), "",
        "Пары, которые уже сложились; нескольких — через точку с запятой",
    ),
    Column("form", "Форма наставничества", _FORM, "Учитель – учитель", _FORM_HINT),
    Column(
        "partner_places", "Место работы/учебы наставляемого",
        ("Место работы/учебы наставляемых", "Класс наставляемого", "Класс наставляемых"),
    ),
    Column("completed_on", "Дата завершения программы", _COMPLETED, "", _DATE_HINT),
    Column("results", "Результаты программы", _RESULTS),
    Column(
        "case_url", "Ссылка на кейс/отзыв наставника, размещенные на сайте организации",
        (*_CASE, "Ссылка на кейс/отзыв наставника"),
    ),
    Column(
        "birth_year", "Год рождения наставника", ("Год рождения", "Г. р.", "Год рожд."), is_official=False
    ),
    Column(
        "places", "Сколько наставляемых готов вести", ("Мест", "Число наставляемых", "Готов вести"),
        is_official=False,
    ),
    *_EXTRA,
)  # fmt: skip

COLUMNS: dict[str, tuple[Column, ...]] = {BaseKind.MENTEES: MENTEE_COLUMNS, BaseKind.MENTORS: MENTOR_COLUMNS}


def synonyms_of(base: str) -> dict[str, tuple[str, ...]]:
    return {column.code: (column.title, *column.synonyms) for column in COLUMNS[base]}


def titles_of(base: str) -> dict[str, str]:
    return {column.code: column.title for column in COLUMNS[base]}


def guess_header(rows: Sequence[Sequence[object]], base: str) -> int | None:
    """Index of the header row; a row that names nobody («ФИО») is no header."""
    index = guess_header_row(rows, synonyms_of(base))
    if index is None or not names_people(match_columns(rows[index], base).found):
        return None
    return index


def names_people(codes: Collection[str]) -> bool:
    return "full_name" in codes or ("last_name" in codes and "first_name" in codes)


def match_columns(header: Sequence[object], base: str) -> ColumnMap:
    return map_columns(header, synonyms_of(base))


def header_hash(header: Sequence[object], base: str) -> str:
    """The same for tables with the same headings, however they are spaced and capitalised."""
    text = "\n".join([base, *(normalise_title(cell) for cell in header)])
    return hashlib.sha256(text.encode()).hexdigest()
