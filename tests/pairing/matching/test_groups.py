from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from pairing.matching import Settings, solve
from pairing.matching.groups import split
from pairing.matching.solving import assign, grid_of
from tests.pairing.matching.problems import lively, mentee, mentor, problem
from tests.pairing.matching.test_solving import value


def sizes(count, *, group_min=2, group_max=4, takes_group=True):
    leader = mentor(1, places=count or 1, takes_group=takes_group)
    settings = Settings(group_min=group_min, group_max=group_max)
    return [len(group) for group in split(leader, [mentee(n) for n in range(count)], settings)]


@pytest.mark.parametrize(
    ("count", "bounds", "expected"),
    [
        (0, (2, 4), []),
        (1, (2, 4), [1]),
        (4, (2, 4), [4]),
        (5, (2, 4), [3, 2]),
        (9, (2, 4), [3, 3, 3]),
        (2, (3, 4), [1, 1]),
        (5, (3, 4), [4, 1]),
        (7, (4, 4), [4, 1, 1, 1]),
    ],
)
def test_mentees_of_one_mentor_make_groups_within_bounds_and_the_rest_pairs(count, bounds, expected):
    assert sizes(count, group_min=bounds[0], group_max=bounds[1]) == expected


def test_mentor_who_did_not_agree_leads_pairs():
    assert sizes(3, takes_group=False) == [1, 1, 1]


@given(st.integers(0, 12), st.integers(2, 5), st.integers(0, 3))
def test_groups_keep_their_bounds_and_nobody_is_lost(count, group_min, more):
    found = sizes(count, group_min=group_min, group_max=group_min + more)

    assert sum(found) == count
    assert all(size == 1 or group_min <= size <= group_min + more for size in found)


def test_group_meets_at_one_hour_and_who_can_not_becomes_a_pair():
    tuesday, friday = frozenset({(2, 14)}), frozenset({(5, 15)})
    leader = mentor(1, places=4, takes_group=True, party={"slots": tuesday | friday})
    people = [mentee(1, party={"slots": tuesday}), mentee(2, party={"slots": friday}),
              mentee(3), mentee(4, party={"slots": tuesday})]  # fmt: skip

    plan = solve(problem([leader], people), Settings())

    assert [[seat.view.mentee_id for seat in match.seats] for match in plan.matches] == [[1, 3, 4], [2]]


def test_groups_are_never_worse_than_the_exact_optimum_of_an_integer_program():
    """HiGHS is told of groups and pairs outright; ours holds that bounds of a group never cost a place."""
    for number in range(200):
        chance = Random(number)
        group_min = chance.choice((2, 3))
        settings = Settings(group_min=group_min, group_max=group_min + chance.randint(0, 2))
        grid = grid_of(lively(chance, chance.randint(2, 6), chance.randint(4, 14), places=6), settings)

        weight, points, _ = value(grid, assign(grid))

        best_weight, best_points = by_highs(grid, settings)
        assert weight == best_weight
        assert points >= 0.99 * best_points
        assert points == best_points


def by_highs(grid, settings):
    """Seats of groups and of pairs are variables of their own, and the number of groups of every mentor is whole."""
    rows, cols = np.nonzero(grid.usable)
    edges, mentors = len(rows), len(grid.free)
    if not edges:
        return 0, 0
    # Variables: a seat in a group for each edge, a pair for each edge, groups of each mentor.
    width = 2 * edges + mentors
    scale = 1 + int(grid.worth.max()) * len(grid.weight)
    gain = grid.weight[rows] * scale + grid.worth[rows, cols]
    once, places, bounds = lil_array((len(grid.weight), width)), lil_array((mentors, width)), []
    for at, (row, col) in enumerate(zip(rows, cols, strict=True)):
        for variable in (at, edges + at):
            once[row, variable] = places[col, variable] = 1
    least, most = lil_array((mentors, width)), lil_array((mentors, width))
    for at, col in enumerate(cols):
        least[col, at] = most[col, at] = 1
    for col, party in enumerate(grid.problem.mentors):
        least[col, 2 * edges + col], most[col, 2 * edges + col] = -settings.group_min, -settings.group_max
        bounds.append(len(rows) if party.side.takes_group else 0)
    answer = milp(
        -np.concatenate([gain, gain, np.zeros(mentors)]),
        integrality=np.ones(width),
        bounds=Bounds(0, np.concatenate([np.ones(2 * edges), bounds])),
        constraints=[
            LinearConstraint(once.tocsr(), -np.inf, 1),
            LinearConstraint(places.tocsr(), -np.inf, grid.free),
            LinearConstraint(least.tocsr(), 0, np.inf),
            LinearConstraint(most.tocsr(), -np.inf, 0),
        ],
    )
    return divmod(round(-answer.fun), scale)
