"""Other mentors for those who are placed, and what each would cost the whole plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mentoring_site.names import decline, guess_gender
from mentoring_site.words import NBSP, plural
from pairing.matching.model import Alternative, Party
from pairing.matching.residual import Residual, Step, prices_of
from pairing.matching.solving import NOBODY, Grid, max_placed

CANDIDATES = 3
NO_CANDIDATE = 1_000_000
MOVES_SHOWN = 3
EXACT_MENTORS = 300  # up to so many all costs are exact at once; beyond, lower bounds until asked
ALONE = "Кто-то останется без наставника"
NOTHING_ELSE = "Остальные пары не изменятся"
OTHERS_MOVE = "Другим придётся сменить наставника"


class Costs:
    """A solved plan as costs of its first two levels, in points: what people are told of has no load in it."""

    def __init__(self, grid: Grid, mentors: NDArray[np.intp]) -> None:
        self.grid, self.mentors = grid, mentors
        # Wide enough that «who is left out» and «how many points» never mix, whichever sign the points have.
        self.unit = 2 * max_placed(grid) * int(grid.worth.max(initial=0)) + 1
        self.cost = -(grid.worth + (grid.weight * float(self.unit))[:, None])
        self.cost *= grid.usable
        self.is_exact = len(grid.free) <= EXACT_MENTORS
        self._residual: Residual | None = None

    @property
    def residual(self) -> Residual:
        if self._residual is None:
            self._residual = Residual(self.cost, self.grid.usable, self.mentors, self.grid.free)
        return self._residual

    def is_optimal(self) -> bool:
        """Is the plan the best for these costs? One that has aged may not be."""
        try:
            duals, prices = prices_of(self.cost, self.grid.usable, self.mentors)
        except ValueError:
            return False
        load = np.bincount(self.mentors[self.mentors != NOBODY], minlength=len(prices))
        return bool((duals <= 0).all() and (prices[load < self.grid.free] == 0).all())

    def next_candidates(self) -> dict[int, tuple[Alternative, ...]]:
        """By position of a placed mentee: the best scores after the present one, cheaper for the plan first."""
        placed = np.flatnonzero(self.mentors != NOBODY)
        if not len(placed):
            return {}
        bounds = self._bounds(placed)
        shown, order = self._best(placed, bounds)
        if self.is_exact:
            self.residual.prepare()
        load = np.bincount(self.mentors[placed], minlength=len(self.grid.free))
        is_free = load < self.grid.free
        found = {}
        for row, mentee in enumerate(placed.tolist()):
            others = [int(mentor) for mentor, real in zip(order[row], shown[row], strict=True) if real]
            found[mentee] = tuple(
                self.exact(mentor, mentee)
                if self.is_exact
                else self._bound(mentor, mentee, bounds[row], is_free)
                for mentor in others
            )
        return found

    def _bounds(self, placed: NDArray[np.intp]) -> NDArray[np.float64]:
        duals, prices = prices_of(self.cost, self.grid.usable, self.mentors)
        bounds = self.cost[placed]
        bounds += prices
        bounds -= duals[placed][:, None]
        return bounds

    def _best(
        self, placed: NDArray[np.intp], bounds: NDArray[np.float64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        width = min(CANDIDATES, bounds.shape[1])
        key = np.minimum(bounds, 999).astype(np.int32)
        key -= self.grid.scores.total[placed].astype(np.int32) * 1000
        key[~self.grid.usable[placed]] = NO_CANDIDATE
        key[np.arange(len(placed)), self.mentors[placed]] = NO_CANDIDATE
        best = np.argpartition(key, width - 1, axis=1)[:, :width]
        best.sort(axis=1)
        keys = np.take_along_axis(key, best, axis=1)
        order = np.take_along_axis(best, np.argsort(keys, axis=1, kind="stable"), axis=1)
        return np.take_along_axis(key, order, axis=1) < NO_CANDIDATE, order

    def _bound(
        self, mentor: int, mentee: int, bounds: NDArray[np.float64], is_free: NDArray[np.bool_]
    ) -> Alternative:
        least = bounds[mentor]
        leaves_out = least > self.unit // 2
        if leaves_out:
            least -= self.unit * round(least / self.unit)
        return Alternative(
            mentor_id=self.grid.problem.mentors[mentor].side.entry_id,
            score=int(self.grid.scores.total[mentee, mentor]),
            cost=max(0, int(least)),
            is_exact=False,
            effect=ALONE if leaves_out else NOTHING_ELSE if is_free[mentor] else OTHERS_MOVE,
        )

    def exact(self, mentor: int, mentee: int) -> Alternative:
        steps = self.residual.chain(mentee, mentor)
        moved = {mentee: mentor, **{step.mentee: step.mentor for step in steps}}
        lost = sum(
            self._worth(who, int(self.mentors[who])) - self._worth(who, to) for who, to in moved.items()
        )
        mentees = self.grid.problem.mentees
        return Alternative(
            mentor_id=self.grid.problem.mentors[mentor].side.entry_id,
            score=int(self.grid.scores.total[mentee, mentor]),
            cost=max(0, lost),
            is_exact=True,
            effect=self._effect(steps),
            left_out=tuple(mentees[step.mentee].side.entry_id for step in steps if step.mentor == NOBODY),
        )

    def _worth(self, mentee: int, mentor: int) -> int:
        return 0 if mentor == NOBODY else int(self.grid.worth[mentee, mentor])

    def _effect(self, steps: Sequence[Step]) -> str:
        """Who stays alone comes first; of a long chain the first moves and how many more."""
        told = [self._told(step) for step in sorted(steps, key=lambda step: step.mentor != NOBODY)]
        rest = len(told) - MOVES_SHOWN
        if rest > 0:
            more = plural(rest, "человек сменит", "человека сменят", "человек сменят")
            told[MOVES_SHOWN:] = [f"ещё {rest}{NBSP}{more} наставника"]
        return "; ".join(told) or NOTHING_ELSE

    def _told(self, step: Step) -> str:
        name = self.grid.problem.mentees[step.mentee].side.name
        if step.mentor == NOBODY:
            return f"{name} останется без наставника"
        mentor = self.grid.problem.mentors[step.mentor]
        if self.mentors[step.mentee] == NOBODY:
            return f"{name} получит наставника: {mentor.side.name}"
        return f"{name} перейдёт к {to_whom(mentor)}"


def to_whom(party: Party) -> str:
    """«Власовой Екатерине»; a name of an unknown sex stays as it is."""
    gender = party.gender or guess_gender(party.side.name)
    return decline(party.side.name, "dative", gender) if gender else f"наставнику {party.side.name}"
