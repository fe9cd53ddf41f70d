"""Which pairs are lawful in a run, all at once: the rules of pairing/rules.py over matrices mentees × mentors.

`pairing/rules.py` stays the one source of rules and sentences; a test holds that for any problem both say the same
of every edge. Bits of `failed` are PAIR_CODES; what concerns one person alone lies in `of_mentor` and `of_mentee`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pairing import rules
from pairing.edges import Edge, Finding, Model
from pairing.matching import columns
from pairing.matching.columns import UNKNOWN, Kinds, flags, kinds, numbers, spread
from pairing.matching.levels import ADJUSTABLE, BIT, MODEL_CODES, PAIR_CODES, forbids, level_of
from pairing.matching.model import Party, Problem, Settings


@dataclass(frozen=True)
class ModelKinds:
    """People by what the rules of models ask; `model` is chosen for each kind of mentee with each kind of mentor."""

    mentees: Kinds
    mentors: Kinds
    model: NDArray[np.int8]


@dataclass(frozen=True)
class CommonHours:
    """How many hours of the week each two share; known only where both gave any."""

    count: NDArray[np.float32]
    mentee_gave: NDArray[np.bool_]
    mentor_gave: NDArray[np.bool_]

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        return self.mentee_gave[:, None] & self.mentor_gave


@dataclass(frozen=True)
class Law:
    """failed: bits of PAIR_CODES; model: index in problem.models, -1 without one. Rows are mentees."""

    problem: Problem
    settings: Settings
    of_mentor: Mapping[str, NDArray[np.bool_]]
    of_mentee: Mapping[str, NDArray[np.bool_]]
    failed: NDArray[np.uint32]
    kinds: ModelKinds
    hours: CommonHours

    @cached_property
    def model(self) -> NDArray[np.int8]:
        return spread(self.kinds.model, self.kinds.mentees, self.kinds.mentors)

    @cached_property
    def mentor_may(self) -> NDArray[np.bool_]:
        return ~_any(self.of_mentor.values(), len(self.problem.mentors))

    @cached_property
    def mentee_may(self) -> NDArray[np.bool_]:
        return ~_any(self.of_mentee.values(), len(self.problem.mentees))

    @cached_property
    def forbidding(self) -> np.uint32:
        return np.uint32(sum(int(BIT[code]) for code in PAIR_CODES if forbids(code, self.settings)))

    @cached_property
    def pair_may(self) -> NDArray[np.bool_]:
        return (self.failed & self.forbidding) == 0

    @cached_property
    def lawful(self) -> NDArray[np.bool_]:
        return self.pair_may & self.mentee_may[:, None] & self.mentor_may[None, :]

    def codes(self, mentee: int, mentor: int) -> set[str]:
        """Every rule that this edge fails, warnings about the unknown left aside."""
        bits = self.failed[mentee, mentor]
        return {
            *(code for code in PAIR_CODES if bits & BIT[code]),
            *(code for code, fails in self.of_mentor.items() if fails[mentor]),
            *(code for code, fails in self.of_mentee.items() if fails[mentee]),
        }


def law_of(problem: Problem, settings: Settings) -> Law:
    mentors, mentees = problem.mentors, problem.mentees
    failed, of_models = _by_kinds(problem, settings)
    hours = _common_hours(problem)
    _everywhere(failed, problem, hours)
    _here_and_there(failed, problem)
    free = columns.free_places(mentors)
    of_mentor = {
        **_own(mentors),
        "mentor_not_admitted": flags(mentors, lambda p: not p.side.is_admitted and not p.side.is_left),
        "mentor_not_ready": flags(
            mentors, lambda p: not p.side.is_ready and p.side.is_admitted and not p.side.is_left
        ),
        "consent_mentor": flags(mentors, lambda p: not p.side.is_consent_valid),
        "no_places": free < 1,
    }
    of_mentee = {
        **_own(mentees),
        "mentee_not_admitted": flags(mentees, lambda p: not p.side.is_admitted and not p.side.is_left),
        "open_pair": flags(mentees, lambda p: p.side.has_open_pair),
        "consent_mentee": flags(mentees, lambda p: not p.side.is_consent_valid),
    }
    return Law(problem, settings, of_mentor, of_mentee, failed, of_models, hours)


def edge_of(problem: Problem, mentor: Party, mentee: Party, model: Model | None) -> Edge:
    """The same facts for one edge, as the rules of pairing/rules.py ask them."""
    ours, theirs = mentor.side, mentee.side
    conclusion, reservation = problem.conclusions.get((ours.entry_id, theirs.entry_id), ("", ""))
    people = ours.person_id, theirs.person_id
    return Edge(
        mentor=ours,
        mentee=theirs,
        model=model,
        parted_because=problem.parted.get(people),
        conclusion=conclusion,
        reservation=reservation,
        ban=problem.bans.get(people),
        mentor_refuses=theirs.entry_id in mentor.refuses,
        mentee_refuses=ours.entry_id in mentee.refuses,
        is_superior=theirs.person_id in mentor.heads,
        has_common_time=bool(mentor.slots & mentee.slots) if mentor.slots and mentee.slots else None,
    )


def findings_in_run(edge: Edge, settings: Settings) -> tuple[Finding, ...]:
    """All failures of an edge with the levels of the run."""
    return tuple(
        replace(found, level=level_of(found.code, settings)) if found.code in ADJUSTABLE else found
        for found in rules.findings(edge)
    )


def _own(parties: tuple[Party, ...]) -> dict[str, NDArray[np.bool_]]:
    return {
        "left": flags(parties, lambda p: p.side.is_left),
        "form_missing": flags(parties, lambda p: p.side.form_id is None),
    }


def _any(many: Iterable[NDArray[np.bool_]], size: int) -> NDArray[np.bool_]:
    return np.logical_or.reduce([np.zeros(size, np.bool_), *many])


# --- rules of the interaction model: few kinds of people, so a small matrix that is spread ------------------


def _by_kinds(problem: Problem, settings: Settings) -> tuple[NDArray[np.uint32], ModelKinds]:
    known = {model.id: index for index, model in enumerate(problem.models)}
    ours = kinds(
        problem.mentors,
        lambda p: (p.side.form_id, p.side.grade, p.side.experience_years, p.side.subjects),
    )
    theirs = kinds(
        problem.mentees,
        lambda p: (
            p.side.form_id, p.side.grade, p.side.experience_years, p.side.subjects,
            known.get(p.side.wished_model_id or 0, -1),
        ),
    )  # fmt: skip
    facts = _Facts(theirs.samples, ours.samples)
    shape = len(theirs.samples), len(ours.samples)
    bits, chosen = np.zeros(shape, np.uint32), np.full(shape, -1, np.int8)
    if problem.models:
        failed = np.stack([facts.failed(model) for model in problem.models])
        forbidding = np.uint32(sum(int(BIT[code]) for code in MODEL_CODES if forbids(code, settings)))
        first = np.argmax((failed & forbidding) == 0, axis=0)  # 0 when none passes: the first model speaks
        wished = numbers(theirs.samples, lambda p: known.get(p.side.wished_model_id or 0, -1))
        chosen = np.where(wished[:, None] >= 0, wished[:, None], first).astype(np.int8)
        bits = np.take_along_axis(failed, chosen[None].astype(np.intp), axis=0)[0]
    bits = bits | np.where(facts.form_mismatch, BIT["form_mismatch"], np.uint32(0))
    return spread(bits, theirs, ours), ModelKinds(theirs, ours, chosen)


class _Facts:
    """Gaps and overlaps between kinds of mentees (rows) and kinds of mentors (columns)."""

    def __init__(self, mentees: tuple[Party, ...], mentors: tuple[Party, ...]) -> None:
        ours, theirs = (
            {
                "form": numbers(people, lambda p: p.side.form_id),
                "grade": numbers(people, lambda p: p.side.grade),
                "years": numbers(people, lambda p: p.side.experience_years),
            }
            for people in (mentors, mentees)
        )
        self.form = ours["form"]
        both = (ours["form"] != UNKNOWN) & (theirs["form"][:, None] != UNKNOWN)
        self.form_mismatch = both & (ours["form"] != theirs["form"][:, None])
        self.gap, self.gap_known = _difference(ours["grade"], theirs["grade"])
        self.more_years, self.years_known = _difference(ours["years"], theirs["years"])
        self.years = theirs["years"][:, None]
        (subjects, asked), width = columns.marks(
            [p.side.subjects for p in mentors], [p.side.subjects for p in mentees]
        )
        both = (asked.sizes[:, None] > 0) & (subjects.sizes > 0)
        self.other_subject = both & (asked.dense(width) @ subjects.dense(width).T == 0)

    def failed(self, model: Model) -> NDArray[np.uint32]:
        bits = np.zeros(self.gap.shape, np.uint32)

        def mark(code: str, where: NDArray[np.bool_]) -> None:
            bits[np.broadcast_to(where, bits.shape)] |= BIT[code]

        mark("model_of_other_form", (self.form != UNKNOWN) & (self.form != model.form_id))
        if model.min_grade_gap is not None:
            mark("grade_too_near", self.gap_known & (self.gap < model.min_grade_gap))
        if model.max_grade_gap is not None:
            mark("grade_too_far", self.gap_known & (self.gap > model.max_grade_gap))
        if model.same_subject:
            mark("other_subject", self.other_subject)
        if model.mentee_experience_max_years is not None:
            mark("mentee_too_experienced", self.years > model.mentee_experience_max_years)
        if model.mentor_more_experienced:
            mark("mentor_less_experienced", self.years_known & (self.more_years <= 0))
        return bits


def _difference(
    ours: NDArray[np.int64], theirs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    return ours - theirs[:, None], (ours != UNKNOWN) & (theirs[:, None] != UNKNOWN)


# --- rules about these two people ---------------------------------------------------------------------------


def _common_hours(problem: Problem) -> CommonHours:
    (ours, theirs), width = columns.marks(
        [p.slots for p in problem.mentors], [p.slots for p in problem.mentees]
    )
    return CommonHours(theirs.dense(width) @ ours.dense(width).T, theirs.sizes > 0, ours.sizes > 0)


def _everywhere(failed: NDArray[np.uint32], problem: Problem, hours: CommonHours) -> None:
    ours, theirs = (
        numbers(people, lambda p: p.side.program_id) for people in (problem.mentors, problem.mentees)
    )
    if len(set(ours.tolist()) | set(theirs.tolist())) > 1:
        failed[theirs[:, None] != ours] |= BIT["other_program"]
    never = hours.count == 0
    never &= hours.known
    np.bitwise_or(failed, BIT["no_common_time"], out=failed, where=never)


def _here_and_there(failed: NDArray[np.uint32], problem: Problem) -> None:
    mentors, mentees = problem.mentors, problem.mentees
    mentor_entry, mentee_entry = (
        columns.where_is(p.side.entry_id for p in people) for people in (mentors, mentees)
    )
    mentor_person, mentee_person = (
        columns.where_is(p.side.person_id for p in people) for people in (mentors, mentees)
    )

    def mark(code: str, mentor_at: Iterable[int], mentee_at: Iterable[int]) -> None:
        mentor_at = list(mentor_at)
        for mentee in mentee_at:
            for mentor in mentor_at:
                failed[mentee, mentor] |= BIT[code]

    for person, at in mentor_person.items():
        mark("same_person", at, mentee_person.get(person, ()))
    for (ours, theirs), because in problem.parted.items():
        code = "parted_by_conflict" if rules.is_conflict(because) else "parted_before"
        mark(code, mentor_person.get(ours, ()), mentee_person.get(theirs, ()))
    for ours, theirs in problem.bans:
        mark("banned", mentor_person.get(ours, ()), mentee_person.get(theirs, ()))
    for (ours, theirs), (conclusion, _) in problem.conclusions.items():
        if conclusion == "not_recommended":
            mark("not_recommended", mentor_entry.get(ours, ()), mentee_entry.get(theirs, ()))
    for index, mentor in enumerate(mentors):
        for entry in mentor.refuses:
            mark("refused", [index], mentee_entry.get(entry, ()))
        for person in mentor.heads:
            mark("superior", [index], mentee_person.get(person, ()))
    for index, mentee in enumerate(mentees):
        for entry in mentee.refuses:
            mark("refused", mentor_entry.get(entry, ()), [index])
