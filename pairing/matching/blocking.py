"""Two who named each other and would both rather be together than with whom the plan gives them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pairing.matching.columns import where_is
from pairing.matching.model import Blocking
from pairing.matching.solving import NOBODY, Grid

UNNAMED = 9  # after any rank


def blocking_of(grid: Grid, mentors: NDArray[np.intp]) -> tuple[Blocking, ...]:
    problem = grid.problem
    mentor_at = where_is(p.side.entry_id for p in problem.mentors)
    mentees_of: dict[int, list[int]] = {}
    for mentee, mentor in enumerate(mentors.tolist()):
        mentees_of.setdefault(mentor, []).append(mentee)
    found = []
    for at, mentee in enumerate(problem.mentees):
        now = int(mentors[at])
        has = UNNAMED
        if now != NOBODY:
            has = mentee.ranks.get(problem.mentors[now].side.entry_id, UNNAMED)
        for entry, rank in sorted(mentee.ranks.items()):
            for other in mentor_at.get(entry, ()):
                mentor = problem.mentors[other]
                his = mentor.ranks.get(mentee.side.entry_id)
                if rank >= has or his is None or not grid.usable[at, other]:
                    continue
                led = [
                    mentor.ranks.get(problem.mentees[i].side.entry_id, UNNAMED)
                    for i in mentees_of.get(other, [])
                ]
                if len(led) < grid.free[other] or his < max(led):
                    words = f"{mentor.side.name} и {mentee.side.name} назвали друг друга, но план их развёл."
                    found.append(Blocking(mentor.side.entry_id, mentee.side.entry_id, words))
    return tuple(found)
