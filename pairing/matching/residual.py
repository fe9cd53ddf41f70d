"""What a change of a solved plan would cost: SciPy returns no duals, so they are found by shortest paths.

Nodes are mentors, since the places of one mentor are alike here (the load is left out: people are told of points).
D[a, b] is the least that it costs to move one of a's mentees to b.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FAR = np.inf
NOBODY = -1

Costs = NDArray[np.float64]
Usable = NDArray[np.bool_]


def moves_of(cost: Costs, usable: Usable, mentors: NDArray[np.intp]) -> Costs:
    size = cost.shape[1]
    placed = np.flatnonzero(mentors != NOBODY)
    placed = placed[np.argsort(mentors[placed], kind="stable")]
    least = np.full((size, size), FAR)
    if len(placed):
        at = mentors[placed]
        starts = np.flatnonzero(np.r_[True, at[1:] != at[:-1]])
        steps = cost[placed] - cost[placed, at][:, None]
        steps[~usable[placed]] = FAR
        least[at[starts]] = np.minimum.reduceat(steps, starts, axis=0)
    return least


def prices_of(cost: Costs, usable: Usable, mentors: NDArray[np.intp]) -> tuple[Costs, Costs]:
    """Duals of an optimal plan: u of each mentee and the price of each mentor's place, the least that there are.

    For every usable edge cost + price - u >= 0, and = 0 for those of the plan: what is above 0 is the least that
    the whole plan loses when the edge is forced. Raises ValueError when the plan is not optimal for these costs.
    """
    least = moves_of(cost, usable, mentors)
    placed = mentors != NOBODY
    price = np.zeros(cost.shape[1])
    if not placed.all():  # those who stay alone would pay this much for a place
        price = np.maximum(price, np.where(usable[~placed], -cost[~placed], -FAR).max(axis=0))
    for _ in range(len(price) + 2):
        raised = np.maximum(price, (price[:, None] - least).max(axis=0, initial=-FAR))
        if np.array_equal(raised, price):
            duals = np.zeros(len(mentors))
            duals[placed] = cost[placed, mentors[placed]] + price[mentors[placed]]
            return duals, price
        price = raised
    raise ValueError("the plan is not optimal")


@dataclass(frozen=True)
class Step:
    """One mentee goes to another mentor, or to nobody, or comes from nobody."""

    mentee: int
    mentor: int


class Residual:
    """Shortest chains of moves between mentors, with two more nodes: those who stay alone, and free places."""

    def __init__(
        self, cost: Costs, usable: Usable, mentors: NDArray[np.intp], free: NDArray[np.int64]
    ) -> None:
        self.cost, self.usable, self.mentors = cost, usable, mentors
        size = cost.shape[1]
        self.alone, self.sink = size, size + 1
        # Of chains that cost the same, the shortest: whole numbers times `scale`, and one for each move.
        self.scale = size + 3
        weights = np.full((size + 2, size + 2), FAR)
        weights[:size, :size] = moves_of(cost, usable, mentors)
        placed = mentors != NOBODY
        load = np.bincount(mentors[placed], minlength=size)
        leaving = np.full(size, FAR)
        np.minimum.at(leaving, mentors[placed], -cost[placed, mentors[placed]])
        weights[:size, self.alone] = leaving
        if not placed.all():
            weights[self.alone, :size] = np.where(usable[~placed], cost[~placed], FAR).min(axis=0)
            weights[self.sink, self.alone] = 0
        weights[:size, self.sink][load < free] = 0
        weights[self.sink, :size][load > 0] = 0
        weights[self.alone, self.sink] = 0
        self.weights = weights * self.scale + 1
        self.far: Costs | None = None

    def prepare(self) -> None:
        """All chains at once (Floyd–Warshall): pays when many are asked of a school of moderate size."""
        far = self.weights.copy()
        np.fill_diagonal(far, 0)
        through = np.empty_like(far)
        for node in range(len(far)):
            np.add(far[:, node, None], far[node], out=through)
            np.minimum(far, through, out=far)
        self.far = far

    def chain(self, mentee: int, mentor: int) -> list[Step]:
        """The other moves that follow when the mentee goes to the mentor."""
        home = self.mentors[mentee]
        goal = self.alone if home == NOBODY else int(home)
        nodes = self._walk(mentor, goal)
        steps = []
        for here, there in pairwise(nodes):
            if self.sink in (here, there):
                continue
            who = self._who(here, there)
            steps.append(Step(who, NOBODY if there == self.alone else there))
        return steps

    def _who(self, here: int, there: int) -> int:
        own = np.flatnonzero(self.mentors == (NOBODY if here == self.alone else here))
        entering = np.zeros(len(own)) if there == self.alone else self.cost[own, there]
        if there != self.alone:
            entering = np.where(self.usable[own, there], entering, FAR)
        leaving = 0 if here == self.alone else self.cost[own, here]
        return int(own[np.argmin(entering - leaving)])

    def _walk(self, start: int, goal: int) -> list[int]:
        if start == goal:
            return [start]
        if self.far is not None:
            # Every cycle costs at least its moves, so a walk along shortest steps never goes round.
            nodes = [start]
            while nodes[-1] != goal:
                nodes.append(int((self.weights[nodes[-1]] + self.far[:, goal]).argmin()))
            return nodes
        return self._search(start, goal)

    def _search(self, start: int, goal: int) -> list[int]:
        """Bellman–Ford from one mentor."""
        size = len(self.weights)
        far = np.full(size, FAR)
        far[start] = 0
        came = np.full(size, NOBODY)
        for _ in range(size + 1):
            through = far[:, None] + self.weights
            best = through.argmin(axis=0)
            reached = through[best, np.arange(size)]
            better = reached < far
            if not better.any():
                break
            far[better], came[better] = reached[better], best[better]
        else:
            raise ValueError("the plan is not optimal")
        nodes = [goal]
        while nodes[-1] != start:
            nodes.append(int(came[nodes[-1]]))
        return nodes[::-1]
