"""Why somebody is without a pair, who competes for the same mentors, and what would help."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mentoring_site.words import counted, joined
from pairing.edges import Model
from pairing.matching.facts import in_sentence
from pairing.matching.levels import BIT, PAIR_CODES, RULE_OF, forbids
from pairing.matching.model import Party, Unplaced, WhyAlone
from pairing.matching.solving import NOBODY, Grid

FLOOR = "below_floor"
NAMED = 5  # of a long list of people
LAST_GRADE = 11


def unplaced_of(grid: Grid, mentors: NDArray[np.intp]) -> tuple[Unplaced, ...]:
    alone = np.flatnonzero(mentors == NOBODY)
    rivals = Rivals(grid, mentors)
    whys = _Whys(grid)
    return tuple(_unplaced(grid, int(mentee), whys, rivals) for mentee in alone)


def _unplaced(grid: Grid, mentee: int, whys: _Whys, rivals: Rivals) -> Unplaced:
    usable = grid.usable[mentee]
    is_possible = bool(usable.any())
    return Unplaced(
        mentee_id=grid.problem.mentees[mentee].side.entry_id,
        is_possible=is_possible,
        whys=whys.of(mentee),
        lawful_mentor_ids=tuple(whys.ids[usable].tolist()),
        bottleneck=rivals.of(mentee) if is_possible else "",
        help=_help(grid, mentee),
    )


class _Whys:
    """Every mentor is counted once, under the first rule that he fails: so the counts add up."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.ids = np.array([mentor.side.entry_id for mentor in grid.problem.mentors], np.int64)
        law = grid.law
        self.own = np.full(len(self.ids), -1)
        self.own_codes = list(law.of_mentor)
        for index, code in reversed(list(enumerate(self.own_codes))):
            self.own[law.of_mentor[code]] = index
        self.pair_codes = [code for code in PAIR_CODES if forbids(code, grid.settings)]

    def of(self, mentee: int) -> tuple[WhyAlone, ...]:
        if not len(self.ids):
            return ()
        law = self.grid.law
        for code, fails in law.of_mentee.items():
            if fails[mentee]:  # his own paper or mark: whatever the mentors are, nobody can take him
                return (WhyAlone(code, RULE_OF[code].short, tuple(self.ids.tolist())),)
        groups: list[tuple[str, str, NDArray[np.bool_]]] = [
            (code, RULE_OF[code].short, self.own == index) for index, code in enumerate(self.own_codes)
        ]
        left = self.own < 0
        bits = law.failed[mentee] & law.forbidding
        for code in self.pair_codes:
            here = left & ((bits & BIT[code]) != 0)
            groups.append((code, RULE_OF[code].short, here))
            left = left & ~here
        floor = self.grid.settings.floor
        groups.append((FLOOR, f"балл ниже порога {floor}", left & ~self.grid.usable[mentee]))
        told = [
            WhyAlone(code, words, tuple(self.ids[who].tolist())) for code, words, who in groups if who.any()
        ]
        return tuple(sorted(told, key=lambda why: -len(why.mentor_ids)))


class Rivals:
    """Those who compete for the same places: everybody whom a chain of moves from this mentee may reach."""

    def __init__(self, grid: Grid, mentors: NDArray[np.intp]) -> None:
        self.grid, self.mentors = grid, mentors
        size = len(grid.free)
        placed = np.flatnonzero(mentors != NOBODY)
        self.reach = np.zeros((size, size), np.bool_)
        placed = placed[np.argsort(mentors[placed], kind="stable")]
        if len(placed):
            at = mentors[placed]
            starts = np.flatnonzero(np.r_[True, at[1:] != at[:-1]])
            self.reach[at[starts]] = np.logical_or.reduceat(grid.usable[placed], starts, axis=0)
        self.known: dict[bytes, str] = {}

    def of(self, mentee: int) -> str:
        """«На 4 места у 3 наставников (…) претендуют 5 человек: …»."""
        mentors = self._closed(self.grid.usable[mentee])
        key = mentors.tobytes()
        if key not in self.known:
            self.known[key] = self._words(mentors)
        return self.known[key]

    def _closed(self, start: NDArray[np.bool_]) -> NDArray[np.bool_]:
        inside, fresh = start.copy(), start
        while fresh.any():
            reached = self.reach[fresh].any(axis=0)
            fresh = reached & ~inside
            inside |= fresh
        return inside

    def _words(self, mentors: NDArray[np.bool_]) -> str:
        grid = self.grid
        wanting = grid.usable[:, mentors].any(axis=1) & ~grid.usable[:, ~mentors].any(axis=1)
        people = [grid.problem.mentees[at].side.name for at in np.flatnonzero(wanting)]
        names = [grid.problem.mentors[at].side.name for at in np.flatnonzero(mentors)]
        places = int(grid.free[mentors].sum())
        whose = counted(len(names), "наставника", "наставников", "наставников")
        return (
            f"На {counted(places, 'место', 'места', 'мест')} у {whose} ({named(names)}) "
            f"{'претендует' if len(people) % 10 == 1 and len(people) % 100 != 11 else 'претендуют'} "
            f"{counted(len(people), 'человек', 'человека', 'человек')}: {named(people)}."
        )


def named(names: Sequence[str]) -> str:
    rest = len(names) - NAMED
    return joined(list(names)) if rest <= 0 else f"{', '.join(names[:NAMED])} и ещё {rest}"


def _help(grid: Grid, mentee: int) -> str:
    law = grid.law
    if not law.mentee_may[mentee]:
        return ""  # what is missing is his own, and the line of whys says it
    party = grid.problem.mentees[mentee]
    if not grid.usable[mentee].any():
        if law.lawful[mentee].any():
            best = int(grid.scores.total[mentee][law.lawful[mentee]].max())
            return f"Лучший из подходящих по правилам — {best} из 100. Поможет порог ниже или пара вручную."
        nearly = np.flatnonzero(law.pair_may[mentee] & ~law.mentor_may)
        if len(nearly):
            names = [grid.problem.mentors[at].side.name for at in nearly]
            hinder = [RULE_OF[code].short for code, fails in law.of_mentor.items() if fails[nearly].any()]
            return f"По правилам подходят: {named(names)}. Мешает: {joined(hinder)}."
    return f"Поможет ещё один {_wanted(party, _model(grid, party))}."


def _model(grid: Grid, party: Party) -> Model | None:
    models = grid.problem.models
    wished = [model for model in models if model.id == party.side.wished_model_id]
    return (wished or list(models) or [None])[0]


def _wanted(mentee: Party, model: Model | None) -> str:
    """«наставник из 7–10 классов с темой «математика»»."""
    told = ["наставник"]
    grade = mentee.side.grade
    if grade is not None and model and (model.min_grade_gap is not None or model.max_grade_gap is not None):
        low = grade + model.min_grade_gap if model.min_grade_gap is not None else 1
        high = grade + model.max_grade_gap if model.max_grade_gap is not None else LAST_GRADE
        low, high = max(1, low), min(LAST_GRADE, high)
        if low <= high:
            told.append(f"из {low}–{high} классов" if low < high else f"из {low} класса")
    if model and model.same_subject and mentee.side.subjects:
        told.append(f"с предметом {' или '.join(f'«{subject}»' for subject in sorted(mentee.side.subjects))}")
    if model and model.mentor_more_experienced and mentee.side.experience_years is not None:
        years = counted(mentee.side.experience_years, "года", "лет", "лет")
        told.append(f"со стажем больше {years}")
    topics = [f"«{in_sentence(title)}»" for _, title in mentee.topics[:2]]
    if topics:
        told.append(f"с {'темой' if len(topics) == 1 else 'темами'} {joined(topics)}")
    return " ".join(told)
