"""Ugly files with what the preview must say of each: (row, verdict, who, class or position, reason or problem).

Everybody here is invented. The school has the classes 7 «А», 9 «А», 9 «Б» and 10 without a letter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from participants.enums import BaseKind
from participants.importing.columns import COLUMNS
from tests.participants.importing.ugly import sheets

PANOVA, BELYAEV, KIM = "Панова Алиса Дмитриевна", "Беляев Иван Петрович", "Ким Ли Мин"
ORLOVA = "Орлова Вера Петровна"
A7, A9, B9 = "7\u00a0«А»", "9\u00a0«А»", "9\u00a0«Б»"
HEAD = ["ФИО", "Класс", "Год рождения", "Запрос"]
OFFICIAL = [column.title for column in COLUMNS[BaseKind.MENTEES] if column.is_official]
OFFICIAL_MENTORS = [column.title for column in COLUMNS[BaseKind.MENTORS] if column.is_official]


@dataclass(frozen=True)
class Ugly:
    """name: of the file, and the id of the test. rows: (row, verdict, name, note, why or first problem)."""

    name: str
    make: Callable[[], bytes]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    base: str = BaseKind.MENTEES
    refusal: str = ""  # the whole file is refused with these words
    other_base: bool = False
    no_header: bool = False  # the row of headings is left to the curator


def row(
    number: int, verdict: str, name: str, note: str = "", why: str = ""
) -> tuple[int, str, str, str, str]:
    return number, verdict, name, note, why


def table(*rows: list[Any]) -> Callable[[], bytes]:
    return partial(sheets.xlsx, ("Лист1", [HEAD, *rows]))


TWO = [[PANOVA, "7А", 2013, "Дроби"], [BELYAEV, "9 «Б»", 2011, "Друзья"]]
TWO_FOUND = [
    row(2, "new", PANOVA, f"{A7}, 2013 г. р."),
    row(3, "new", BELYAEV, f"{B9}, 2011 г. р."),
]


def csv_case(encoding: str, delimiter: str, sign: str) -> Ugly:
    make = partial(sheets.text, [HEAD, *TWO], encoding=encoding, delimiter=delimiter)
    return Ugly(f"{encoding}-{sign}.csv", make, TWO_FOUND)


FORMATS = [
    *(
        csv_case(e, d, s)
        for e in ("cp1251", "utf-8", "utf-8-sig", "utf-16")
        for d, s in ((";", "semicolon"), (",", "comma"), ("\t", "tab"))
    ),
    Ugly("plain.xlsx", table(*TWO), TWO_FOUND),
    Ugly("plain.ods", partial(sheets.ods, [HEAD, *TWO]), TWO_FOUND),
    Ugly(
        "excel-97.xls",
        sheets.old_xls,
        [
            row(
                4,
                "error",
                "Ёлкина Анна Петровна",
                "1985 г. р.",
                "Не понять, ученик это или взрослый: укажите класс, должность, «родитель» или «ветеран».",
            )
        ],
        base=BaseKind.MENTORS,
    ),
]

PLACES = [
    Ugly(
        "header-below-the-letterhead.xlsx",
        partial(
            sheets.xlsx,
            ("Лист1", [["УТВЕРЖДАЮ"], ["Директор ________"], [], ["База наставляемых"], [], HEAD, *TWO]),
            merged=["A4:D4"],
        ),
        [row(7, "new", PANOVA, f"{A7}, 2013 г. р."), row(8, "new", BELYAEV, f"{B9}, 2011 г. р.")],
    ),
    Ugly(
        "second-of-three-sheets.xlsx",
        partial(
            sheets.xlsx,
            ("Инструкция", [["Заполните вкладку «База»"]]),
            ("База", [HEAD, *TWO]),
            ("Справочник", [["Класс"], ["7А"]]),
            hidden=["Справочник"],
        ),
        TWO_FOUND,
    ),
    Ugly(
        "blank-columns-before.xlsx",
        partial(sheets.xlsx, ("Лист1", [[], [None, None, *HEAD], *[[None, None, *one] for one in TWO]])),
        [row(3, "new", PANOVA, f"{A7}, 2013 г. р."), row(4, "new", BELYAEV, f"{B9}, 2011 г. р.")],
    ),
    Ugly(
        "row-of-numbers.xlsx",
        partial(sheets.xlsx, ("Лист1", [HEAD, [1, 2, 3, 4], *TWO])),
        [
            row(2, "skipped", "1 · 2 · 3 · 4", "", "номера столбцов"),
            row(3, "new", PANOVA, f"{A7}, 2013 г. р."),
            row(4, "new", BELYAEV, f"{B9}, 2011 г. р."),
        ],
    ),
    Ugly(
        "two-storey-header.xlsx",
        partial(
            sheets.xlsx,
            (
                "Лист1",
                [
                    ["№ п/п", "ФИО наставляемого", "Сведения", None],
                    [None, None, "Класс", "Год рождения"],
                    [1, PANOVA, "7А", 2013],
                ],
            ),
            merged=["A1:A2", "B1:B2", "C1:D1"],
        ),
        [row(3, "new", PANOVA, f"{A7}, 2013 г. р.")],
    ),
    Ugly(
        "header-repeated-on-page-two.xlsx",
        table(TWO[0], HEAD, TWO[1]),
        [
            TWO_FOUND[0],
            row(3, "skipped", "ФИО · Класс · Год рождения · Запрос", "", "повторены названия столбцов"),
            row(4, "new", BELYAEV, f"{B9}, 2011 г. р."),
        ],
    ),
    Ugly(
        "no-header.csv",
        partial(sheets.text, [["Панова", "7А"], ["Беляев", "9Б"]], encoding="cp1251", delimiter=";"),
        no_header=True,
    ),
]

BETWEEN = [
    Ugly(
        "totals.xlsx",
        table(*TWO, ["Итого: 2 человека", None, None, None], ["Всего", None, 2, None]),
        [
            *TWO_FOUND,
            row(4, "skipped", "Итого: 2 человека", "", "итог"),
            row(5, "skipped", "Всего · 2", "", "итог"),
        ],
    ),
    Ugly(
        "classes-as-sections.xlsx",
        partial(
            sheets.xlsx,
            (
                "Лист1",
                [
                    ["№", "ФИО", "Класс", "Год рождения"],
                    ["7 «А» класс", None, None, None],
                    [1, PANOVA, None, 2013],
                    ['9 "Б" класс', None, None, None],
                    [2, BELYAEV, None, 2011],
                    [3, KIM, "9а", 2011],
                ],
            ),
            merged=["A2:D2", "A4:D4"],
        ),
        [
            row(2, "skipped", "7 «А» класс", "", "заголовок раздела"),
            row(3, "new", PANOVA, f"{A7}, 2013 г. р."),
            row(4, "skipped", '9 "Б" класс', "", "заголовок раздела"),
            row(5, "new", BELYAEV, f"{B9}, 2011 г. р."),
            row(6, "new", KIM, f"{A9}, 2011 г. р."),
        ],
    ),
    Ugly(
        "kinds-as-sections.xlsx",
        table(["Обучающиеся"], TWO[0], ["Педагоги школы:"], [ORLOVA, "учитель физики", 1985, "Уроки"]),
        [
            row(2, "skipped", "Обучающиеся", "", "заголовок раздела"),
            row(3, "new", PANOVA, f"{A7}, 2013 г. р."),
            row(4, "skipped", "Педагоги школы:", "", "заголовок раздела"),
            row(5, "new", ORLOVA, "учитель физики, 1985 г. р."),
        ],
    ),
    Ugly(
        "form-as-section.xlsx",
        table(["Форма «Ученик – ученик»"], TWO[0], ["Ученик — ученик"], TWO[1]),
        [
            row(2, "skipped", "Форма «Ученик – ученик»", "", "заголовок раздела"),
            row(3, "new", PANOVA, f"{A7}, 2013 г. р."),
            row(4, "skipped", "Ученик — ученик", "", "заголовок раздела"),
            row(5, "new", BELYAEV, f"{B9}, 2011 г. р."),
        ],
    ),
    Ugly(
        "signatures.xlsx",
        table(
            *TWO,
            [],
            ["Куратор ____________ О. С. Савельева"],
            ["Дата", "01.09.2026"],
            ["* данные на 1 сентября"],
        ),
        [
            *TWO_FOUND,
            row(5, "skipped", "Куратор ____________ О. С. Савельева", "", "подпись под таблицей"),
            row(6, "skipped", "Дата · 01.09.2026", "", "подпись под таблицей"),
            row(7, "skipped", "* данные на 1 сентября", "", "пояснение"),
        ],
    ),
    Ugly(
        "position-that-looks-like-a-signature.xlsx",
        partial(
            sheets.xlsx,
            (
                "Лист1",
                [
                    ["Должность", "ФИО наставника"],
                    ["директор", ORLOVA],
                    ["Руководитель ШМО", "Зуев Олег Ильич"],
                ],
            ),
        ),
        [row(2, "new", ORLOVA, "директор"), row(3, "new", "Зуев Олег Ильич", "Руководитель ШМО")],
        base=BaseKind.MENTORS,
    ),
    Ugly(
        "numbers-without-people.xlsx",
        partial(
            sheets.xlsx,
            ("Лист1", [["№", "ФИО", "Класс"], [1, PANOVA, "7А"], [2, None, None], [3, None, None]]),
        ),
        [
            row(2, "new", PANOVA, A7),
            row(3, "skipped", "2", "", "пустая строка"),
            row(4, "skipped", "3", "", "пустая строка"),
        ],
    ),
]

CELLS = [
    Ugly(
        "classes-in-any-writing.xlsx",
        table(
            *[
                [f"Сидоров{letter} Иван", text, 2011, None]
                for letter, text in zip(
                    "абвгдежзик",
                    [
                        '9 "А"',
                        "9а",
                        "9-А",
                        "9A",
                        "кл. 9 А",
                        "9 (а)",
                        "9.А",
                        "IX А",
                        "ученик 9а класса",
                        "9 кл.",
                    ],
                    strict=True,
                )
            ]
        ),
        [
            *[
                row(at, "new", f"Сидоров{letter} Иван", f"{A9}, 2011 г. р.")
                for at, letter in enumerate("абвгдежзи", start=2)
            ],
            row(
                11,
                "error",
                "Сидоровк Иван",
                "9, 2011 г. р.",
                "Класса 9 в школе нет. Есть 9\u00a0«А» и\u00a09\u00a0«Б».",
            ),
        ],
    ),
    Ugly(
        "dates-in-any-writing.xlsx",
        partial(
            sheets.xlsx,
            (
                "Лист1",
                [
                    ["ФИО", "Класс", "Дата рождения"],
                    ["Сидорова Анна", "7А", date(2013, 3, 31)],
                    ["Сидорова Вера", "7А", "31.03.2013 г."],
                    ["Сидорова Инна", "7А", 41364],
                    ["Сидорова Майя", "7А", "2013"],
                    ["Сидорова Нина", "7А", "31 марта 2013"],
                    ["Сидорова Ольга", "7А", "31.02.2013"],
                ],
            ),
        ),
        [
            *[
                row(at, "new", f"Сидорова {name}", f"{A7}, 2013 г. р.")
                for at, name in enumerate(["Анна", "Вера", "Инна", "Майя", "Нина"], start=2)
            ],
            row(
                7,
                "error",
                "Сидорова Ольга",
                A7,
                "«31.02.2013»: в феврале 2013 года нет 31-го числа. Напишите дату как 31.03.2026.",
            ),
        ],
    ),
    Ugly(
        "names-with-more-in-the-cell.xlsx",
        table(
            ["1. панова  алиса   дмитриевна", "7А", None, None],
            ["БЕЛЯЕВ ИВАН ПЕТРОВИЧ (9Б)", None, "2011 г. р.", None],
            ["Ким Ли Мин, 2011 г.р.", "9 А", None, None],
            ["Панова\u00a0Вера*", "7а", "2013,0", None],
            ["Зуева А. П.", "7А", 2013, None],
        ),
        [
            row(2, "new", PANOVA, A7),
            row(3, "new", BELYAEV, f"{B9}, 2011 г. р."),
            row(4, "new", KIM, f"{A9}, 2011 г. р."),
            row(5, "new", "Панова Вера", f"{A7}, 2013 г. р."),
            row(6, "new", "Зуева А. П.", f"{A7}, 2013 г. р."),
        ],
    ),
    Ugly(
        "two-people-in-one-cell.xlsx",
        table(
            [f"{PANOVA}; {BELYAEV}", "7А; 9Б", 2012, "Друзья"],
            ["Зуев Пётр\nЗуев Павел", "7А", 2013, None],
        ),
        [
            row(2, "new", PANOVA, f"{A7}, 2012 г. р."),
            row(1000002, "new", BELYAEV, f"{B9}, 2012 г. р."),
            row(3, "new", "Зуев Пётр", f"{A7}, 2013 г. р."),
            row(1000003, "new", "Зуев Павел", f"{A7}, 2013 г. р."),
        ],
    ),
    Ugly(
        "name-in-three-columns.csv",
        partial(
            sheets.text,
            [
                ["Фамилия", "Имя", "Отчество", "Класс", "E-mail", "Телефон"],
                ["Панова", "Алиса", "Дмитриевна", "7А", "a@example.org", "89000000001"],
            ],
            encoding="cp1251",
            delimiter=";",
        ),
        [row(2, "new", PANOVA, A7)],
    ),
    Ugly(
        "merged-class.xlsx",
        partial(
            sheets.xlsx,
            ("Лист1", [["Класс", "ФИО", "Год рождения"], ["9 «Б»", BELYAEV, 2011], [None, KIM, 2011]]),
            merged=["A2:A3"],
        ),
        [row(2, "new", BELYAEV, f"{B9}, 2011 г. р."), row(3, "new", KIM, f"{B9}, 2011 г. р.")],
    ),
    Ugly(
        "merged-class-over-a-blank-row.xlsx",
        partial(
            sheets.xlsx,
            (
                "Лист1",
                [
                    ["№", "Класс", "ФИО"],
                    [1, "9 «Б»", BELYAEV],
                    ["1а", None, "Кураторова Анна Ильинична"],
                    [3],
                ],
            ),
            merged=["B2:B4"],
        ),
        [
            row(2, "new", BELYAEV, B9),
            row(3, "new", "Кураторова Анна Ильинична", B9),
            row(4, "skipped", "3 · 9 «Б»", "", "пустая строка"),
        ],
    ),
    Ugly(
        "mentor-over-three-rows.xlsx",
        partial(
            sheets.xlsx,
            (
                "Лист1",
                [
                    ["№", "ФИО наставника", "Должность", "ФИО наставляемого (наставляемых)"],
                    [1, ORLOVA, "учитель физики", PANOVA],
                    [None, None, None, BELYAEV],
                    [None, None, None, KIM],
                ],
            ),
            merged=["A2:A4", "B2:B4", "C2:C4"],
        ),
        [
            row(2, "new", ORLOVA, "учитель физики", f"{PANOVA}; {BELYAEV}; {KIM}"),
            row(3, "skipped", f"1 · {ORLOVA} · учитель физики · {BELYAEV}", "", "продолжение строки 2"),
            row(4, "skipped", f"1 · {ORLOVA} · учитель физики · {KIM}", "", "продолжение строки 2"),
        ],
        base=BaseKind.MENTORS,
    ),
    Ugly(
        "mentor-over-two-rows.ods",
        partial(
            sheets.ods,
            [
                ["ФИО наставника", "Должность", "ФИО наставляемых"],
                [ORLOVA, "учитель физики", f"{PANOVA}\n{KIM}"],
                [None, None, BELYAEV],
            ],
        ),
        [
            row(2, "new", ORLOVA, "учитель физики", f"{PANOVA}\n{KIM}; {BELYAEV}"),
            row(3, "skipped", BELYAEV, "", "продолжение строки 2"),
        ],
        base=BaseKind.MENTORS,
    ),
    Ugly(
        "yo-and-doubles.xlsx",
        table(["Фёдоров Илья", "7А", 2013, None], ["ФЕДОРОВ  илья", "7 «А»", 2013, None]),
        [
            row(2, "new", "Фёдоров Илья", f"{A7}, 2013 г. р."),
            row(
                3,
                "error",
                "Федоров Илья",
                f"{A7}, 2013 г. р.",
                "Повторяет строку 2: Федоров Илья. Оставьте одну строку: эту можно пропустить.",
            ),
        ],
    ),
    Ugly(
        "phone-without-digits.csv",
        partial(
            sheets.text,
            [["ФИО", "Класс", "Телефон"], [PANOVA, "7А", "8,9E+10"]],
            encoding="cp1251",
            delimiter=";",
        ),
        [
            row(
                2,
                "error",
                PANOVA,
                A7,
                "«8,9E+10»: таблица сохранила номер телефона не целиком. Впишите его цифрами.",
            )
        ],
    ),
    Ugly(
        "official-without-class.xlsx",
        partial(
            sheets.xlsx,
            (
                "База",
                [OFFICIAL, [str(n) for n in range(1, 14)], [1, PANOVA, "8 900 000-00-01", 2013, "Дроби"]],
            ),
        ),
        [
            row(2, "skipped", " · ".join(str(n) for n in range(1, 14)), "", "номера столбцов"),
            row(3, "new", PANOVA, "2013 г. р.", "без класса"),
        ],
    ),
]

STRANGE = [
    Ugly(
        "mentors-form-in-mentees.xlsx",
        partial(sheets.xlsx, ("База", [OFFICIAL_MENTORS, [1, ORLOVA]])),
        other_base=True,
        no_header=True,
    ),
    Ugly(
        "mentees-form-in-mentors.xlsx",
        partial(sheets.xlsx, ("База", [OFFICIAL, [1, PANOVA]])),
        other_base=True,
        base=BaseKind.MENTORS,
    ),
    Ugly("bomb.xlsx", sheets.bomb, refusal="Файл слишком тяжёлый"),
    Ugly("entity.ods", sheets.with_external_entity, refusal="Файл повреждён"),
    Ugly(
        "page.xls",
        lambda: "<html><table><tr><td>ФИО</td></tr></table>".encode(),
        refusal="Внутри файла не таблица",
    ),
    Ugly("truncated.xlsx", lambda: table(*TWO)()[:900], refusal="Файл повреждён"),
]

CASES = [*FORMATS, *PLACES, *BETWEEN, *CELLS, *STRANGE]
