"""Before and after in numbers, checked against plain enumeration and SciPy, and against the examples of the docs."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import PermutationMethod, wilcoxon

from monitoring.changes_model import PairOfMeasures, Verdict
from monitoring.enums import Direction
from monitoring.statistics import (
    EXACT_UP_TO,
    complete_pairs,
    effect_words,
    rank_biserial,
    signed_ranks,
    statistics_of,
    wilcoxon_p,
)

# The two examples of docs/monitoring-statistics.md.
MARKS = [(3.0, 3.4), (3.2, 3.2), (2.8, 3.3), (3.5, 3.4), (3.1, 3.9), (4.0, 4.2), (2.9, 3.5), (3.6, 3.9)]
ABSENCES = [(10, 6), (8, 9), (12, 7), (5, 5), (7, 6), (9, 10), (6, 4)]

marks = st.integers(min_value=200, max_value=500).map(lambda cents: cents / 100)
coarse = st.integers(min_value=-3, max_value=3)  # many ties and zeros


def pairs_of(values):
    return [PairOfMeasures(key=i, label="", before=b, after=a) for i, (b, a) in enumerate(values, start=1)]


def p_by_enumeration(differences):
    """Every choice of signs, one by one; ranks by hand, nothing shared with the code under test."""
    sizes = [abs(difference) for difference in differences if difference]
    if not sizes:
        return 1.0
    ranks = [sum(o < size for o in sizes) + (sum(o == size for o in sizes) + 1) / 2 for size in sizes]
    signs = [1 if difference > 0 else -1 for difference in differences if difference]
    seen = abs(sum(sign * rank for sign, rank in zip(signs, ranks, strict=True)))
    choices = list(product((-1, 1), repeat=len(sizes)))
    far = sum(abs(sum(s * r for s, r in zip(choice, ranks, strict=True))) >= seen for choice in choices)
    return far / len(choices)


@pytest.mark.parametrize("n", range(1, 9))
def test_p_of_up_to_eight_differences_equals_exact_permutation(n):
    generator = np.random.default_rng(n)
    samples = [list(generator.integers(-3, 4, n)) for _ in range(60)]
    samples += [list(generator.normal(0.4, 1, n)) for _ in range(20)]
    samples += [[1] * n, [-1] * n, [0] * n, list(range(1, n + 1)), [0] * (n - 1) + [2]]

    assert [wilcoxon_p(sample) for sample in samples] == pytest.approx(
        [p_by_enumeration(sample) for sample in samples], abs=1e-12
    )


@pytest.mark.parametrize("n", range(1, 9))
def test_p_of_every_choice_of_signs_equals_exact_permutation(n):
    """All 2^n samples of the sizes 1, 1, 2, 3, 3, 3, 4, 5 that n allows: no choice of signs is left out."""
    sizes = [1, 1, 2, 3, 3, 3, 4, 5][:n]
    samples = [
        [sign * size for sign, size in zip(signs, sizes, strict=True)] for signs in product((-1, 1), repeat=n)
    ]

    assert [wilcoxon_p(sample) for sample in samples] == pytest.approx(
        [p_by_enumeration(sample) for sample in samples], abs=1e-12
    )


@pytest.mark.parametrize("differences", [[3, 1, 4, 1, -5, 9, 2, -6], [1, 1, 1, -1, 2, 2, 2, 5]])
def test_p_with_ties_equals_scipys_permutation(differences):
    expected = wilcoxon(differences, method=PermutationMethod(n_resamples=np.inf)).pvalue

    assert wilcoxon_p(differences) == pytest.approx(expected)


def test_p_without_ties_equals_scipys_exact_distribution():
    differences = list(np.random.default_rng(5).normal(0.3, 1, EXACT_UP_TO))

    assert wilcoxon_p(differences) == pytest.approx(wilcoxon(differences, method="exact").pvalue)


def test_p_above_the_exact_size_is_scipys_approximation_and_near_the_exact_one():
    differences = list(np.random.default_rng(6).integers(-4, 6, 80))
    nearly = [difference for difference in differences if difference][:EXACT_UP_TO]

    assert wilcoxon_p(differences) == pytest.approx(
        wilcoxon([d for d in differences if d], method="asymptotic").pvalue
    )
    assert wilcoxon_p(nearly) == pytest.approx(wilcoxon(nearly, method="asymptotic").pvalue, abs=0.01)


def test_first_example_of_the_docs_marks():
    result = statistics_of(pairs_of(MARKS), direction=Direction.MORE, smallest_change=0.2)

    assert signed_ranks([0.4, 0, 0.5, -0.1, 0.8, 0.2, 0.6, 0.3]) == [4, 5, -1, 7, 2, 6, 3]
    assert (result.n, result.better, result.same, result.worse) == (8, 6, 2, 0)
    assert result.p == pytest.approx(4 / 128)
    assert result.effect == pytest.approx(26 / 28)
    assert (result.before_mean, result.after_mean) == (3.2625, 3.6)
    assert (result.before_median, result.after_median) == (3.15, 3.45)
    assert (result.mean_change, result.median_change) == (0.3375, 0.35)
    assert result.verdict == Verdict.BETTER


def test_second_example_of_the_docs_absences_where_less_is_better():
    result = statistics_of(pairs_of(ABSENCES), direction=Direction.LESS, smallest_change=1)

    assert signed_ranks([4, -1, 5, 0, 1, -1, 2]) == [5, -2, 6, 2, -2, 4]
    assert (result.n, result.better, result.same, result.worse) == (7, 4, 1, 2)
    assert result.p == pytest.approx(16 / 64)
    assert result.effect == pytest.approx(13 / 21)
    assert result.verdict == Verdict.CHANCE


def test_the_docs_print_what_the_code_computes():
    text = Path(settings.BASE_DIR, "docs", "monitoring-statistics.md").read_text(encoding="utf-8")

    for said in ("4 / 128 = 0,03125", "26 / 28 = 0,93", "16 / 64 = 0,25", "13 / 21 = 0,62"):
        assert said in text


@pytest.mark.parametrize("n", [0, 1, 5])
def test_under_six_pairs_nothing_is_claimed(n):
    result = statistics_of(pairs_of([(1, 5)] * n), direction=Direction.MORE, smallest_change=1)

    assert (result.n, result.p, result.effect, result.verdict) == (n, None, None, Verdict.FEW)


def test_nothing_measured_has_no_numbers():
    result = statistics_of([], direction=Direction.MORE, smallest_change=1)

    assert (result.before_mean, result.after_median, result.mean_change) == (None, None, None)


def test_no_difference_at_all_may_be_chance():
    result = statistics_of(pairs_of([(3, 3)] * 9), direction=Direction.MORE, smallest_change=1)

    assert (result.same, result.p, result.effect, result.verdict) == (9, 1.0, 0.0, Verdict.CHANCE)


def test_six_of_six_better_is_hardly_chance():
    result = statistics_of(pairs_of([(3, 4)] * 6), direction=Direction.MORE, smallest_change=1)

    assert (result.p, result.effect, result.verdict) == (2 / 64, 1.0, Verdict.BETTER)


def test_a_difference_as_large_as_the_smallest_change_counts():
    result = statistics_of(
        pairs_of([(3.2, 3.3), (3.3, 3.2), (3.2, 3.29)]), direction=Direction.MORE, smallest_change=0.1
    )

    assert (result.better, result.same, result.worse) == (1, 1, 1)


def test_complete_pairs_leaves_out_who_was_measured_once():
    before = {1: 3.0, 2: None, 3: 0, 4: 5}
    after = {1: 4, 2: 2, 3: 1, 5: 3}

    assert complete_pairs(before, after, {1: "Абрамова В."}) == [
        PairOfMeasures(1, "Абрамова В.", 3.0, 4.0),
        PairOfMeasures(3, "", 0.0, 1.0),
    ]


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (0.05, "почти незаметное"),
        (-0.2, "слабое"),
        (0.3, "умеренное"),
        (-1, "сильное"),
    ],
)
def test_effect_in_words(effect, words):
    assert effect_words(effect) == words


@given(st.lists(st.tuples(marks, marks), max_size=40), st.randoms())
def test_order_of_people_does_not_matter(values, random):
    shuffled = values.copy()
    random.shuffle(shuffled)

    first = statistics_of(pairs_of(values), direction=Direction.MORE, smallest_change=0.1)
    second = statistics_of(pairs_of(shuffled), direction=Direction.MORE, smallest_change=0.1)

    assert first == second


@given(st.lists(st.tuples(marks, marks), max_size=40))
def test_the_other_direction_mirrors_the_result(values):
    more = statistics_of(pairs_of(values), direction=Direction.MORE, smallest_change=0.1)
    less = statistics_of(pairs_of(values), direction=Direction.LESS, smallest_change=0.1)

    assert (more.better, more.same, more.worse) == (less.worse, less.same, less.better)
    assert more.p == less.p
    assert more.effect is None or more.effect == pytest.approx(-less.effect)
    assert more.mean_change == less.mean_change
    assert {more.verdict, less.verdict} in (
        {Verdict.FEW},
        {Verdict.CHANCE},
        {Verdict.BETTER, Verdict.WORSE},
    )


@given(st.lists(st.tuples(marks, marks), max_size=40))
def test_swapping_before_and_after_mirrors_the_result(values):
    there = statistics_of(pairs_of(values), direction=Direction.MORE, smallest_change=0.1)
    back = statistics_of(pairs_of([(a, b) for b, a in values]), direction=Direction.MORE, smallest_change=0.1)

    assert (there.better, there.worse, there.p) == (back.worse, back.better, back.p)


@given(
    st.dictionaries(st.integers(1, 30), st.one_of(st.none(), marks)),
    st.dictionaries(st.integers(1, 30), st.one_of(st.none(), marks)),
)
def test_missing_values_change_nothing(before, after):
    both = {key for key in before if before[key] is not None and after.get(key) is not None}

    whole = complete_pairs(before, after, {})

    assert whole == complete_pairs(
        {key: value for key, value in before.items() if key in both}, {key: after[key] for key in both}, {}
    )
    assert statistics_of(whole, direction=Direction.MORE, smallest_change=0.1).n == len(both)


@given(st.lists(coarse, min_size=1, max_size=8), st.integers(0, 5))
def test_zeros_change_neither_p_nor_effect(differences, zeros):
    assert wilcoxon_p(differences + [0] * zeros) == wilcoxon_p(differences)
    assert rank_biserial(differences + [0] * zeros) == rank_biserial(differences)


@given(st.lists(coarse, max_size=8))
def test_p_with_ties_and_zeros_equals_exact_permutation(differences):
    assert wilcoxon_p(differences) == pytest.approx(p_by_enumeration(differences), abs=1e-12)
