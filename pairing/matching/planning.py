"""From a problem to a plan with all its explanations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pairing.matching.alone import unplaced_of
from pairing.matching.alternatives import Costs
from pairing.matching.blocking import blocking_of
from pairing.matching.explaining import edge_view
from pairing.matching.groups import split
from pairing.matching.model import Alternative, EdgeView, Match, Plan, Problem, Seat, Settings
from pairing.matching.solving import NOBODY, Grid, assign, grid_of


def solve(problem: Problem, settings: Settings) -> Plan:
    """The best plan by the objective of docs/decisions/0037-matching.md, explained. Equal input, equal output."""
    grid = grid_of(in_order(problem), settings)
    mentors = assign(grid)
    return plan_of(grid, mentors)


def in_order(problem: Problem) -> Problem:
    """Parties by entry id, so that the order in which the caller read them leaves no trace."""

    def by_entry(parties):
        return tuple(sorted(parties, key=lambda party: party.side.entry_id))

    return replace(problem, mentors=by_entry(problem.mentors), mentees=by_entry(problem.mentees))


def plan_of(grid: Grid, mentors: NDArray[np.intp]) -> Plan:
    placed = mentors != NOBODY
    alternatives = Costs(grid, mentors).next_candidates()
    mentees_of: dict[int, list[int]] = {}
    for mentee in np.flatnonzero(placed).tolist():
        mentees_of.setdefault(int(mentors[mentee]), []).append(mentee)
    matches: list[Match] = []
    for mentor in sorted(mentees_of):
        matches += _matches(grid, mentor, mentees_of[mentor], alternatives)
    rows = np.flatnonzero(placed)
    may = grid.law.mentor_may
    return Plan(
        matches=tuple(matches),
        unplaced=unplaced_of(grid, mentors),
        blocking=blocking_of(grid, mentors),
        free_places=int(grid.free[may].sum()) - len(rows),
        placed_weight=int(grid.weight[rows].sum()),
        total=int(grid.scores.total[rows, mentors[rows]].sum()),
    )


def _matches(
    grid: Grid, mentor: int, mentees: list[int], alternatives: dict[int, tuple[Alternative, ...]]
) -> list[Match]:
    problem = grid.problem
    party = problem.mentors[mentor]
    matches = []
    for group in split(party, [problem.mentees[at] for at in mentees], grid.settings):
        seats = tuple(
            Seat(edge_view(grid, mentor, mentees[at]), alternatives.get(mentees[at], ())) for at in group
        )
        total = sum(seat.view.score for seat in seats)
        matches.append(Match(party.side.entry_id, seats, (2 * total + len(seats)) // (2 * len(seats))))
    return matches


def explain_edge(problem: Problem, settings: Settings, mentor_id: int, mentee_id: int) -> EdgeView:
    """A possible or impossible pair, with all findings. Raises KeyError for people who are not in the problem."""
    grid = grid_of(problem, settings)
    mentor, mentee = positions(problem, mentor_id, mentee_id)
    return edge_view(grid, mentor, mentee)


def exact_alternative(
    problem: Problem, settings: Settings, plan: Plan, mentor_id: int, mentee_id: int
) -> Alternative:
    """What it costs the whole plan when the mentee goes to this mentor, by the fewest other moves.

    plan: of the same problem; when it is no longer the optimum (people have changed since), the cost is counted
    from what would be the best plan today. Raises ValueError when the pair is not lawful.
    """
    problem = in_order(problem)
    grid = grid_of(problem, settings)
    mentor, mentee = positions(problem, mentor_id, mentee_id)
    if not grid.law.lawful[mentee, mentor]:  # under the floor of «только хорошие пары» is lawful all the same
        raise ValueError("the pair is not lawful, so it has no cost")
    mentors = _assignment(grid, plan)
    costs = Costs(grid, mentors) if mentors is not None else None
    if costs is None or not costs.is_optimal():
        costs = Costs(grid, assign(grid))
    return costs.exact(mentor, mentee)


def _assignment(grid: Grid, plan: Plan) -> NDArray[np.intp] | None:
    """The plan as positions; None when it does not fit the problem any more."""
    mentor_at = {party.side.entry_id: at for at, party in enumerate(grid.problem.mentors)}
    mentee_at = {party.side.entry_id: at for at, party in enumerate(grid.problem.mentees)}
    mentors = np.full(len(mentee_at), NOBODY)
    for match in plan.matches:
        for seat in match.seats:
            mentor, mentee = mentor_at.get(match.mentor_id), mentee_at.get(seat.view.mentee_id)
            if mentor is None or mentee is None or not grid.usable[mentee, mentor]:
                return None
            mentors[mentee] = mentor
    load = np.bincount(mentors[mentors != NOBODY], minlength=len(grid.free))
    return None if (load > grid.free).any() else mentors


def positions(problem: Problem, mentor_id: int, mentee_id: int) -> tuple[int, int]:
    mentor_at = {party.side.entry_id: at for at, party in enumerate(problem.mentors)}
    mentee_at = {party.side.entry_id: at for at, party in enumerate(problem.mentees)}
    return mentor_at[mentor_id], mentee_at[mentee_id]
