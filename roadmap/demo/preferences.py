"""The group meeting (step 17) with marks, preferences by phone and from paper (step 18): most answered, some wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from pairing.preference_grid import Row, write_rows
from pairing.services.preference_links import by_entry, entry_of, issue_preference_links, numbered
from pairing.services.preferences import save_preferences
from pairing.wishes import Wishes
from participants.enums import AttendanceMark, ConsentPurpose, EventKind, Gender, ResponseSource
from participants.models import Mentee, Mentor
from participants.services.consents import may_process
from participants.services.events import cancel_event, mark_attendance, plan_event
from roadmap.demo.people import Bases
from roadmap.demo.world import World

PLANNED_ON, HELD_ON, ANSWERED_ON, TYPED_ON = 36, 39, 40, 42  # days of the story, before the first pairs
TITLE = "Групповая встреча наставников и наставляемых"
PLACE = "актовый зал"
COMMENTS = (
    "Хочу, чтобы помогли с математикой",
    "Удобно только после шестого урока",
    "Люблю настольные игры",
    "",
    "",
    "",
)
SILENT = 4  # each fourth has not answered yet
ON_PAPER = 3  # each third of the rest wrote on paper


def meet_and_choose(world: World, bases: Bases) -> None:
    _Story(world, bases).tell()


class _Story:
    def __init__(self, world: World, bases: Bases) -> None:
        self.world, self.by, self.today = world, world.curator, world.calendar.today
        # (mentors, mentees) of a form in the order in which pairs are made of them: neighbours suit each other.
        self.circles = (
            (bases.pupil_mentors, bases.pupil_mentees),
            (bases.teacher_mentors, bases.teacher_mentees),
        )

    def tell(self) -> None:
        self._meet()
        self.world.at(self.world.calendar.day(HELD_ON))
        issue_preference_links(program=self.world.program, by=self.by)
        self.links = by_entry(numbered(self.world.program))
        typed: list[Row] = []
        for mentors, mentees in self.circles:
            typed += self._choose(mentors, mentees, shift=0)
            typed += self._choose(mentees, mentors, shift=1)
        on = self.world.calendar.day(TYPED_ON)
        self.world.at(on)
        if not write_rows(rows=typed, by=self.by, on=on):
            raise LookupError(f"the demo's slips are refused: {[row.errors for row in typed if row.errors]}")
        self._plan_more()

    def _meet(self) -> None:
        on = self.world.calendar.day(HELD_ON)
        self.world.at(self.world.calendar.day(PLANNED_ON))
        event = self._plan(on, TITLE)
        self.world.at(on)
        people = [entry for circle in self.circles for side in circle for entry in side]
        marks = {
            entry.person_id: AttendanceMark.ABSENT
            if place % 9 == 4
            else AttendanceMark.EXCUSED
            if place % 9 == 7
            else AttendanceMark.PRESENT
            for place, entry in enumerate(people)
        }
        mark_attendance(event=event, marks=marks, by=self.by, today=self.today)

    def _plan(self, on: date, title: str) -> object:
        return plan_event(
            program=self.world.program,
            kind=EventKind.GROUP_MEETING,
            title=title,
            planned_on=on,
            starts_at=time(14, 30),
            place=PLACE,
            expert=f"{self.by}, куратор; {self.world.users.get('psychologist', self.by)}, педагог-психолог",
            materials="Знакомство в кругу.\nИгра «Найди общее».\nРассказ о том, как работают пары.",
            by=self.by,
        )

    def _choose(
        self, choosers: Sequence[Mentor | Mentee], others: Sequence[Mentor | Mentee], *, shift: int
    ) -> list[Row]:
        """Sheets by phone are kept, those on paper come back as rows of the grid."""
        typed = []
        on = self.world.calendar.day(ANSWERED_ON)
        able = [other for other in others if self._may(other, on)]
        for place, chooser in enumerate(choosers):
            if place % SILENT == 3 or not self._may(chooser, on) or not able:
                continue
            wishes = self._wishes(
                chooser, able, place * len(able) // len(choosers) + shift * (place % 2), place
            )
            if place % ON_PAPER == 1:
                row = Row(str(len(typed)), who=chooser.person.full_name, chooser=chooser, wishes=wishes)
                typed.append(row)
                continue
            self.world.at(on)
            link = self.links["mentor" if isinstance(chooser, Mentor) else "mentee", chooser.pk].link
            save_preferences(
                chooser=entry_of(link), wishes=wishes, source=ResponseSource.PHONE, on=on, link=link
            )
        return typed

    def _wishes(
        self, chooser: Mentor | Mentee, able: Sequence[Mentor | Mentee], at: int, place: int
    ) -> Wishes:
        """One to three neighbours; each sixth would rather not be with somebody, each eleventh does not mind."""
        if place % 11 == 10:
            return Wishes(comment="Подойдёт любой, кто рядом")
        near = [able[(at + step) % len(able)] for step in range(min(1 + place % 3, len(able)))]
        near = [other for other in near if other.person_id != chooser.person_id]
        choices: list[tuple[int, int | None]] = [(other.pk, rank) for rank, other in enumerate(near, start=1)]
        far = able[(at + len(able) // 2) % len(able)]
        if place % 6 == 2 and far not in near and far.person_id != chooser.person_id:
            choices.append((far.pk, None))
        gender = (
            (Gender.FEMALE if chooser.person.gender == Gender.FEMALE else Gender.MALE)
            if place % 5 == 0
            else ""
        )
        return Wishes(tuple(choices), gender, COMMENTS[place % len(COMMENTS)])

    def _plan_more(self) -> None:
        """One was cancelled, one is ahead for those who came late."""
        calendar = self.world.calendar
        self.world.at(calendar.ago(20))
        put_off = self._plan(calendar.ago(17), "Встреча для новых участников")
        cancel_event(event=put_off, reason="в школе карантин", by=self.by)
        self.world.at(calendar.ago(2))
        self._plan(calendar.ago(-4), "Встреча для новых участников")

    def _may(self, entry: Mentor | Mentee, on: date) -> bool:
        return may_process(entry.person, ConsentPurpose.PARTICIPATION, on).is_allowed
