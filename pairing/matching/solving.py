"""Who goes to whom: an exact optimum of the objective, in this order:

1. weighted number of placed mentees, 2. sum of scores (with the bonus for the present draft), 3. even load of the
mentors, 4. chance fixed by the seed. See docs/decisions/0037-matching.md for the scales.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from pairing.matching import columns
from pairing.matching.lawful import Law, law_of
from pairing.matching.model import Mode, Party, Problem, Settings
from pairing.matching.residual import prices_of
from pairing.matching.scoring import Scores, scores_of

NOBODY = -1
EXACT = 2**53  # whole numbers below it are exact in float64
HEADROOM = 4  # the solver adds up to four sums of costs along one path
WAITS_LONG, WAITS_VERY_LONG = 30, 60  # days


@dataclass(frozen=True)
class Grid:
    """A problem made ready: what is lawful, what it is worth, who comes first. Rows are mentees."""

    problem: Problem
    settings: Settings
    law: Law
    scores: Scores
    usable: NDArray[np.bool_]  # lawful and, in the mode GOOD, not under the floor
    worth: NDArray[np.integer]  # score with the bonus of the draft
    weight: NDArray[np.int64]  # of each mentee
    free: NDArray[np.int64]  # places of each mentor
    taken: NDArray[np.int64]

    @cached_property
    def load(self) -> NDArray[np.int64]:
        """What the first free place of each mentor costs: pairs that he leads already, above the least of all."""
        return self.taken - self.taken[self.free > 0].min(initial=self.taken.max(initial=0))

    @cached_property
    def top_load(self) -> int:
        return int((self.load + self.free)[self.free > 0].max(initial=1))


def grid_of(problem: Problem, settings: Settings) -> Grid:
    law = law_of(problem, settings)
    scores = scores_of(law)
    usable = law.lawful
    if settings.mode == Mode.GOOD:
        usable = usable & (scores.total >= settings.floor)
    worth = scores.total
    if problem.drafts and settings.draft_bonus:
        worth = worth.astype(np.int64)
        mentors = columns.where_is(p.side.entry_id for p in problem.mentors)
        mentees = columns.where_is(p.side.entry_id for p in problem.mentees)
        for ours, theirs in problem.drafts:
            for row in mentees.get(theirs, ()):
                worth[row, mentors.get(ours, [])] += settings.draft_bonus
    return Grid(
        problem=problem,
        settings=settings,
        law=law,
        scores=scores,
        usable=usable,
        worth=worth,
        weight=np.array([priority(mentee) for mentee in problem.mentees], np.int64),
        free=columns.free_places(problem.mentors),
        taken=columns.numbers(problem.mentors, lambda p: p.side.places_taken),
    )


def priority(mentee: Party) -> int:
    """1–6: who was left out before comes first, then who waits longest.

    Sets of mentees that can be placed together form a matroid, so whatever the weights, as many as possible are
    placed: only the order of the weights matters, and small ones keep the costs small.
    """
    waits = (mentee.days_waiting >= WAITS_LONG) + (mentee.days_waiting >= WAITS_VERY_LONG)
    return 1 + waits + 3 * mentee.was_left_out


@dataclass(frozen=True)
class Scales:
    """cost = -(weight × placed + score × worth) + load: each level outweighs all that is below it together."""

    placed: int
    score: int
    most: int  # no cost is greater

    def fits(self, count: int) -> bool:
        return HEADROOM * count * self.most < EXACT


def scales_for(count: int, top_weight: int, top_worth: int, top_load: int) -> Scales:
    """count: how many can be placed at most."""
    score = count * top_load + 1
    placed = score * (count * top_worth + 1)
    return Scales(placed, score, top_weight * placed + top_worth * score + top_load)


def scales_of(grid: Grid) -> Scales:
    count = max_placed(grid)
    return scales_for(
        count,
        int(grid.weight.max(initial=1)),
        int(grid.worth.max(initial=0)),
        grid.top_load,
    )


def max_placed(grid: Grid) -> int:
    return min(len(grid.weight), int(grid.free.sum()))


def assign(grid: Grid) -> NDArray[np.intp]:
    """Mentor of each mentee by position, NOBODY for those who stay alone."""
    scales = scales_of(grid)
    if scales.fits(max_placed(grid)):
        return _solve(grid, composite(grid, scales), has_load=True)
    return by_levels(grid)


def composite(grid: Grid, scales: Scales) -> NDArray[np.float64]:
    """Costs of the first two levels; 0 where the edge may not be used, which is what staying alone costs."""
    if not scales.fits(max_placed(grid)):
        raise OverflowError("costs are not exact in float64: solve level by level")
    cost = grid.worth * -float(scales.score)
    cost -= (grid.weight * float(scales.placed))[:, None]
    cost *= grid.usable
    return cost


def by_levels(grid: Grid) -> NDArray[np.intp]:
    """The same optimum by one solve per level: each later level chooses among the optimal answers of the earlier.

    Those are exactly the assignments that use tight edges only, place every mentee of a negative dual and fill every
    mentor of a positive price; `must` pays for the latter two.
    """
    usable = grid.usable
    must = np.zeros(usable.shape, np.int64)
    mentors = np.full(len(grid.weight), NOBODY)
    for gain in (np.broadcast_to(grid.weight[:, None], usable.shape), grid.worth):
        unit = max_placed(grid) * int(gain.max(initial=0)) + 1
        cost = np.where(usable, -(must * unit + gain), 0).astype(np.float64)
        mentors = _solve(grid, cost, has_load=False)
        duals, prices = prices_of(cost, usable, mentors)
        usable = usable & (cost + prices[None, :] - duals[:, None] == 0)
        must = (duals < 0).astype(np.int64)[:, None] + (prices > 0)[None, :]
    unit = max_placed(grid) * grid.top_load + 1
    return _solve(grid, np.where(usable, -must * unit, 0).astype(np.float64), has_load=True)


@dataclass(frozen=True)
class Table:
    """Costs of mentees × places, in an order that only the seed and the ids decide."""

    costs: NDArray[np.float64]
    mentees: NDArray[np.intp]  # position of each row
    mentors: NDArray[np.intp]  # position of each column's mentor


def table_of(grid: Grid, cost: NDArray[np.float64], *, has_load: bool) -> Table:
    """cost: below 0 for the edges that may be used, else 0.

    No dummy columns are needed: a mentee who gets a 0 stays alone, and as every usable edge is below 0, the optimum
    never trades one for a forbidden one. has_load: each further place of a mentor costs one more, pairs that he
    leads already counted. Who may have nobody is left out.
    """
    usable = cost < 0
    asked = np.minimum(grid.free, usable.sum(axis=0))
    rows = shuffled(grid.settings.seed, columns.entries(grid.problem.mentees), usable.any(axis=1))
    order = shuffled(grid.settings.seed, columns.entries(grid.problem.mentors), asked > 0)
    each = asked[order]
    mentors = np.repeat(order, each)
    costs = np.repeat(cost[rows].take(order, axis=1), each, axis=1)
    if has_load:
        turn = np.arange(len(mentors)) - np.repeat(np.cumsum(each) - each, each)
        np.add(costs, grid.load[mentors] + turn, out=costs, where=costs < 0)
    return Table(costs, rows, mentors)


def _solve(grid: Grid, cost: NDArray[np.float64], *, has_load: bool) -> NDArray[np.intp]:
    found = np.full(len(grid.weight), NOBODY)
    table = table_of(grid, cost, has_load=has_load)
    if not table.costs.size:
        return found
    if HEADROOM * min(table.costs.shape) * -table.costs.min() >= EXACT:
        raise OverflowError("costs are not exact in float64")
    rows, places = linear_sum_assignment(table.costs)
    used = table.costs[rows, places] < 0
    found[table.mentees[rows[used]]] = table.mentors[places[used]]
    return found


def shuffled(seed: int, ids: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Positions of those who are wanted, by the hash of the seed and the id: fair, and the same every time."""
    prefix = hashlib.blake2b(f"{seed}:".encode(), digest_size=8)

    def lot(position: int) -> bytes:
        drawn = prefix.copy()
        drawn.update(b"%d" % ids[position])
        return drawn.digest()

    return np.array(sorted(np.flatnonzero(wanted).tolist(), key=lot), np.intp)
