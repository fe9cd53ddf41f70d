from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pairing.matching import Mode, Settings, explain_edge, solve
from pairing.matching.solving import (
    EXACT,
    HEADROOM,
    NOBODY,
    Scales,
    assign,
    by_levels,
    composite,
    grid_of,
    max_placed,
    priority,
    scales_for,
    scales_of,
)
from tests.pairing.matching.problems import (
    PREFERENCE_ONLY,
    lively,
    mentee,
    mentor,
    problem,
    ranking,
    with_side,
)

SEEDS = st.integers(0, 10**9)


def seats(plan):
    return [(match.mentor_id, seat.view.mentee_id) for match in plan.matches for seat in match.seats]


def value(grid, mentors):
    """What the objective sees, higher is better: (weight of the placed, points with the bonus, minus load)."""
    rows = np.flatnonzero(mentors != NOBODY)
    used = Counter(mentors[rows].tolist())
    load = sum(int(grid.taken[at]) + turn for at, count in used.items() for turn in range(count))
    return int(grid.weight[rows].sum()), int(grid.worth[rows, mentors[rows]].sum()), -load


def best_value(grid):
    """Every way to place every mentee, by brute force over the places that are left."""

    @cache
    def best(row, free):
        if row == len(grid.weight):
            return 0, 0, 0
        options = [best(row + 1, free)]
        for at in np.flatnonzero(grid.usable[row]).tolist():
            if free[at]:
                after = best(row + 1, free[:at] + (free[at] - 1,) + free[at + 1 :])
                turn = int(grid.free[at]) - free[at]
                gained = int(grid.weight[row]), int(grid.worth[row, at]), -(int(grid.taken[at]) + turn)
                options.append(tuple(map(sum, zip(after, gained, strict=True))))
        return max(options)

    return best(0, tuple(grid.free.tolist()))


@hypothesis_settings(max_examples=60)
@given(SEEDS, st.integers(0, 7), st.integers(0, 7), st.sampled_from(Mode))
def test_plan_is_as_good_as_the_best_of_all_plans(seed, mentors, mentees, mode):
    grid = grid_of(lively(Random(seed), mentors, mentees, places=2), Settings(mode=mode, floor=60))

    assert value(grid, assign(grid)) == best_value(grid)


@hypothesis_settings(max_examples=60)
@given(SEEDS, st.integers(1, 6), st.integers(1, 7))
def test_level_by_level_finds_the_same_optimum_when_one_number_can_not_hold_all(seed, mentors, mentees):
    asked = lively(Random(seed), mentors, mentees, places=2)
    grid = grid_of(asked, Settings(draft_bonus=10**13))
    if not scales_of(grid).fits(max_placed(grid)):
        with pytest.raises(OverflowError):
            composite(grid, scales_of(grid))

    assert value(grid, assign(grid)) == best_value(grid)
    assert value(grid, by_levels(grid)) == best_value(grid)
    grid = grid_of(asked, Settings())
    assert value(grid, by_levels(grid)) == best_value(grid)


def test_scales_are_refused_exactly_where_float64_stops_being_exact():
    count = 8
    most = EXACT // (HEADROOM * count)

    assert Scales(1, 1, most - 1).fits(count)
    assert not Scales(1, 1, most).fits(count)
    assert float(EXACT - 1) + 1 == EXACT
    assert float(EXACT) + 1 == EXACT  # from here on a point more is no more


@given(st.integers(1, 5000), st.integers(1, 6), st.integers(0, 200), st.integers(0, 40))
def test_each_level_outweighs_all_that_lies_below_it(count, weight, worth, load):
    scales = scales_for(count, weight, worth, load)

    assert scales.score > count * load
    assert scales.placed > count * worth * scales.score + count * load
    assert scales.most >= weight * scales.placed + worth * scales.score


def test_problem_that_no_number_can_hold_is_solved_all_the_same():
    asked = replace(ranking(6, 6, {(1, 2): 1}), drafts=frozenset({(1, 1)}))
    grid = grid_of(asked, Settings(draft_bonus=10**13))

    assert not scales_of(grid).fits(max_placed(grid))
    assert (assign(grid)[0], value(grid, assign(grid))) == (0, best_value(grid))


def test_scales_hold_a_thousand_mentors_and_three_thousand_mentees():
    assert scales_for(3000, 6, 103, 30).fits(3000)


def test_forbidden_pair_never_costs_a_lawful_one():
    """Scores [[10, 0], [1, 0]] with the second mentor forbidden to the second mentee: both can be served."""
    asked = ranking(2, 2, {(1, 1): 1, (1, 2): 3})
    asked = replace(asked, bans={(2, 1002): "Родственники"})

    plan = solve(asked, PREFERENCE_ONLY)

    assert (seats(plan), plan.unplaced) == ([(1, 2), (2, 1)], ())


@hypothesis_settings(max_examples=60)
@given(SEEDS, st.integers(0, 6), st.integers(0, 9), st.sampled_from(Mode))
def test_no_hard_rule_is_broken_and_no_place_is_given_twice(seed, mentors, mentees, mode):
    asked, settings = lively(Random(seed), mentors, mentees), Settings(mode=mode)

    plan = solve(asked, settings)

    assert all(seat.view.is_lawful for match in plan.matches for seat in match.seats)
    assert all(explain_edge(asked, settings, *pair).is_lawful for pair in seats(plan))
    placed = [who for _, who in seats(plan)]
    assert sorted(placed + [alone.mentee_id for alone in plan.unplaced]) == list(range(1, mentees + 1))
    led = Counter(mentor_id for mentor_id, _ in seats(plan))
    for party in asked.mentors:
        assert led[party.side.entry_id] <= max(0, party.side.places - party.side.places_taken)
    assert plan.total == sum(seat.view.score for match in plan.matches for seat in match.seats)
    if mode == Mode.GOOD:
        assert all(seat.view.score >= settings.floor for match in plan.matches for seat in match.seats)


@hypothesis_settings(max_examples=40)
@given(SEEDS, st.integers(0, 5), st.integers(0, 7))
def test_one_more_mentor_never_lowers_the_placed_weight(seed, mentors, mentees):
    chance = Random(seed)
    asked = lively(chance, mentors, mentees)
    more = replace(asked, mentors=(*asked.mentors, mentor(50, grade=chance.choice((9, 11)))))

    assert solve(more, Settings()).placed_weight >= solve(asked, Settings()).placed_weight


@hypothesis_settings(max_examples=40)
@given(SEEDS, st.randoms(use_true_random=False))
def test_other_ids_keep_the_value_and_another_order_keeps_the_plan(seed, chance):
    asked = lively(Random(seed), 5, 6)
    numbers = {n: 100 + n * 7 % 11 for n in range(1, 8)}
    renumbered = replace(
        asked,
        mentors=tuple(_renumbered(p, numbers) for p in asked.mentors),
        mentees=tuple(_renumbered(p, numbers) for p in asked.mentees),
        drafts=frozenset((numbers[one], numbers[other]) for one, other in asked.drafts),
    )
    shuffled = replace(
        asked,
        mentors=tuple(chance.sample(asked.mentors, 5)),
        mentees=tuple(chance.sample(asked.mentees, 6)),
    )

    plan, other = solve(asked, Settings()), grid_of(renumbered, Settings())

    grid = grid_of(asked, Settings())
    assert value(other, assign(other)) == value(grid, assign(grid))
    assert solve(shuffled, Settings()) == solve(asked, Settings()) == plan


def _renumbered(party, numbers):
    return replace(
        with_side(party, entry_id=numbers[party.side.entry_id]),
        ranks={numbers[who]: rank for who, rank in party.ranks.items()},
        refuses=frozenset(numbers[who] for who in party.refuses),
    )


def test_lots_are_drawn_by_the_seed_and_never_by_the_list():
    asked = problem([mentor(1)], [mentee(n) for n in range(1, 9)])

    winners = {seats(solve(asked, Settings(seed=seed)))[0][1] for seed in range(30)}

    assert len(winners) > 3


def test_who_was_left_out_or_waits_longest_comes_first():
    waiting = [
        mentee(1, party={"ranks": {1: 1}}),
        mentee(2, party={"days_waiting": 45}),
        mentee(3, party={"days_waiting": 100}),
        mentee(4, party={"was_left_out": True}),
        mentee(5, party={"was_left_out": True, "days_waiting": 100}),
    ]
    assert [priority(party) for party in waiting] == [1, 2, 3, 4, 6]

    order = [
        solve(problem([mentor(1)], waiting[:count]), PREFERENCE_ONLY).matches[0].seats[0].view.mentee_id
        for count in range(1, 6)
    ]

    assert order == [1, 2, 3, 4, 5]


def test_priority_never_leaves_more_people_alone():
    """The one who waited could take the only mentor of another, or his own: both are placed."""
    first = mentee(1, party={"was_left_out": True, "days_waiting": 100, "ranks": {1: 1}})
    second = mentee(2, party={"refuses": frozenset({2})})

    plan = solve(problem([mentor(1), mentor(2)], [first, second]), Settings())

    assert seats(plan) == [(1, 2), (2, 1)]


def test_draft_stays_where_it_costs_little_and_its_bonus_is_no_score():
    asked = ranking(2, 2, {})
    drafts = [frozenset({(1, 1), (2, 2)}), frozenset({(1, 2), (2, 1)})]

    plans = [solve(replace(asked, drafts=kept), Settings()) for kept in drafts]

    assert [seats(plan) for plan in plans] == [[(1, 1), (2, 2)], [(1, 2), (2, 1)]]
    assert {plan.total for plan in plans} == {200}
    wished = replace(ranking(2, 2, {(1, 1): 1, (2, 2): 1}), drafts=drafts[1])
    assert seats(solve(wished, Settings())) == [(1, 1), (2, 2)]


def test_taken_places_stay_with_those_who_hold_them():
    """Who is in a locked or approved pair is not in the problem, and his place is gone."""
    asked = problem([mentor(1, places=2, places_taken=1)], [mentee(1), mentee(2)])

    plan = solve(asked, Settings())

    assert (len(seats(plan)), len(plan.unplaced), plan.free_places) == (1, 1, 0)


def test_load_is_shared_evenly_counting_pairs_that_go_on():
    asked = problem(
        [mentor(1, places=5, places_taken=2), mentor(2, places=5), mentor(3, places=5)],
        [mentee(n) for n in range(1, 6)],
    )

    plan = solve(asked, Settings())

    assert Counter(ours for ours, _ in seats(plan)) in ({1: 1, 2: 2, 3: 2}, {2: 3, 3: 2}, {2: 2, 3: 3})


def test_only_good_pairs_leave_the_rest_waiting():
    asked = ranking(2, 2, {(1, 1): 1, (2, 2): 3})

    plan = solve(asked, replace(PREFERENCE_ONLY, mode=Mode.GOOD, floor=70))

    assert seats(plan) == [(1, 1)]
    (alone,) = plan.unplaced
    assert [(why.code, why.words, why.mentor_ids) for why in alone.whys] == [
        ("below_floor", "балл ниже порога 70", (1, 2))
    ]


@pytest.mark.parametrize(("mentors", "mentees"), [(0, 0), (0, 3), (3, 0)])
def test_nobody_on_one_side_is_a_plan_too(mentors, mentees):
    plan = solve(ranking(mentors, mentees, {}), Settings())

    assert (plan.matches, plan.total, plan.free_places) == ((), 0, mentors)
    assert [(alone.is_possible, alone.whys) for alone in plan.unplaced] == [(False, ())] * mentees


def test_no_lawful_pair_at_all_says_why_to_each():
    asked = problem([mentor(1, grade=5), mentor(2, is_consent_valid=False)], [mentee(1), mentee(2)])

    plan = solve(asked, Settings())

    assert plan.matches == ()
    for alone in plan.unplaced:
        assert [(why.words, why.mentor_ids) for why in alone.whys] == [
            ("нет согласия наставника", (2,)), ("класс слишком близкий", (1,)),
        ]  # fmt: skip


def test_all_equal_places_everybody():
    plan = solve(ranking(6, 6, {}), Settings())

    assert (len(seats(plan)), plan.total) == (6, 600)


def test_one_mentor_wanted_by_all_goes_to_one_and_the_others_get_the_rest():
    plan = solve(ranking(4, 4, {(1, n): 1 for n in range(1, 5)}), PREFERENCE_ONLY)

    assert (len(seats(plan)), plan.total) == (4, 100)
