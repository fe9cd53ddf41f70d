"""What a sheet says and how choices meet, without the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.wishes import (
    MENTEE,
    MENTOR,
    Candidate,
    Mutual,
    Sheet,
    Wishes,
    matches,
    problems,
    public_name,
    read_numbers,
    read_wishes,
    sociometry,
)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (Wishes(((1, 1), (1, None))), "назван дважды"),
        (Wishes(((1, 1), (2, 1))), "Первым названы двое"),
        (Wishes(((1, 3), (2, 3))), "Третьим названы двое"),
        (Wishes(((1, 4),)), "первым, вторым или третьим"),
        (Wishes(comment="а" * 501), "длиннее 500"),
        (Wishes(wishes_gender="x"), "из трёх вариантов"),
    ],
)
def test_sheet_that_can_not_be_says_why(wishes, words):
    assert words in problems(wishes)[0]


def test_empty_sheet_and_three_with_refusals_are_fine():
    assert problems(Wishes()) == []
    assert problems(Wishes(((5, 1), (6, 2), (7, 3), (8, None), (9, None)))) == []


def test_page_fields_become_choices_and_rubbish_becomes_nothing():
    data = {
        "w-12": "1",
        "w-7": "no",
        "w-8": "",
        "w-9": "4",
        "w-x": "1",
        "w-": "2",
        "q": "Иван",
        "wishes_gender": "f",
        "comment": " Люблю\u200b шахматы ",
    }

    assert read_wishes(data) == Wishes(((12, 1), (7, None)), "f", "Люблю шахматы")


@given(st.dictionaries(st.text(max_size=25), st.text(max_size=5)))
def test_any_fields_are_read_without_an_error(data):
    assert isinstance(problems(read_wishes(data)), list)


def test_names_show_no_whole_surname():
    assert public_name("Панова", "Алиса", "Дмитриевна") == "Алиса\u00a0П."
    assert public_name("Иванова", "Анна", "Петровна", is_pupil=False) == "Анна Петровна\u00a0И."


def test_search_finds_by_name_and_class_in_any_case():
    one = Candidate(1, "Алёна\u00a0П.", "7 «А»", True)

    assert matches(one, "алена 7")
    assert matches(one, "")
    assert not matches(one, "алена 8")


def sheet(side, entry, **ranks):
    return Sheet(side, entry, Wishes(tuple((int(key[1:]), rank) for key, rank in ranks.items())))


def test_sociometry_counts_only_those_present():
    sheets = [
        sheet(MENTOR, 1, e10=1, e11=2),
        sheet(MENTOR, 2, e10=1, e99=2),
        sheet(MENTEE, 10, e1=2, e2=1),
        sheet(MENTEE, 11, e1=None),
        sheet(MENTEE, 12, e2=1),
        sheet(MENTEE, 77, e1=1),
    ]

    found = sociometry(sheets, {MENTOR: [1, 2, 3], MENTEE: [10, 11, 12]})

    assert found.mutual == (Mutual(2, 10, 1, 1), Mutual(1, 10, 1, 2))
    assert found.wanted == {MENTOR: ((2, 2, 2), (1, 1, 0)), MENTEE: ((10, 2, 2), (11, 1, 0))}
    assert found.unchosen == {MENTOR: (3,), MENTEE: (12,)}
    assert found.apart == ((MENTEE, 11, 1),)


def test_numbers_of_a_cell_are_read_by_spaces_and_commas():
    assert read_numbers(" 12, 7;3 ") == [12, 7, 3]
    with pytest.raises(ValueError, match="«два» — не номер"):
        read_numbers("12 два")
