"""The whole demo in one transaction: either both schools are there or nothing."""

from __future__ import annotations

from datetime import date
from random import Random

from django.db import transaction
from django.utils import timezone

from mentoring_site import clock
from programs.models import Program, ProgramSection
from programs.services.moments import told_by
from programs.services.programs import approve_program, complete_program, start_program, submit_program
from programs.services.sections import edit_section
from roadmap.demo.analysis import analyse_last_year, begin_analysis
from roadmap.demo.applications import invite_applicants
from roadmap.demo.award import honour_this_year, honour_year
from roadmap.demo.calendar import StoryClock, label_for, story_clock, story_day
from roadmap.demo.conditions import provide_last_year, provide_this_year
from roadmap.demo.consents import tell_of_consents
from roadmap.demo.dates import date_papers
from roadmap.demo.events import hold_last_year, plan_events
from roadmap.demo.indicators import set_targets
from roadmap.demo.matching import match_the_rest
from roadmap.demo.measurements import measure_last_year, measure_this_year
from roadmap.demo.names import NameMaker
from roadmap.demo.nominations import add_needs, add_nominations, decide_forms
from roadmap.demo.open_pages import describe_year, open_pages
from roadmap.demo.orders import run_orders
from roadmap.demo.own_map import begin_own_map
from roadmap.demo.pairs import run_last_year, run_lyceum, run_year
from roadmap.demo.papers import prepare_papers, report_of_mentors, sign_papers_of_last_year
from roadmap.demo.people import FULL, LAST_YEAR, LYCEUM, fill_bases
from roadmap.demo.preferences import meet_and_choose
from roadmap.demo.progress import approve_map, finish_last_year, mark_this_year
from roadmap.demo.psychologist import furnish_room
from roadmap.demo.report import report_last_year
from roadmap.demo.results import begin_conclusions, conclude_year
from roadmap.demo.revision import choose_letters
from roadmap.demo.schools import (
    PLANNED_NAMES,
    let_deputy_stand_in,
    make_lyceum2,
    make_sosh59,
    open_year,
)
from roadmap.demo.sections import LISTS, TEXTS
from roadmap.demo.stages import Each, StoryStage, stage_day, tell_year
from roadmap.demo.surveys import ask_last_year, ask_this_year
from roadmap.demo.watch import keep_calendar, talk_to_pairs
from roadmap.demo.work import tell_of_work, tell_results_of_last_year
from roadmap.demo.world import World


@transaction.atomic
def build_demo(
    *, seed: int, today: date, stage: StoryStage | None = None, each: Each | None = None
) -> Program:
    """Build both schools of an empty database; returns the running programme of the first.

    The same seed and day give the same people, pairs, papers and journal; a story that ends on the very day of the
    building does not run ahead of the clock on the wall. stage: the year is told until a day of that time of the year
    instead of today; each(stage, world) is called at the end of every stage on the way.
    """
    today = story_day(today)
    label = label_for(today)
    if stage is not None:
        today = stage_day(stage, label)
    rng = Random(seed)
    told = story_clock(seed, today, timezone.localtime(clock.now()))
    with told_by(told):
        return _tell(rng, label, today, told, stage, each)


def _tell(
    rng: Random, label: str, today: date, clock: StoryClock, stage: StoryStage | None, each: Each | None
) -> Program:
    names = NameMaker(rng, PLANNED_NAMES)
    world = make_sosh59(rng, names, label, today, clock)
    with world.opened():
        run_program(world)
        provide_last_year(world)
        run_last_year(world, fill_bases(world, LAST_YEAR))
        tell_results_of_last_year(world)
        ask_last_year(world)
        measure_last_year(world)
        analyse_last_year(world)
        finish_last_year(world)
        hold_last_year(world)
        conclude_year(world)
        sign_papers_of_last_year(world)
        honour_year(world)
        report_last_year(world)
        describe_year(world)
        world.at(world.program.ends)
        world.program = complete_program(program=world.program, by=world.users["director"])
        open_year(world, label, today)
        run_program(world)
        if stage is not None:
            tell_year(world, stage, each)
            date_papers()
            return _tell_of_lyceum(world, label, today)
        let_deputy_stand_in(world)
        mark_this_year(world)
        prepare_papers(world)
        keep_calendar(world)
        bases = fill_bases(world, FULL)
        meet_and_choose(world, bases)
        run_year(world, bases)
        run_orders(world)
        tell_of_work(world)
        report_of_mentors(world)
        talk_to_pairs(world)
        tell_of_consents(world)
        furnish_room(world)
        invite_applicants(world)
        add_nominations(world)
        add_needs(world)
        decide_forms(world)
        set_targets(world)
        match_the_rest(world)
        ask_this_year(world)
        begin_analysis(world)
        measure_this_year(world)
        begin_conclusions(world)
        plan_events(world)
        choose_letters(world)
        begin_own_map(world)
        provide_this_year(world)
        open_pages(world)
        honour_this_year(world)
        date_papers()
    return _tell_of_lyceum(world, label, today)


def _tell_of_lyceum(world: World, label: str, today: date) -> Program:
    lyceum = make_lyceum2(world.rng, world.names, label, today, first=world)
    with lyceum.opened():
        run_program(lyceum)
        approve_map(lyceum)
        run_lyceum(lyceum, fill_bases(lyceum, LYCEUM))
        date_papers()
    return world.program


def write_lost_sections(world: World) -> None:
    """The curator writes what the document lost, so that the approved programme has no empty section."""
    for section in ProgramSection.objects.filter(program=world.program, code__in=[*TEXTS, *LISTS]):
        edit_section(
            section=section,
            shown_version=section.version,
            intro=TEXTS.get(section.code, section.intro),
            rows=[[line] for line in LISTS.get(section.code, ())] or section.rows,
            by=world.curator,
        )


def run_program(world: World) -> None:
    director = world.users["director"]
    first = world.calendar.starts
    protocol = f"протокол педагогического совета от 28.08.{first.year} № 1"
    world.at(date(first.year, 8, 27))
    write_lost_sections(world)
    world.at(date(first.year, 8, 28))
    submit_program(program=world.program, by=world.curator)
    world.at(first)
    approve_program(program=world.program, by=director, protocol=protocol, on=first)
    world.program = start_program(program=world.program, by=director, on=first)
