"""Roadmaps as spreadsheets; Excel's own changes of numbers and dates are part of them."""

from __future__ import annotations

from datetime import date

from mentoring_site.spreadsheets import write_table
from roadmap.importing.reading import read_file
from tests.roadmap.importing.makers import facts, parsed, records_of, steps, xlsx


def test_period_in_the_title_and_numbers_that_begin_at_two():
    file = xlsx(
        [
            ["Дорожная карта на 2026–2030 годы", "", "", "", ""],
            [
                "№ п/п",
                "Наименование мероприятий",
                "Срок реализации",
                "Ответственный исполнитель",
                "Вид документа",
            ],
            ["Раздел 1. Подготовка (2026–2027)", "", "", "", ""],
            [1.2, "Приказ о назначении кураторов", date(2026, 9, 15), "Директор", "Приказ"],
            [date(2026, 3, 1), "Собеседования", "сентябрь-октябрь 2026", "Куратор программы", ""],
        ],
        merges=["A1:E1", "A3:E3"],
    )

    records = parsed(file, "карта.xlsx")

    assert facts(records) == [
        ("НЕТ", "стоит над таблицей", "Дорожная карта на 2026–2030 годы"),
        ("НЕТ", "шапка таблицы", "№ п/п"),
        ("РАЗДЕЛ", "Раздел 1. Подготовка (2026–2027)"),
        ("1.2", "Приказ о назначении кураторов", None, "15.09.2026", "15.09.26 – 15.09.26", "director"),
        ("1.3", "Собеседования", None, "сентябрь-октябрь 2026", "01.09.26 – 31.10.26", "curator"),
    ]
    assert [step.doubts for step in steps(records)] == [
        {},
        {
            "number": "В таблице стоит дата 01.03.2026: похоже, Excel изменил номер.",
            "standard": "Похоже на шаг № 14 целевой модели. Выберите, какой это шаг, или «свой».",
        },
    ]


def test_one_row_for_each_stage_with_a_stamp_below_the_table():
    file = xlsx(
        [
            ["№пп", "Наименование этапа", "Содержание деятельности и план мероприятий", "Сроки", "Ответственные",
             "Предполагаемый результат"],
            ["1", "Отбор и обучение наставников", "• тренинг\n• курс", "2 полугодие", "психолог", "Обучены 10 человек"],
            ["Документ подписан электронной подписью", "", "", "", "", ""],
            ["Сертификат 00AB-11", "", "", "", "", ""],
        ]
    )  # fmt: skip

    records = parsed(file, "карта.xlsx")

    assert facts(records) == [
        ("НЕТ", "шапка таблицы", "№пп"),
        ("1", "Отбор и обучение наставников", None, "2 полугодие", "01.01.27 – 31.05.27", "psychologist"),
        ("НЕТ", "стоит под таблицей", "Документ подписан электронной подписью"),
        ("НЕТ", "стоит под таблицей", "Сертификат 00AB-11"),
    ]
    assert steps(records)[0].content == "• тренинг\n• курс"


def test_terms_and_stages_merged_down_and_a_column_that_goes_nowhere():
    file = xlsx(
        [
            ["Этап", "Мероприятия", "Сроки", "Ответственные", "Примечание", "Отметка о выполнении"],
            ["Работа пар", "Встречи пар", "декабрь 2026 – июнь 2027", "Наставники", "по графику", "да"],
            ["", "Дневники пар", "", "Наставники", "", ""],
            ["Завершение", "Чествование", "август", "администрация", "", ""],
        ],
        merges=["A2:A3", "C2:C3"],
    )

    records = parsed(file, "карта.xlsx")

    assert facts(records) == [
        ("НЕТ", "шапка таблицы", "Этап"),
        ("", "Встречи пар", None, "декабрь 2026 – июнь 2027", "01.12.26 – 30.06.27", "mentor"),
        ("", "Дневники пар", None, "декабрь 2026 – июнь 2027", "01.12.26 – 30.06.27", "mentor"),
        ("", "Чествование", None, "август", "01.08.26 – 31.08.26", "director deputy_uvr deputy_vr"),
    ]
    assert [(step.section, step.stage, step.left) for step in steps(records)] == [
        ("Работа пар", 6, [["Примечание", "по графику"], ["Отметка о выполнении", "да"]]),
        ("Работа пар", 6, []),
        ("Завершение", 7, []),
    ]
    assert steps(records)[2].doubts == {
        "term": "Август без года: до начала учебного года или после него? Взят август перед началом.",
        "standard": "Похоже на шаг № 30 целевой модели. Выберите, какой это шаг, или «свой».",
    }


def test_ods_and_csv_give_the_same_steps():
    head = ["№", "Мероприятие", "Срок", "Ответственный"]
    rows = [["1.1", "Первая встреча", "ноябрь 2026", "Куратор"], ["1.2", "Вторая встреча", "", "Наставники"]]

    found = {
        fmt: facts(parsed(write_table(fmt, title="Карта", header=head, rows=rows), f"карта.{fmt}"))
        for fmt in ("ods", "csv", "xlsx")
    }

    expected = [
        ("НЕТ", "шапка таблицы", "№"),
        ("1.1", "Первая встреча", None, "ноябрь 2026", "01.11.26 – 30.11.26", "curator"),
        ("1.2", "Вторая встреча", None, "", "", "mentor"),
    ]
    assert found == {"ods": expected, "csv": expected, "xlsx": expected}


def test_every_sheet_with_anything_is_offered():
    file = xlsx([["№", "Мероприятие", "Срок"], ["1", "Дело", "май 2027"]], title="2026-2027")

    grids = read_file(file, "карта.xlsx")

    assert [(grid.title, len(grid.rows)) for grid in grids] == [("2026-2027", 2)]
    assert facts(records_of(grids[0]))[1:] == [("1", "Дело", None, "май 2027", "01.05.27 – 31.05.27", "")]
