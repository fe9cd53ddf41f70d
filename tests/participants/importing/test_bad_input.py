"""Every bad input: a whole message with the place and the way out, and nothing written."""

from __future__ import annotations

import pytest

from mentoring_site.permissions import Role
from participants.importing import batches
from participants.models import ImportBatch, Mentee, Mentor, Person
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal
from tests.factories import make_class, make_member
from tests.participants.importing.makers import (
    codes,
    mentee,
    problems,
    rehearsed,
    table,
    uploaded,
    written,
)


@pytest.fixture
def curator(program):
    make_class(program, 7, "А")
    return make_member(program.school, Role.CURATOR)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"hello", "Это не таблица. Подойдёт файл .xlsx, .xls, .ods или .csv."),
        ("a.xlsx", b"", "Файл пустой: в нём нет ни одного байта. Проверьте, тот ли файл выбран."),
        (
            "a.csv",
            b"a" * (50 * 1024 * 1024),
            "Файл занимает 50,0 МБ, а принять можно не больше 10 МБ. Разделите его на части.",
        ),
    ],
)
def test_file_that_is_no_table_is_refused(program, curator, name, data, message):
    with pytest.raises(Refusal) as refusal:
        batches.upload(program=program, base="mentees", file_name=name, data=data, key="k", by=curator)

    assert (str(refusal.value), ImportBatch.objects.count()) == (message, 0)


def test_file_without_header_asks_for_the_row(program, curator):
    data = "Иванов;7А\nПетров;8Б\n".encode("cp1251")

    batch = batches.upload(program=program, base="mentees", file_name="a.csv", data=data, key="k", by=curator)

    assert batch.mapping == {}
    with pytest.raises(
        Refusal, match="Не выбран столбец «ФИО наставляемого»: без него не понять, кто в строке"
    ):
        batches.choose_columns(batch=batch, mapping={"0": "", "1": "place"}, by=curator)


def test_unknown_column_is_listed_and_not_loaded(program, curator):
    data = "ФИО;Год рождения;Любимый цвет\nПанова Алиса;2013;синий\n".encode()

    batch = batches.upload(program=program, base="mentees", file_name="a.csv", data=data, key="k", by=curator)

    assert [(c["title"], c["code"]) for c in batches.column_choices(batch)] == [
        ("ФИО", "full_name"),
        ("Год рождения", "birth_year"),
        ("Любимый цвет", ""),
    ]


def test_one_column_twice_is_refused(program, curator):
    batch = uploaded(program, curator, table("mentees", mentee()))

    with pytest.raises(Refusal, match="«ФИО наставляемого» выбрано для двух столбцов"):
        batches.choose_columns(batch=batch, mapping={"0": "full_name", "1": "full_name"}, by=curator)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"full_name": ""}, ("full_name", "Не указано. Напишите фамилию, имя и отчество.")),
        (
            {"full_name": "Панова"},
            ("full_name", "«Панова»: нужны и фамилия, и имя, например «Панова Алиса Дмитриевна»."),
        ),
        (
            {"full_name": "Пaнова Алиса"},
            (
                "full_name",
                (
                    "В слове «Пaнова» есть латинские буквы, похожие на русские. Возможно, имелось в виду «Панова»: "
                    "наберите его русскими буквами."
                ),
            ),
        ),
        (
            {"full_name": '=HYPERLINK("http://зло.рф";"Панова")'},
            (
                "full_name",
                'В слове «=HYPERLINK("http://зло.рф";"Панова")» латинские буквы. Напишите его русскими буквами.',
            ),
        ),
        (
            {"birth_year": "201"},
            ("birth_year", "Год 201 вне пределов 1900–2100. Напишите год четырьмя цифрами, например 2013."),
        ),
        ({"birth_year": 2090}, ("birth_year", "Год рождения 2090 ещё не наступил. Исправьте его.")),
        (
            {"entered_on": "31.02.2010"},
            (
                "entered_on",
                "«31.02.2010»: в феврале 2010 года нет 31-го числа. Напишите дату как 31.03.2026.",
            ),
        ),
        ({"place": "7 Э"}, ("place", "Класса 7\xa0«Э» в школе нет. Есть 7\xa0«А».")),
        (
            {"form": "Работодатель – ученик"},
            (
                "form",
                (
                    "Формы «Работодатель – ученик» нет в программе. Есть «Ученик – ученик» и\xa0«Учитель – учитель»; "
                    "пустая ячейка — «не определена»."
                ),
            ),
        ),
        (
            {"form": "Учитель – учитель"},
            (
                "form",
                "Наставляемый в форме «Учитель – учитель» — взрослый. Выберите другую форму или «не определена».",
            ),
        ),
        ({"request": "а" * 2001}, ("request", "Текст длиннее 2000 знаков (здесь 2001). Сократите его.")),
        (
            {"place": "мама ученика"},
            ("place", "Наставляемым бывает ученик, выпускник или педагог."),
        ),
        (
            {"entered_on": "01.09.2026", "completed_on": "01.08.2026"},
            ("completed_on", "Дата завершения раньше даты вхождения в программу. Исправьте одну из дат."),
        ),
    ],
)
def test_bad_cell_is_named_and_stops_everything(program, curator, fields, problem):
    bad = {**mentee("Беляев Иван Петрович"), **fields}

    batch = rehearsed(program, curator, mentee(), bad)

    assert problem in [(column, text) for row, column, text in problems(batch) if row == 3]
    with pytest.raises(Refusal, match="Запись не начата: есть строки с ошибкой, первая — 3"):
        written(batch)
    assert (Person.objects.count(), Mentee.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_person_twice_in_the_file_is_an_error_until_one_is_skipped(program, curator):
    batch = rehearsed(program, curator, mentee(), mentee("панова АЛИСА Дмитриевна"))

    assert problems(batch) == [
        (
            3,
            "full_name",
            "Повторяет строку 2: Панова Алиса Дмитриевна. Оставьте одну строку: эту можно пропустить.",
        )
    ]
    batch = batches.answer(batch=batch, choices={"3": "skip"}, corrections={}, by=curator)
    assert codes(batch) == ["new", "skipped"]


def test_formula_in_a_text_stays_text(program, curator):
    batch = written(rehearsed(program, curator, mentee(request='=HYPERLINK("http://a.ru","б")')))

    assert Mentee.objects.get().request == '=HYPERLINK("http://a.ru","б")'
    assert batch.summary["rejected"] == []


def test_who_it_is_must_be_clear(program, curator):
    rows = [{"full_name": "Орлова Вера Петровна", "place": "инженер"}]

    batch = rehearsed(program, curator, *rows, base="mentors")

    assert problems(batch) == [
        (
            2,
            "place",
            "Не понять, ученик это или взрослый: укажите класс, должность, «родитель» или «ветеран».",
        )
    ]
    assert Mentor.objects.count() == 0


def test_finished_programme_takes_no_table(program, curator):
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="её база больше не меняется"):
        uploaded(program, curator, table("mentees", mentee()))
