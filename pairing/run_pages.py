"""A stored run as people read it: names from the run itself, so that it can be understood in a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pairing.board import reasons_of
from pairing.matching import compare_records
from pairing.matching.model import Unplaced
from pairing.models import MatchingRun
from pairing.services.matching_runs import plan_of

NOBODY = "без пары"
OUTSIDE = "вне подбора"  # in a locked pair, or not in the base then


@dataclass(frozen=True)
class MatchRow:
    score: int
    mentor: str
    mentees: Sequence[str]
    reasons: Sequence[str]


@dataclass(frozen=True)
class AloneRow:
    name: str
    why: str


@dataclass(frozen=True)
class RunView:
    matches: Sequence[MatchRow]
    alone: Sequence[AloneRow]
    notes: Sequence[str]
    free_places: int


@dataclass(frozen=True)
class Change:
    """One mentee in two runs. score: points won or lost by him."""

    mentee: str
    before: str
    after: str
    score: int

    @property
    def points(self) -> int:
        return abs(self.score)


@dataclass(frozen=True)
class Compared:
    """before, after: figures of both; changes: only those whose mentor differs."""

    before: MatchingRun
    after: MatchingRun
    changes: Sequence[Change] = field(default_factory=tuple)
    same: int = 0


def run_view(run: MatchingRun) -> RunView:
    plan = plan_of(run)
    mentors, mentees = _names(run)
    return RunView(
        matches=[
            MatchRow(
                match.score,
                mentors(match.mentor_id),
                [mentees(seat.view.mentee_id) for seat in match.seats],
                list(dict.fromkeys(reason for seat in match.seats for reason in reasons_of(seat.view)))[:2],
            )
            for match in sorted(plan.matches, key=lambda match: -match.score)
        ],
        alone=[AloneRow(mentees(row.mentee_id), _why(row)) for row in plan.unplaced],
        notes=[row.words for row in plan.blocking],
        free_places=plan.free_places,
    )


def compared(before: MatchingRun, after: MatchingRun) -> Compared:
    """Who would change his mentor if the second run took the place of the first."""
    found = compare_records(before.result, after.result)
    old_mentors, old_mentees = _names(before)
    new_mentors, new_mentees = _names(after)
    took_part = [
        {seat["view"]["mentee_id"] for match in run.result["matches"] for seat in match["seats"]}
        | {row["mentee_id"] for row in run.result["unplaced"]}
        for run in (before, after)
    ]
    changes = [
        Change(
            new_mentees(row.mentee_id)
            if str(row.mentee_id) in after.people["mentees"]
            else old_mentees(row.mentee_id),
            _mentor_words(row.was, old_mentors, row.mentee_id in took_part[0]),
            _mentor_words(row.now, new_mentors, row.mentee_id in took_part[1]),
            row.score if None not in (row.was, row.now) else 0,
        )
        for row in (*found.lost, *found.changed, *found.newly_placed)
    ]
    return Compared(before, after, changes, len(found.same))


def _mentor_words(mentor: int | None, name: Callable[[int], str], took_part: bool) -> str:
    if mentor is not None:
        return name(mentor)
    return NOBODY if took_part else OUTSIDE


def _why(row: Unplaced) -> str:
    if len(row.whys) == 1 and not row.help:
        return row.whys[0].words  # his own paper or mark: it is not a matter of mentors
    whys = ", ".join(f"{why.words}: {len(why.mentor_ids)}" for why in row.whys[:3])
    said = f"Кто из наставников не подходит: {whys}" if whys else ""
    return ". ".join(part for part in (said, row.bottleneck.rstrip("."), row.help.rstrip(".")) if part)


def _names(run: MatchingRun) -> tuple[Callable[[int], str], Callable[[int], str]]:
    def of(side: str) -> Callable[[int], str]:
        people = run.people.get(side, {})
        return lambda key: people.get(str(key), "данные удалены")

    return of("mentors"), of("mentees")
