"""Components of a score: one matrix of 0–100 each, mentees × mentors; MISSING where nobody's answer feeds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pairing.matching import columns
from pairing.matching.columns import UNKNOWN, Marks, kinds, numbers, spread
from pairing.matching.lawful import Law
from pairing.matching.model import Part, Party, Problem, Settings
from pairing.matching.stems import stems

MISSING = 255
DENSE = 256  # a wider vocabulary is multiplied as a sparse matrix
RANK_VALUE = {1: 100, 2: 80, 3: 60}
CONCLUSION_VALUE = {"recommended": 100, "reservation": 50, "not_recommended": 0}
GRADE_STEP = 25  # points that each grade away from the best distance takes

Matrix = NDArray[np.uint8]


def _blank(law: Law, value: int = MISSING) -> Matrix:
    return np.full(law.failed.shape, value, np.uint8)


def _preference(law: Law) -> Matrix:
    """A side without a word of its own leaves its half to the other."""
    mentors, mentees = law.problem.mentors, law.problem.mentees
    ours, theirs = (columns.flags(people, lambda p: p.ranks) for people in (mentors, mentees))
    values = _blank(law)
    values[theirs, :] = 0
    values[:, ours] = 0
    said: dict[tuple[int, int], int] = {}
    mentor_at, mentee_at = (
        columns.where_is(p.side.entry_id for p in people) for people in (mentors, mentees)
    )
    for index, mentee in enumerate(mentees):
        for entry, rank in mentee.ranks.items():
            for other in mentor_at.get(entry, ()):
                said[index, other] = said.get((index, other), 0) + RANK_VALUE.get(rank, 0)
    for index, mentor in enumerate(mentors):
        for entry, rank in mentor.ranks.items():
            for other in mentee_at.get(entry, ()):
                said[other, index] = said.get((other, index), 0) + RANK_VALUE.get(rank, 0)
    for (row, column), value in said.items():
        values[row, column] = value // (int(theirs[row]) + int(ours[column]))
    return values


def _test(law: Law) -> Matrix:
    values = _blank(law)
    mentors = columns.where_is(p.side.entry_id for p in law.problem.mentors)
    mentees = columns.where_is(p.side.entry_id for p in law.problem.mentees)
    for (ours, theirs), (conclusion, _) in law.problem.conclusions.items():
        if conclusion in CONCLUSION_VALUE:
            for row in mentees.get(theirs, ()):
                values[row, mentors.get(ours, [])] = CONCLUSION_VALUE[conclusion]
    return values


def topic_weights(mentors: Sequence[Party]) -> Callable[[int], int]:
    """Weight of a topic by how few mentors offer it: 10 when all do, 10 more for each halving."""
    offered: dict[int, int] = {}
    for mentor in mentors:
        for topic in {topic for topic, _ in mentor.topics}:
            offered[topic] = offered.get(topic, 0) + 1
    whole = sum(1 for mentor in mentors if mentor.topics) + 1
    return lambda topic: 10 + round(10 * float(np.log2(whole / (offered.get(topic, 0) + 1))))


def _topics(law: Law) -> Matrix:
    mentors, mentees = law.problem.mentors, law.problem.mentees
    lists = [[list(dict(p.topics)) for p in people] for people in (mentors, mentees)]
    (offers, asked), width = columns.marks(*lists)
    weigh = topic_weights(mentors)
    weight_at = np.zeros(max(width, 1), np.int64)
    for held, marked in zip(lists, (offers, asked), strict=True):
        weight_at[marked.items] = [weigh(topic) for topics in held for topic in topics]
    need = np.bincount(asked.rows, weight_at[asked.items], len(mentees)).astype(np.int64)
    return _covered(offers, asked, width, weight_at, need[:, None])


def _interests(law: Law) -> Matrix:
    words = [[stems(p.interests) for p in people] for people in (law.problem.mentors, law.problem.mentees)]
    (ours, theirs), width = columns.marks(*words)
    shorter = np.minimum(theirs.sizes[:, None].astype(np.float32), ours.sizes.astype(np.float32))
    return _covered(ours, theirs, width, np.ones(max(width, 1)), shorter)


def _covered(
    ours: Marks, theirs: Marks, width: int, weight_at: NDArray[np.number], whole: NDArray[np.number]
) -> Matrix:
    """Share of what two hold together in `whole`, rounded half up; MISSING where one of them holds nothing."""
    if width <= DENSE:
        share = (theirs.dense(width) * weight_at[:width].astype(np.float32)) @ ours.dense(width).T
    else:
        left = sparse.csr_array(
            (weight_at[theirs.items].astype(np.float32), (theirs.rows, theirs.items)),
            shape=(len(theirs.sizes), width),
        )
        right = sparse.csr_array(
            (np.ones(len(ours.items), np.float32), (ours.items, ours.rows)), shape=(width, len(ours.sizes))
        )
        share = (left @ right).toarray()
    share *= 100
    share /= np.maximum(whole, 1).astype(np.float32)
    share += 0.5
    values = share.astype(np.uint8)
    values[theirs.sizes == 0] = MISSING
    values[:, ours.sizes == 0] = MISSING
    return values


def _time(law: Law) -> Matrix:
    hours = law.hours
    # 60, 80, 100 for one hour, two, three and more.
    points = np.minimum(hours.count, 3) * 20
    points += (hours.count > 0) * np.float32(40)
    values = points.astype(np.uint8)
    values[~hours.mentee_gave] = MISSING
    values[:, ~hours.mentor_gave] = MISSING
    return values


def ideal_gap(problem: Problem, settings: Settings, model: int) -> int:
    """The best distance of the settings, kept within what the interaction model allows."""
    ideal = settings.ideal_gap
    if model < 0:
        return ideal
    least, most = problem.models[model].min_grade_gap, problem.models[model].max_grade_gap
    ideal = ideal if least is None else max(ideal, least)
    return ideal if most is None else min(ideal, most)


def _grade(law: Law) -> Matrix:
    """The kinds of the rules of models know the grades and the model, so the small matrix is enough."""
    ours, theirs = law.kinds.mentors, law.kinds.mentees
    mine, other = (numbers(kind.samples, lambda p: p.side.grade) for kind in (ours, theirs))
    known = (mine != UNKNOWN) & (other[:, None] != UNKNOWN)
    ideals = [ideal_gap(law.problem, law.settings, at) for at in (*range(len(law.problem.models)), -1)]
    away = np.abs(mine - other[:, None] - np.array(ideals)[law.kinds.model])
    return spread(
        np.where(known, np.maximum(100 - GRADE_STEP * away, 0), MISSING).astype(np.uint8), theirs, ours
    )


def _gender(law: Law) -> Matrix:
    ours, theirs = (
        kinds(people, lambda p: (p.gender, p.wishes_gender))
        for people in (law.problem.mentors, law.problem.mentees)
    )
    small = np.full((len(theirs.samples), len(ours.samples)), MISSING, np.uint8)
    for row, mentee in enumerate(theirs.samples):
        for column, mentor in enumerate(ours.samples):
            met = [bool(met) for met in wishes_met(mentor, mentee) if met is not None]
            if met:
                small[row, column] = 100 * sum(met) // len(met)
    return spread(small, theirs, ours)


def wishes_met(mentor: Party, mentee: Party) -> tuple[bool | None, bool | None]:
    """Is the mentor's and the mentee's wish about the partner met; None: no wish, or the partner's sex is unknown."""
    return _is_met(mentor, mentee), _is_met(mentee, mentor)


def _is_met(one: Party, other: Party) -> bool | None:
    return one.wishes_gender == other.gender if one.wishes_gender and other.gender else None


def _continuity(law: Law) -> Matrix:
    values = _blank(law)
    mentors = columns.where_is(p.side.person_id for p in law.problem.mentors)
    mentees = columns.where_is(p.side.person_id for p in law.problem.mentees)
    pairs = [
        (row, column)
        for ours, theirs in law.problem.continued
        for row in mentees.get(theirs, ())
        for column in mentors.get(ours, ())
    ]
    for row, _ in pairs:
        values[row, :] = 0
    for row, column in pairs:
        values[row, column] = 100
    return values


MEASURES: dict[Part, Callable[[Law], Matrix]] = {
    Part.PREFERENCE: _preference,
    Part.TEST: _test,
    Part.TOPICS: _topics,
    Part.INTERESTS: _interests,
    Part.TIME: _time,
    Part.GRADE: _grade,
    Part.GENDER: _gender,
    Part.CONTINUITY: _continuity,
}
