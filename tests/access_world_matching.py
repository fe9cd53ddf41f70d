"""Rows of the room «Подбор пар» for tests/access_world.py."""

from __future__ import annotations

from typing import Any

from pairing.enums import BanKind
from pairing.models import MatchingRun, PairBan
from pairing.services.bans import ban_pair
from pairing.services.matching_runs import run_matching
from tests.pairing.makers import ready_mentee, ready_mentor


def make_run(world: Any) -> MatchingRun:
    """A stored variant with one pair, not on the board."""
    ready_mentor(world.program, world.staff)
    mentee = ready_mentee(world.program, world.staff)
    return run_matching(form=mentee.form, mode="all", on=world.today, by=world.staff).run


def make_ban(world: Any) -> PairBan:
    member = world.pair.members.get()
    return ban_pair(
        one=world.pair.mentor.person,
        other=member.mentee.person,
        kind=BanKind.RELATIVES,
        note="",
        program=world.program,
        by=world.staff,
    )


def _one(world: Any, name: str, make: Any) -> Any:
    """Made once per world."""
    kept = vars(world).setdefault("_matching", {})
    if name not in kept:
        kept[name] = make(world)
    return kept[name]


MATCHING_ARGUMENTS = {
    "pairing:matching_run_": lambda world: {"pk": _one(world, "run", make_run).pk},
    "pairing:matching_apply": lambda world: {"pk": _one(world, "run", make_run).pk},
    "pairing:matching_lock": lambda world: {"pk": world.pair.pk},
    "pairing:ban_lift": lambda world: {"pk": _one(world, "ban", make_ban).pk},
    "pairing:matching_part": lambda world: {"pk": world.pair.pk},
}
