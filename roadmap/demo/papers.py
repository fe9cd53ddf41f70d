"""Papers of both years: last year's signed, this year's on their way; reports of mentors."""

from __future__ import annotations

from datetime import date, timedelta

from mentoring_site.permissions import Role
from pairing.enums import MentorReportKind, PairState
from pairing.models import Pair
from pairing.services.mentor_reports import (
    accept_report,
    create_report,
    return_report,
    save_report,
    submit_report,
)
from programs.models import Document
from programs.services.acquaintance import add_employees, mark_readers
from programs.services.documents import sign_document
from programs.services.papers import paper_body, prepare_paper, wording_of
from roadmap.demo.world import World

DIFFICULTIES = "Трудно совместить расписания: встречи переносили на субботу."
PROPOSALS = "Провести общую встречу групп в декабре."


def sign_papers_of_last_year(world: World) -> None:
    """The order and the regulation of last year, read by everybody; before that year is completed."""
    first = world.calendar.starts
    day = date(world.program.starts.year, first.month, 2)
    for kind, number in (("launch_order", "13-од"), ("regulation_common", "3")):
        document = _prepared(world, kind, day)
        sign_document(document=document, number=number, date=day, by=world.users["director"], today=day)
        if kind == "launch_order":
            _read_by(world, document, day)


def prepare_papers(world: World) -> None:
    """The order of this year is signed and half of the staff has read it, the regulation waits."""
    day = date(world.program.starts.year, 9, 3)
    order = _prepared(world, "launch_order", day)
    sign_document(document=order, number="15-од", date=day, by=world.users["director"], today=day)
    _read_by(world, order, day, half=True)
    _prepared(world, "regulation_common", day + timedelta(days=1))


def _prepared(world: World, kind: str, day: date) -> Document:
    world.at(day)
    wording = wording_of(world.program.school, kind)
    return prepare_paper(
        program=world.program,
        kind=kind,
        title=wording.title,
        body=paper_body(wording, world.program, day),
        number="",
        on=day,
        grifs=wording.text.grifs,
        by=world.curator,
        today=day,
    )


def _read_by(world: World, document: Document, day: date, *, half: bool = False) -> None:
    roles = (Role.DEPUTY_UVR, Role.DEPUTY_VR, Role.PSYCHOLOGIST, Role.SOCIAL, Role.SUBJECT_HEAD)
    add_employees(document=document, roles=roles, on=day, by=world.curator)
    ids = list(document.acquaintances.values_list("pk", flat=True))
    chosen = ids[: len(ids) // 2] if half else ids
    mark_readers(document=document, ids=chosen, seen_on=day, today=day, by=world.curator)


def report_of_mentors(world: World) -> None:
    """Four reports of active pairs: accepted, handed over, returned, a draft."""
    day = world.calendar.today
    world.at(day)
    pairs = Pair.objects.filter(program=world.program, state=PairState.ACTIVE, starts_on__lt=day)
    for place, pair in enumerate(pairs.select_related("program", "form").order_by("number", "pk")[:4]):
        report = create_report(
            pair=pair, kind=MentorReportKind.INTERIM, starts=pair.starts_on, ends=day, by=world.curator
        )
        texts = {
            "done": report.done or "Познакомились и составили план.",
            "results": report.results,
            "difficulties": DIFFICULTIES if place else "",
            "proposals": PROPOSALS,
        }
        report = save_report(
            report=report,
            starts=report.starts,
            ends=report.ends,
            texts=texts,
            shown_version=report.version,
            by=world.curator,
        )
        if place < 3:
            report = submit_report(report=report, by=world.curator)
        if place == 0:
            accept_report(report=report, by=world.curator)
        if place == 2:
            return_report(
                report=report, comment="Добавьте, что получилось у наставляемого.", by=world.curator
            )
