"""The roadmap of a new programme: from the document's 35 steps, or from last year's, moved by a year."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from mentoring_site.dates import shift_years
from programs.models import Program, User
from programs.services.audit import record_event
from programs.services.calendar import calendar_of
from programs.workdays import WorkCalendar
from roadmap.content import steps_for, term_text
from roadmap.enums import TermKind
from roadmap.models import Roadmap, Step, StepResponsible
from roadmap.terms import parse_term

# What next year's step has of this year's as it is; terms are moved.
MOVED = (
    *("number", "number_text", "standard", "title", "short_title", "stage", "section", "content"),
    *("result_text", "responsible_text", "term_kind", "is_year_restored"),
)
# Terms that hold the days of their whole programme.
WHOLE_YEAR = frozenset({TermKind.WHOLE, TermKind.EVENT, TermKind.RECURRING})
IN_WORKDAYS = re.compile(r"\b(?:рабоч|учебн)\w+\s+д(?:ень|н)", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
StepWithRoles = tuple[Step, Iterable[str]]


@transaction.atomic
def make_from_template(*, program: Program, by: User | None) -> Roadmap:
    """A draft of the 35 steps with terms moved to the programme's years (section 9)."""
    roadmap = Roadmap.objects.create(school=program.school, program=program)
    add_steps(
        roadmap,
        [
            (
                Step(
                    number=dated.template.number,
                    standard=dated.template.number,
                    title=dated.template.title,
                    short_title=dated.template.short_title,
                    stage=dated.template.stage,
                    term_text=dated.term,
                    term_kind=parse_term(dated.term, program.starts, program.ends).kind,
                    starts=dated.starts,
                    ends=dated.ends,
                    is_year_restored=dated.template.is_year_restored,
                ),
                dated.template.responsible,
            )
            for dated in steps_for(program.first_year)
        ],
    )
    record_event(
        "roadmap.create", by=by, target=roadmap, sentence="составлена дорожная карта по шаблону Программы"
    )
    return roadmap


@transaction.atomic
def make_from_previous(*, program: Program, previous: Program, by: User | None) -> Roadmap:
    """A draft with last year's steps, roles and terms, moved by the years between; from the template if none.

    Of last year the revision in force is taken: a draft that nobody has approved is no plan.
    """
    source = Roadmap.objects.in_force(previous).first()
    if source is None:
        return make_from_template(program=program, by=by)
    years = program.first_year - previous.first_year
    roadmap = Roadmap.objects.create(school=program.school, program=program)
    calendar = calendar_of(program.school)
    steps = steps_with_roles(source)
    add_steps(
        roadmap,
        [(_moved(step, years, previous, program, calendar), roles_of(step)) for step in steps],
    )
    record_event(
        "roadmap.create",
        by=by,
        target=roadmap,
        sentence=f"составлена дорожная карта по карте {previous.year_label} учебного года",
    )
    return roadmap


def add_steps(roadmap: Roadmap, steps: list[StepWithRoles]) -> None:
    """Write unsaved steps and their roles into a roadmap; two queries however many steps there are."""
    for step, _ in steps:
        step.school_id, step.program_id, step.roadmap = roadmap.school_id, roadmap.program_id, roadmap
    saved = Step.objects.bulk_create([step for step, _ in steps])
    StepResponsible.objects.bulk_create(
        StepResponsible(school_id=roadmap.school_id, step=step, role=role, position=position)
        for step, (_, roles) in zip(saved, steps, strict=True)
        for position, role in enumerate(roles)
    )


def steps_with_roles(roadmap: Roadmap) -> list[Step]:
    return list(Step.objects.filter(roadmap=roadmap).prefetch_related("responsibles"))


def roles_of(step: Step) -> list[str]:
    """Role codes in printed order; the first named closes the step."""
    return [responsible.role for responsible in step.responsibles.all()]


def _moved(step: Step, years: int, previous: Program, program: Program, calendar: WorkCalendar) -> Step:
    starts, ends = shift_years(step.starts, years), _shift_end(step.ends, years)
    text = shift_term(step.term_text, step.starts, step.ends, years)
    if step.term_kind in WHOLE_YEAR and (step.starts, step.ends) == (previous.starts, previous.ends):
        starts, ends = program.starts, program.ends
    elif IN_WORKDAYS.search(text):  # holidays and weekends fall otherwise next year
        term = parse_term(text, program.starts, program.ends, calendar)
        if term.ends is not None:
            starts, ends = min(term.starts or starts, term.ends), term.ends
    return Step(**{field: getattr(step, field) for field in MOVED}, term_text=text, starts=starts, ends=ends)


def shift_term(text: str, starts: date, ends: date, years: int) -> str:
    """The printed term some years later; a term typed by hand keeps its words, only its years move.

    «май 2027» -> «май 2028»; «до 15.10.2026» -> «до 15.10.2027»; «в течение года» stays.
    """
    if text.casefold() == term_text(starts, ends):
        moved = term_text(shift_years(starts, years), _shift_end(ends, years))
        return moved if text[:1].islower() else moved[:1].upper() + moved[1:]
    return YEAR.sub(lambda found: str(int(found[0]) + years), text)


def _shift_end(day: date, years: int) -> date:
    """The last day of a month stays the last one: 28 February 2027 -> 29 February 2028."""
    moved = shift_years(day, years)
    if day.day == monthrange(day.year, day.month)[1]:
        return moved.replace(day=monthrange(moved.year, moved.month)[1])
    return moved
