"""Paper slips typed by numbers: what is wrong is said in its row, nothing is kept by halves."""

from __future__ import annotations

import pytest

from pairing.models import PreferenceSheet
from pairing.preference_grid import note_former, people_of, read_rows, said_back, write_rows
from pairing.services.preference_links import issue_preference_links, numbered
from pairing.services.preferences import wishes_of
from pairing.wishes import Wishes
from participants.enums import ResponseSource
from tests.factories import TODAY, make_person
from tests.pairing.makers import ready_mentee, ready_mentor


@pytest.fixture
def side(program, curator):
    """Mentor is № 1, mentees are № 2 and № 3."""
    mentor = ready_mentor(program, curator)
    mentees = [
        ready_mentee(program, curator, person=make_person(program, last_name=last, first_name="Олег"))
        for last in ("Агапов", "Белов")
    ]
    issue_preference_links(program=program, by=curator)
    return mentor, *mentees


@pytest.fixture
def people(program, side):
    return people_of(program, numbered(program))


def typed(**cells):
    """c1_who -> «who-1», c1_2 -> «c-1-2»."""
    data = {}
    for name, value in cells.items():
        row, code = name[1:].split("_")
        data[f"who-{row}" if code == "who" else f"c-{row}-{code}"] = value
    return data


def test_numbers_are_read_said_back_and_kept(program, curator, side, people):
    mentor, first, second = side
    label = next(iter(people.by_label))
    data = typed(c1_who=label, c1_1="3", c1_no="2", c1_gender="Ж", c1_comment="днём", c4_who="2", c4_1="1")

    rows = read_rows(data, people)

    assert [row.errors for row in rows] == [{}, {}]
    assert said_back(rows[0], people) == ["первым – Белов Олег", "не хочет: Агапов Олег"]
    assert write_rows(rows=rows, by=curator, on=TODAY) == 2
    sheet = PreferenceSheet.objects.get(mentor=mentor)
    assert wishes_of(sheet) == Wishes(((second.pk, 1), (first.pk, None)), "f", "днём")
    assert (sheet.source, sheet.entered_by) == (ResponseSource.GRID, curator)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"c1_who": "99", "c1_1": "1"}, "who", "в списке нет"),
        ({"c1_1": "1"}, "who", "чей это листок"),
        ({"c1_who": "2", "c1_1": "3"}, "1", "та же сторона"),
        ({"c1_who": "2", "c1_1": "77"}, "1", "Номера 77 в списке нет"),
        ({"c1_who": "2", "c1_1": "1 1"}, "1", "один номер"),
        ({"c1_who": "2", "c1_2": "Олег"}, "2", "не номер"),
        ({"c1_who": "2"}, "who", "нет ни одного выбора"),
        ({"c1_who": "2", "c1_1": "-", "c1_2": "1"}, "1", "остальные клетки пусты"),
        ({"c1_who": "2", "c1_1": "1", "c1_no": "1"}, "who", "назван дважды"),
        ({"c1_who": "2", "c1_1": "1", "c1_gender": "д"}, "gender", "«ж», «м»"),
    ],
)
def test_row_that_can_not_be_says_why(people, cells, column, words):
    (row,) = read_rows(typed(**cells), people)

    assert words in row.errors[column]


def test_dash_is_an_empty_slip(curator, side, people):
    rows = read_rows(typed(c1_who="2", c1_1="-"), people)

    assert write_rows(rows=rows, by=curator, on=TODAY) == 1
    assert wishes_of(PreferenceSheet.objects.get()) == Wishes()


def test_one_person_is_typed_once(people):
    rows = read_rows(typed(c1_who="2", c1_1="1", c3_who="2", c3_1="-"), people)

    assert [row.errors.get("who", "") for row in rows] == ["", "Этот человек уже набран в строке 1."]


def test_refused_row_keeps_nothing_of_the_stack(program, curator, side, people):
    _, _first, second = side
    rows = read_rows(typed(c1_who="2", c1_1="1", c2_who="3", c2_1="1"), people)
    second.form = program.forms.get(code="teacher_teacher")
    second.save()

    assert write_rows(rows=rows, by=curator, on=TODAY) == 0
    assert "больше нельзя выбрать" in rows[1].errors["who"]
    assert not PreferenceSheet.objects.exists()


def test_earlier_answer_is_named_before_it_is_replaced(curator, side, people):
    write_rows(rows=read_rows(typed(c1_who="2", c1_1="-"), people), by=curator, on=TODAY)
    rows = read_rows(typed(c1_who="2", c1_1="1", c2_who="3", c2_1="1"), people)

    note_former(rows)

    assert ("набрана с бумаги" in rows[0].note, rows[1].note) == (True, "")
