"""Plans as plain JSON: kept with a run, read back, laid side by side; and the fingerprint of what was asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

from pairing.edges import Finding, Level
from pairing.matching.model import (
    Alternative,
    Blocking,
    Component,
    EdgeView,
    Match,
    Plan,
    Problem,
    Seat,
    Settings,
    Unplaced,
    WhyAlone,
)

Record = dict[str, Any]


def as_record(plan: Plan) -> Record:
    return _plain(plan)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def from_record(record: Record) -> Plan:
    return Plan(
        matches=tuple(
            Match(match["mentor_id"], tuple(map(_seat, match["seats"])), match["score"])
            for match in record["matches"]
        ),
        unplaced=tuple(map(_unplaced, record["unplaced"])),
        blocking=tuple(Blocking(**row) for row in record["blocking"]),
        free_places=record["free_places"],
        placed_weight=record["placed_weight"],
        total=record["total"],
    )


def _seat(row: Record) -> Seat:
    alternatives = tuple(
        Alternative(**{**other, "left_out": tuple(other["left_out"])}) for other in row["alternatives"]
    )
    return Seat(view_from(row["view"]), alternatives)


def view_from(row: Record) -> EdgeView:
    return EdgeView(
        **{
            **row,
            "components": tuple(Component(**component) for component in row["components"]),
            "reasons": tuple(row["reasons"]),
            "findings": tuple(
                Finding(**{**found, "level": Level(found["level"])}) for found in row["findings"]
            ),
        }
    )


def _unplaced(row: Record) -> Unplaced:
    return Unplaced(
        **{
            **row,
            "whys": tuple(WhyAlone(**{**why, "mentor_ids": tuple(why["mentor_ids"])}) for why in row["whys"]),
            "lawful_mentor_ids": tuple(row["lawful_mentor_ids"]),
        }
    )


def digest(problem: Problem, settings: Settings) -> str:
    """SHA-256 of all that decides the outcome; the order in which people and answers were read leaves no trace."""
    asked = _canonical(problem) | {"settings": _canonical(settings)}
    for side in ("mentors", "mentees"):
        asked[side] = sorted(asked[side], key=lambda party: party["side"]["entry_id"])
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _canonical(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(_canonical(item) for item in value)
    if isinstance(value, tuple):
        return [_canonical(item) for item in value]
    return value.value if isinstance(value, Enum) else value


@dataclass(frozen=True)
class Change:
    """A mentee who has another mentor in the new plan. score: points won (+) or lost (−) by him."""

    mentee_id: int
    was: int | None
    now: int | None
    score: int


@dataclass(frozen=True)
class Comparison:
    """Two plans side by side. same: mentees with the same mentor; total, placed: new minus old."""

    same: tuple[int, ...]
    changed: tuple[Change, ...]
    newly_placed: tuple[Change, ...]
    lost: tuple[Change, ...]
    total: int
    placed: int


def compare_records(old: Record, new: Record) -> Comparison:
    before, after = _placed(old), _placed(new)
    changes = [
        Change(
            mentee,
            before[mentee][0] if mentee in before else None,
            after[mentee][0] if mentee in after else None,
            after.get(mentee, (0, 0))[1] - before.get(mentee, (0, 0))[1],
        )
        for mentee in sorted(before.keys() | after.keys())
    ]
    return Comparison(
        same=tuple(change.mentee_id for change in changes if change.was == change.now),
        changed=tuple(c for c in changes if c.was != c.now and c.was is not None and c.now is not None),
        newly_placed=tuple(change for change in changes if change.was is None),
        lost=tuple(change for change in changes if change.now is None),
        total=new["total"] - old["total"],
        placed=len(after) - len(before),
    )


def _placed(record: Record) -> dict[int, tuple[int, int]]:
    """Mentee -> (mentor, score)."""
    return {
        seat["view"]["mentee_id"]: (match["mentor_id"], seat["view"]["score"])
        for match in record["matches"]
        for seat in match["seats"]
    }
