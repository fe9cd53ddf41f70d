"""Sums of a jury: gaps are no zeros, equal means are ties, places follow the marks."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from monitoring.jury import mean_words, proposed_places, ties_of, totals_of, wrong_order

ENTRIES = [(1, 10), (2, 10), (3, 10)]
CRITERIA = [5, 6]


def marks(rows):
    """{(member, entry): (mark, mark)} -> by criterion; None is a gap."""
    return {
        (member, entry, criterion): mark
        for (member, entry), given_marks in rows.items()
        for criterion, mark in zip(CRITERIA, given_marks, strict=True)
        if mark is not None
    }


def test_totals_leave_out_an_unfinished_sheet_instead_of_counting_zero():
    found = totals_of(ENTRIES[:1], CRITERIA, [7, 8], marks({(7, 1): (5, 4), (8, 1): (3, None)}))

    [one] = found
    assert dict(one.sums) == {7: 9, 8: None}
    assert (one.total, one.mean, one.missing, one.spread) == (9, Fraction(9), 1, None)
    assert one.means[5] == Fraction(4)


def test_totals_know_nothing_of_a_member_who_is_the_nominee():
    [one] = totals_of(
        ENTRIES[:1], CRITERIA, [7, 8], marks({(7, 1): (5, 5), (8, 1): (0, 0)}), conflicts=[(7, 1)]
    )

    assert (dict(one.sums), one.mean) == ({8: 0}, Fraction(0))


def test_places_stop_at_the_first_tie():
    totals = totals_of(ENTRIES, CRITERIA, [7], marks({(7, 1): (5, 5), (7, 2): (4, 4), (7, 3): (3, 5)}))

    assert proposed_places(totals) == {1: 1}
    assert [[one.entry for one in group] for group in ties_of(totals)] == [[2, 3]]


def test_wrong_order_names_who_was_passed_over():
    totals = totals_of(ENTRIES, CRITERIA, [7], marks({(7, 1): (5, 5), (7, 2): (4, 4), (7, 3): (1, 1)}))

    assert wrong_order(totals, {2: 1, 1: 2}) == (1, 2)
    assert wrong_order(totals, {1: 1, 2: 2, 3: None}) is None
    assert wrong_order(totals, {1: 1, 2: 1}) is None


@given(st.lists(st.integers(0, 10), min_size=3, max_size=3))
def test_proposed_places_never_contradict_the_marks(given_marks):
    rows = {(7, entry): (mark, mark) for (entry, _), mark in zip(ENTRIES, given_marks, strict=True)}
    totals = totals_of(ENTRIES, CRITERIA, [7], marks(rows))

    assert wrong_order(totals, proposed_places(totals)) is None


def test_mean_words_have_a_comma_and_say_when_there_is_none():
    assert [mean_words(one) for one in (Fraction(35, 2), Fraction(9), Fraction(10, 3), None)] == [
        "17,5",
        "9",
        "3,33",
        "нет оценок",
    ]
