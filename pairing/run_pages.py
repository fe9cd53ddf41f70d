"""A stored run as people read it: names from the run itself, so that it can be understood in a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pairing.matching.model import Plan
from pairing.models import MatchingRun
from pairing.services.matching_runs import plan_of

NOBODY = "без пары"


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
    """One mentee in two runs; empty mentor: not in that run at all."""

    mentee: str
    before: str
    after: str


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
                list(dict.fromkeys(reason for seat in match.seats for reason in seat.view.reasons))[:2],
            )
            for match in sorted(plan.matches, key=lambda match: -match.score)
        ],
        alone=[AloneRow(mentees(row.mentee_id), _why(row.help, row)) for row in plan.unplaced],
        notes=[row.words for row in plan.blocking],
        free_places=plan.free_places,
    )


def compared(before: MatchingRun, after: MatchingRun) -> Compared:
    """Who would change his mentor if the second run took the place of the first."""
    old_mentors, old_mentees = _names(before)
    new_mentors, new_mentees = _names(after)
    old, new = _mentor_by_mentee(plan_of(before)), _mentor_by_mentee(plan_of(after))
    changes, same = [], 0
    for mentee in dict.fromkeys((*new, *old)):
        if mentee in old and mentee in new and old[mentee] == new[mentee]:
            same += 1
            continue
        changes.append(
            Change(
                new_mentees(mentee) if mentee in new else old_mentees(mentee),
                _mentor_words(old, mentee, old_mentors),
                _mentor_words(new, mentee, new_mentors),
            )
        )
    return Compared(before, after, sorted(changes, key=lambda change: change.mentee), same)


def _mentor_words(mentors: Mapping[int, int | None], mentee: int, name: object) -> str:
    if mentee not in mentors:
        return "не участвовал"
    mentor = mentors[mentee]
    return NOBODY if mentor is None else name(mentor)


def _mentor_by_mentee(plan: Plan) -> dict[int, int | None]:
    placed: dict[int, int | None] = {
        seat.view.mentee_id: match.mentor_id for match in plan.matches for seat in match.seats
    }
    return {**placed, **{row.mentee_id: None for row in plan.unplaced}}


def _why(help_words: str, row: object) -> str:
    whys = ", ".join(f"{len(why.mentor_ids)} — {why.words}" for why in row.whys[:3])
    return ". ".join(part for part in (whys, row.bottleneck.rstrip("."), help_words.rstrip(".")) if part)


def _names(run: MatchingRun) -> tuple[object, object]:
    def of(side: str) -> object:
        people = run.people.get(side, {})
        return lambda key: people.get(str(key), "данные удалены")

    return of("mentors"), of("mentees")
