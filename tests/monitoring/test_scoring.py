from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.enums import Level
from monitoring.scoring import CriterionScore, Score, level_of, points_to_next_level, score_of

CODES = ("A1", "A2", "A3", "A4", "A5", "B1", "B2", "C1", "C2")


@pytest.mark.parametrize(
    ("total", "level"),
    [
        (0, Level.UNACCEPTABLE),
        (8, Level.UNACCEPTABLE),
        (9, Level.ACCEPTABLE),
        (14, Level.ACCEPTABLE),
        (15, Level.OPTIMAL),
        (18, Level.OPTIMAL),
    ],
)
def test_level_at_the_edges(total, level):
    assert level_of(total) == level


@pytest.mark.parametrize("total", [-1, 19])
def test_level_outside_the_scale_is_refused(total):
    with pytest.raises(ValueError, match="0–18"):
        level_of(total)


def test_score_of_a_complete_sheet():
    score = score_of(dict(zip(CODES, (2, 2, 1, 1, 1, 2, 2, 2, 1), strict=True)))

    assert score == Score(
        total=14,
        level=Level.ACCEPTABLE,
        assessed=9,
        missing=(),
        criteria=(
            CriterionScore("A", 7, 10, 5, 5),
            CriterionScore("B", 4, 4, 2, 2),
            CriterionScore("C", 3, 4, 2, 2),
        ),
    )


def test_incomplete_sheet_has_neither_sum_nor_level():
    score = score_of({**dict.fromkeys(CODES, 0), "B2": None})

    assert (score.total, score.level, score.missing, score.assessed) == (None, None, ("B2",), 8)


def test_criterion_without_points_is_missing_not_zero():
    score = score_of(dict.fromkeys(CODES))

    assert [criterion.points for criterion in score.criteria] == [None, None, None]


@pytest.mark.parametrize("points", [-1, 3])
def test_points_outside_0_to_2_are_refused(points):
    with pytest.raises(ValueError, match="A1"):
        score_of({**dict.fromkeys(CODES, 1), "A1": points})


@given(st.tuples(*[st.integers(0, 2)] * 9))
def test_criteria_add_up_to_the_sum(points):
    score = score_of(dict(zip(CODES, points, strict=True)))

    assert score.total == sum(points) == sum(criterion.points for criterion in score.criteria)
    assert score.level == level_of(sum(points))


@given(st.integers(0, 18))
def test_points_to_next_level_lead_there(total):
    missing = points_to_next_level(total)

    if missing:
        assert level_of(total + missing) != level_of(total) == level_of(total + missing - 1)
    else:
        assert level_of(total) == Level.OPTIMAL


@pytest.mark.parametrize(
    ("total", "level"),
    [
        (0, Level.UNACCEPTABLE),
        (7, Level.UNACCEPTABLE),
        (8, Level.ACCEPTABLE),
        (13, Level.ACCEPTABLE),
        (14, Level.OPTIMAL),
        (16, Level.OPTIMAL),
    ],
)
def test_level_at_the_edges_without_partners(total, level):
    assert level_of(total, 16) == level


def test_score_without_partners_counts_to_sixteen():
    points = dict(zip(CODES, (2, 2, 1, 1, 1, 2, None, 2, 1), strict=True))

    score = score_of(points, ["B2"])

    assert (score.total, score.maximum, score.level, score.missing) == (12, 16, Level.ACCEPTABLE, ())
    assert [(one.criterion, one.points, one.maximum) for one in score.criteria] == [
        ("A", 7, 10),
        ("B", 2, 2),
        ("C", 3, 4),
    ]


def test_only_partners_may_be_not_applicable():
    with pytest.raises(ValueError, match="only B2"):
        score_of(dict.fromkeys(CODES, 2), ["A1"])
