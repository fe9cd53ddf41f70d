from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.permissions import Role
from programs.staff_list import lines_of_table, read_list

CLASSES = {(7, "А"): "7 «А»", (10, ""): "10"}
GROUPS = {"шмо физиков": "ШМО физиков"}
ALLOWED = frozenset({Role.CLASS_TEACHER, Role.SUBJECT_HEAD, Role.PSYCHOLOGIST})


def _read(text, *, known=frozenset()):
    return read_list(text, classes=CLASSES, groups=GROUPS, known=known, allowed=ALLOWED)


def test_read_list_takes_all_four_columns():
    (row,) = _read(
        "Петрова Анна Сергеевна; учитель физики; классный руководитель, руководитель ШМО; 7А, ШМО физиков"
    )

    assert row.errors == []
    assert (row.last_name, row.first_name, row.middle_name) == ("Петрова", "Анна", "Сергеевна")
    assert row.position == "учитель физики"
    assert row.roles == [Role.CLASS_TEACHER, Role.SUBJECT_HEAD]
    assert (row.classes, row.groups) == (["7 «А»"], ["ШМО физиков"])
    assert row.verdict == "new"


@pytest.mark.parametrize("written", ["7А", "7 А", "7-А", "7 «А»", '7 "а"', "7а"])
def test_read_list_knows_a_class_however_written(written):
    (row,) = _read(f"Петрова Анна; ; ; {written}")

    assert (row.classes, row.roles, row.errors) == (["7 «А»"], [Role.CLASS_TEACHER], [])


def test_read_list_passes_over_heading_and_blank_lines():
    rows = _read("ФИО; должность; роль\n\nПетрова Анна; ; психолог\n")

    assert [(row.number, row.full_name) for row in rows] == [(3, "Петрова Анна")]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("Петрова; ; психолог", "ФИО «Петрова»: нужны фамилия, имя и, если есть, отчество"),
        (
            "Пeтрова Анна; ; психолог",
            "в слове «Пeтрова» смешаны русские и латинские буквы, правильно: Петрова",
        ),
        ("Петрова Анна2; ; психолог", "в слове «Анна2» есть латинские буквы, цифры или лишние знаки"),
        ("Петрова Анна; ; космонавт", "роль «космонавт» неизвестна"),
        ("Петрова Анна; ; директор", "роль «Директор» даёт директор или администратор школы"),
        ("Петрова Анна; ; психолог; 9Я", "класса «9Я» нет в списке классов"),
        ("Петрова Анна; ; психолог; ШМО магов", "«ШМО магов» — не класс и не объединение из списка"),
        ("Петрова Анна; учитель", "не указана роль"),
    ],
)
def test_read_list_names_what_is_wrong(line, error):
    (row,) = _read(line)

    assert (row.errors, row.verdict) == ([error], "error")


def test_read_list_finds_a_person_twice():
    rows = _read("Семёнов Пётр; ; психолог\nсеменов петр; ; психолог")

    assert [row.verdict for row in rows] == ["new", "error"]


def test_read_list_marks_who_is_here_already():
    (row,) = _read("Семёнов Пётр; ; психолог", known=frozenset({"семенов петр"}))

    assert row.verdict == "same"


def test_lines_of_table_joins_cells_and_drops_blank_rows():
    rows = [["ФИО", "Должность"], [None, None], ["Петрова  Анна", None, "психолог"]]

    assert lines_of_table(rows) == "ФИО; Должность\nПетрова Анна; ; психолог"


@given(st.text(max_size=300))
def test_read_list_never_fails(text):
    for row in _read(text):
        assert row.verdict in ("new", "same", "error")
