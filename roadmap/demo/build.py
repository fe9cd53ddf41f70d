"""The whole demo in one transaction: either both schools are there or nothing."""

from __future__ import annotations

from datetime import date
from random import Random

from django.db import transaction

from programs.models import Program
from programs.services.programs import approve_program, start_program, submit_program
from roadmap.demo.calendar import label_for, story_day
from roadmap.demo.names import NameMaker
from roadmap.demo.people import FULL, LAST_YEAR, LYCEUM, fill_bases
from roadmap.demo.schools import (
    PLANNED_NAMES,
    let_deputy_stand_in,
    make_lyceum2,
    make_sosh59,
    open_year,
)
from roadmap.demo.world import World


@transaction.atomic
def build_demo(*, seed: int, today: date) -> Program:
    """Build both schools of an empty database; returns the running programme of the first.

    The same seed and day give the same people, pairs and papers; only the moments in the journal differ.
    """
    today = story_day(today)
    label = label_for(today)
    rng = Random(seed)
    names = NameMaker(rng, PLANNED_NAMES)
    world = make_sosh59(rng, names, label, today)
    with world.opened():
        run_program(world)
        fill_bases(world, LAST_YEAR)
        open_year(world, label, today)
        run_program(world)
        let_deputy_stand_in(world)
        fill_bases(world, FULL)
    lyceum = make_lyceum2(rng, names, label, today, password_of=world)
    with lyceum.opened():
        run_program(lyceum)
        fill_bases(lyceum, LYCEUM)
    return world.program


def run_program(world: World) -> None:
    director = world.users.get("director") or world.users["director2"]
    first = world.calendar.starts
    protocol = f"протокол педагогического совета от 28.08.{first.year} № 1"
    submit_program(program=world.program, by=world.curator)
    approve_program(program=world.program, by=director, protocol=protocol, on=first)
    world.program = start_program(program=world.program, by=director, on=first)
