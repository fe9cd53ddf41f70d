"""Likely doubles: what is asked about and what is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.duplicates import Card, Likeness, compare, find_likenesses

IVANOVA = Card(1, "Семёнова", "Алёна", "Игоревна", gender="f", birth_year=2011, place="9\u00a0«А»")
NAMES = st.text(alphabet="абвгдеёжз -", max_size=12)


def _other(**fields):
    return Card(**{**IVANOVA.__dict__, "pk": 2, **fields})


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "имя совпадает полностью"),
        ({"last": "Семенова", "first": "Алена"}, "ё и е или знаки пишутся по-разному"),
        ({"last": "Алёна", "first": "Семёнова"}, "фамилия и имя стоят наоборот"),
        ({"last": "Симёнова"}, "имя отличается написанием"),
        ({"middle": ""}, "отчество указано не у обоих"),
        ({"middle": "Игорьевна"}, "отчество отличается написанием"),
        ({"birth_year": None}, "год рождения указан не у обоих"),
        ({"place": "9\u00a0«Б»"}, "9\u00a0«А» и 9\u00a0«Б»"),
    ],
)
def test_compare_of_one_person_mistyped_says_what_agrees(fields, reason):
    likeness = compare(IVANOVA, _other(**fields))

    assert likeness is not None
    assert reason in likeness.reasons


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_year": 2012},
        {"gender": "m"},
        {"first": "Арина"},
        {"last": "Смирнова"},
        {"middle": "Петровна"},
        {"first": "Яна"},
    ],
)
def test_compare_of_two_people_asks_nothing(fields):
    assert compare(IVANOVA, _other(**fields)) is None


def test_compare_of_a_wrong_vowel_beside_its_double_is_one_person():
    card = {"first": "Алиса", "middle": "Дмитриевна", "gender": "f", "birth_year": 2013}

    likeness = compare(Card(1, "Панова", **card), Card(2, "Понова", **card))

    assert likeness is not None
    assert "имя отличается написанием" in likeness.reasons


def test_twins_are_two_people():
    born = date(2011, 5, 4)
    one = Card(1, "Крылов", "Артём", "Олегович", birth_date=born, birth_year=2011, place="9 «А»")
    other = Card(2, "Крылов", "Андрей", "Олегович", birth_date=born, birth_year=2011, place="9 «А»")

    assert compare(one, other) is None


def test_find_puts_the_likeliest_first_and_leaves_out_who_is_known_to_be_two():
    cards = [IVANOVA, _other(), _other(pk=3, last="Симёнова"), Card(4, "Ким", "Юн")]

    found = find_likenesses(cards, frozenset({(1, 3)}))

    assert [(one.first, one.second) for one in found] == [(1, 2), (2, 3)]
    assert found[0] == Likeness(
        1, 2, 90, ("имя совпадает полностью", "год рождения совпадает", "9\u00a0«А» у обоих")
    )


@given(NAMES, NAMES, NAMES, NAMES)
def test_compare_is_the_same_both_ways_and_in_range(last, first, other_last, other_first):
    one, other = Card(1, last, first), Card(2, other_last, other_first)

    there, back = compare(one, other), compare(other, one)

    assert (there is None) == (back is None)
    assert there is None or (there.score == back.score and 0 <= there.score <= 100)
