"""Marks on the roadmap and the 0–18 sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO

from docx import Document

from mentoring_site.permissions import Role
from mentoring_site.words import short_date
from monitoring.enums import AssessmentKind
from monitoring.services.assessments import finalise_assessment, save_assessment, start_assessment
from roadmap.demo.revision import revise_in_winter
from roadmap.demo.texts import DEFAULT_NOTE, INDICATOR_NOTES, STEP_NOTES
from roadmap.demo.world import World
from roadmap.evidence import facts_for
from roadmap.models import Roadmap, Step
from roadmap.services.evidence import confirm_step
from roadmap.services.lives import approve_roadmap, submit_roadmap
from roadmap.services.progress import EvidenceFile, add_evidence, complete_step, mark_part, start_step

POINTS = {"A1": 2, "A2": 2, "A3": 1, "A4": 2, "A5": 1, "B1": 2, "B2": 1, "C1": 2, "C2": 1}  # 14 of 18
CONCLUSION = "Программа выполнена. В новом году больше внимания уделить очным встречам и работе с партнёрами."
# Of 35 steps by 23 November: done in time, begun; number 4 is late though all but two classes marked their part.
# The data confirm 11 and 17, which nobody has marked yet: they are proposed.
DONE = (1, 2, 3, 5, 6, 10, 12, 14, 15, 16, 20)
BEGUN = (4, 7, 9, 13, 21, 22)
CLASSES_LEFT = 2
# Of last year's steps, by days past their terms; the others were closed in time.
DAYS_LATE = {6: 4, 18: 6, 25: 3}


def approve_map(world: World) -> Roadmap:
    roadmap = Roadmap.objects.get(program=world.program)
    director = world.users["director"]
    world.at(world.calendar.day(2))
    submit_roadmap(roadmap=roadmap, by=world.curator)
    world.at(world.calendar.day(3))
    return approve_roadmap(roadmap=roadmap, by=director, on=world.calendar.day(3))


def mark_this_year(world: World) -> None:
    roadmap = approve_map(world)
    steps = {step.number: step for step in Step.objects.filter(roadmap=roadmap)}
    today = world.calendar.today
    for number in DONE:
        _complete(world, steps[number], min(steps[number].ends - timedelta(days=number % 5), today))
    world.at(today)
    for number in BEGUN:
        start_step(step=steps[number], by=world.curator, on=today)
    teachers = [user for key, user in world.users.items() if key.startswith("class-teacher")]
    for user in teachers[:-CLASSES_LEFT]:
        mark_part(step=steps[4], by=user, note="Классный час проведён", on=today)
    for user in teachers[::3]:
        mark_part(step=steps[9], by=user, note="", on=today)
    mark_part(step=steps[9], by=world.users["subject-head"], note="Опрошены молодые учителя", on=today)
    add_evidence(
        step=steps[7], by=world.curator, note="Внесены 60 наставляемых, ждём восемь согласий", on=today
    )
    add_evidence(
        step=steps[1], by=world.curator, note="Протокол", on=today,
        file=EvidenceFile("Протокол педсовета.docx", _protocol(steps[1].starts)),
    )  # fmt: skip


def mark_steps(world: World, numbers: Iterable[int], *, begun: Iterable[int] = ()) -> None:
    """Steps of the model that are marked by the day of the story: by what the data confirm, else in words."""
    on, begun = world.calendar.today, set(begun)
    world.at(on)
    wanted = set(numbers)
    facts = facts_for(world.program, on, wanted)
    for step in Step.objects.in_force(world.program).open().filter(standard__in=wanted | begun):
        fact = facts.get(step.standard)
        if step.standard in begun:
            start_step(step=step, by=world.curator, on=on)
        elif fact is not None and fact.is_complete:
            confirm_step(step=step, by=world.curator, on=on)
        else:
            _complete(world, step, on)


def finish_last_year(world: World) -> None:
    """All 35 steps are done, three of them late, and the year got 14 points of 18."""
    winter = date(world.program.ends.year, 1, 20)
    for roadmap in (approve_map(world), None):
        steps = Step.objects.filter(roadmap=roadmap or revise_in_winter(world, winter)).open()
        for step in steps.filter(ends__lt=winter) if roadmap else steps:
            _complete(world, step, step.ends + timedelta(days=DAYS_LATE.get(step.number, -(step.number % 6))))
    assess_by_experts(world, on=date(world.program.ends.year, 6, 17))
    assess(world, POINTS, on=date(world.program.ends.year, 6, 19))


def assess_by_experts(world: World, on: date) -> None:
    """The director and the psychologist fill sheets of their own before the curator's consolidated one."""
    world.at(on)
    for key, other in (("director", {}), ("psychologist", {"A3": 2, "A4": 1, "C2": 2})):
        sheet = start_assessment(
            program=world.program, assessed_on=on, by=world.users[key], kind=AssessmentKind.OWN
        )
        sheet = save_assessment(
            assessment=sheet, points=POINTS | other, notes={"B2": INDICATOR_NOTES["B2"]}, by=world.users[key],
            version=sheet.version,
        )  # fmt: skip
        finalise_assessment(assessment=sheet, by=world.users[key], version=sheet.version)


def assess(world: World, points: dict[str, int], on: date) -> None:
    world.at(on)
    sheet = start_assessment(program=world.program, assessed_on=on, by=world.curator)
    sheet = save_assessment(
        assessment=sheet, points=points, notes=INDICATOR_NOTES, by=world.curator, version=sheet.version,
        conclusion=CONCLUSION,
    )  # fmt: skip
    finalise_assessment(assessment=sheet, by=world.curator, version=sheet.version)


def _complete(world: World, step: Step, on: date) -> None:
    roles = set(step.responsibles.values_list("role", flat=True))
    by = world.users["director"] if Role.DIRECTOR in roles else world.curator
    note = STEP_NOTES.get(step.number, DEFAULT_NOTE).format(day=short_date(step.starts))
    world.at(on)
    complete_step(step=step, by=by, note=note, on=on)


def _protocol(day: date) -> bytes:
    """A page of Word, so that the step has a file to open."""
    paper = Document()
    paper.add_heading(f"Протокол педагогического совета от {short_date(day)} № 1", level=1)
    paper.add_paragraph("Слушали: о реализации Программы наставничества в новом учебном году.")
    paper.add_paragraph("Решили: принять Программу к исполнению. Образец вложения, все люди вымышлены.")
    stream = BytesIO()
    paper.save(stream)
    return stream.getvalue()
