"""Interviews in every state, a course with sessions and attendance, completions: how the demo's mentors got in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal

from participants.enums import AttendanceMark, EventKind, InterviewConclusion
from participants.models import Event, Interview, Mentor, TrainingCourse
from participants.services.events import cancel_event, mark_attendance, plan_event
from participants.services.interviews import (
    Sheet,
    cancel_interview,
    hold_interview,
    plan_interviews,
    save_sheet,
)
from participants.services.training import add_course, complete_training, propose_number
from roadmap.demo.world import World

ROOM = "кабинет 214"
COURSE = "Школа наставника"
# (day of the story, title, hours)
SESSIONS = (
    (26, "Кто такой наставник: роль, границы, этика", Decimal(2)),
    (29, "Первая встреча и активное слушание", Decimal(2)),
    (32, "Цели, план и дневник пары", Decimal("1.5")),
)
COMPLETED_ON = 33
HOURS_REQUIRED = Decimal(4)
NOTES = ("приводит примеры", "говорит спокойно, слушает", "вёл кружок для младших", "")


@dataclass
class Chosen:
    """Who is to be selected and how; each with the day of the interview."""

    passed: list[tuple[Mentor, date]] = field(default_factory=list)  # interviewed and trained
    interviewed: list[tuple[Mentor, date]] = field(default_factory=list)  # without training
    waiting: list[Mentor] = field(default_factory=list)


class Selection:
    """One programme's room «Отбор и обучение»."""

    def __init__(self, world: World) -> None:
        self.world, self.by = world, world.curator
        self.psychologist = world.users.get("psychologist", world.curator)
        self.today = world.calendar.today
        self.held = 0

    def run(self, chosen: Chosen) -> None:
        for mentor, on in [*chosen.passed, *chosen.interviewed]:
            self.interview(mentor, on)
        course = self.make_course()
        listeners = [mentor for mentor, _ in chosen.passed]
        # The first candidate has heard the course before anybody talked with him: his hours wait to be counted.
        guests = [mentor for mentor, _ in chosen.interviewed]
        self.train(course, [*listeners, *chosen.waiting[:1]], guests)
        self.world.at(self.world.calendar.day(COMPLETED_ON))
        complete_training(
            course=course,
            mentors=listeners,
            completed_on=self.world.calendar.day(COMPLETED_ON),
            by=self.by,
            today=self.today,
            first_number=propose_number(self.world.program),
        )
        for mentor, _ in [*chosen.passed, *chosen.interviewed]:
            mentor.refresh_from_db()
        if self.world.program.starts <= self.today <= self.world.program.ends and chosen.waiting:
            self.show_sessions(course)

    # --- interviews -----------------------------------------------------------------------------------

    def interview(
        self, mentor: Mentor, on: date, conclusion: str = InterviewConclusion.RECOMMENDED, why: str = ""
    ) -> Interview:
        planned = self.plan(mentor, on)
        sheet = replace(self.sheet(planned, on), conclusion=conclusion, condition=why)
        return hold_interview(
            interview=planned, sheet=sheet, version=planned.version, by=self.by, today=self.today
        )

    def plan(self, mentor: Mentor, on: date) -> Interview:
        self.world.at(on)
        (made,) = plan_interviews(
            program=self.world.program, mentors=[mentor], planned_on=on, place=ROOM, by=self.by
        )
        return made

    def sheet(self, interview: Interview, on: date) -> Sheet:
        """Marks that differ from sheet to sheet without a throw of the dice; every fifth is left open."""
        self.held += 1
        marks = [
            (
                None if (self.held + place) % 5 == 0 else (1 if (self.held + place) % 3 == 0 else 2),
                NOTES[(self.held + place) % len(NOTES)],
            )
            for place in range(len(interview.marks))
        ]
        with_psychologist = self.held % 2 == 1
        present = [self.by, self.psychologist] if with_psychologist else [self.by]
        return Sheet(
            marks=marks,
            planned_on=on,
            held_on=on,
            place=ROOM,
            present=", ".join(str(user) for user in dict.fromkeys(present)),
            with_psychologist=with_psychologist,
        )

    def show_every_state(self, candidates: Sequence[Mentor]) -> None:
        """Of the four candidates: one waits, one is invited with a draft, one is refused, one was put off."""
        _, invited, refused, put_off = candidates
        coming = self.plan(invited, self.world.calendar.ago(-3))
        draft = replace(self.sheet(coming, self.today), held_on=None, planned_on=coming.planned_on)
        save_sheet(interview=coming, sheet=draft, version=coming.version, by=self.psychologist)
        self.interview(
            refused,
            self.world.calendar.ago(12),
            InterviewConclusion.NOT_RECOMMENDED,
            "До конца года нет времени на встречи",
        )
        cancel_interview(
            interview=self.plan(put_off, self.world.calendar.ago(6)), reason="болезнь", by=self.by
        )

    # --- training -------------------------------------------------------------------------------------

    def make_course(self) -> TrainingCourse:
        self.world.at(self.world.calendar.day(24))
        return add_course(
            program=self.world.program,
            by=self.by,
            title=COURSE,
            hours_required=HOURS_REQUIRED,
            experts=f"{self.by}, куратор; {self.psychologist}, педагог-психолог",
            content="Роль наставника и её границы.\nПервая встреча, активное слушание.\nЦели, план и дневник пары.",
            materials="Памятка наставника (методическая библиотека школы)\nhttps://example.org/nastavnik",
        )

    def train(self, course: TrainingCourse, listeners: Sequence[Mentor], guests: Sequence[Mentor]) -> None:
        """Everybody comes at least to the first two sessions; guests to the first alone."""
        for number, (day, title, hours) in enumerate(SESSIONS):
            event = self._plan(course, self.world.calendar.day(day), title, hours)
            marks = {
                mentor.person_id: AttendanceMark.EXCUSED
                if number == 2 and place % 7 == 3
                else AttendanceMark.PRESENT
                for place, mentor in enumerate(listeners)
            }
            if number == 0:
                marks |= {mentor.person_id: AttendanceMark.PRESENT for mentor in guests}
            mark_attendance(event=event, marks=marks, by=self.by, today=self.today)

    def show_sessions(self, course: TrainingCourse) -> None:
        """One to come, one cancelled, one whose attendance nobody has marked."""
        self._plan(course, self.world.calendar.ago(-8), "Разбор трудных случаев", Decimal(2))
        put_off = self._plan(course, self.world.calendar.ago(18), "Встреча с наставниками лицея", Decimal(1))
        cancel_event(event=put_off, reason="карантин в лицее", by=self.by)
        self._plan(course, self.world.calendar.ago(5), "Как отмечать встречи на сайте", Decimal(1))

    def _plan(self, course: TrainingCourse, on: date, title: str, hours: Decimal) -> Event:
        self.world.at(on)
        return plan_event(
            program=self.world.program,
            kind=EventKind.TRAINING,
            course=course,
            title=title,
            planned_on=on,
            starts_at=time(15, 0),
            hours=hours,
            place=ROOM,
            expert=str(self.psychologist),
            by=self.by,
        )
