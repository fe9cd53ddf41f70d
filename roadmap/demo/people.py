"""The two bases of a programme: people, entries in every state of their lives, consents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from participants.enums import ConsentPurpose, InterviewConclusion, PersonKind
from participants.models import Category, Mentee, Mentor, Person, Representative
from participants.services.consents import register_consent, withdraw_consent
from participants.services.entries import (
    add_mentee,
    add_mentor,
    admit_mentee,
    admit_mentor,
    put_in_reserve,
    take_out,
)
from participants.services.people import add_representative
from programs.models import SubjectGroup, User
from roadmap.demo import texts
from roadmap.demo.names import Name
from roadmap.demo.selection import Chosen, Selection
from roadmap.demo.world import World

FOLDER = "папка № 3, кабинет 214"
WAIVER = "Ведёт школу молодого педагога, обучение проходила в прошлом году"
UNTRAINED = 1  # the teacher who is admitted by the waiver
CANDIDATES = 4  # of the full plan: one for each state of an interview


@dataclass(frozen=True)
class Plan:
    """How many people of each side and state a base gets. Sums of the tuples make up the bases.

    mentors: pupils (admitted, candidates, left), teachers (admitted, candidates, in reserve).
    mentees: pupils and teachers (admitted, nominated, left).
    """

    pupil_mentors: tuple[int, int, int]
    teacher_mentors: tuple[int, int, int]
    pupil_mentees: tuple[int, int, int]
    teacher_mentees: tuple[int, int, int]
    has_undefined: bool = True  # three parents and three veterans without a form
    without_consent: int = 8


# 23 + 11 + 6 = 40 mentors; 46 + 14 = 60 mentees.
FULL = Plan((19, 3, 1), (9, 1, 1), (38, 5, 3), (11, 2, 1))
LAST_YEAR = Plan((8, 0, 1), (4, 0, 0), (12, 0, 1), (4, 0, 0), has_undefined=False, without_consent=0)
LYCEUM = Plan((4, 1, 0), (1, 0, 0), (6, 1, 0), (1, 0, 0), has_undefined=False, without_consent=2)


@dataclass
class Bases:
    """Entries that pairs are made of, in the order of their making."""

    pupil_mentors: list[Mentor] = field(default_factory=list)
    teacher_mentors: list[Mentor] = field(default_factory=list)
    pupil_mentees: list[Mentee] = field(default_factory=list)
    teacher_mentees: list[Mentee] = field(default_factory=list)


def fill_bases(world: World, plan: Plan) -> Bases:
    maker = _Maker(world, plan)
    maker.make_mentors()
    maker.make_mentees()
    return maker.bases


class _Maker:
    def __init__(self, world: World, plan: Plan) -> None:
        self.world, self.plan, self.bases = world, plan, Bases()
        self.rng: Random = world.rng
        self.categories = {category.code: category for category in Category.objects.all()}
        self.models = world.models()
        self.pupil_form = world.form("pupil_pupil")
        self.teacher_form = world.form("teacher_teacher")
        self.groups = list(SubjectGroup.objects.filter(program=world.program))
        self.made = self.consented = 0
        self.selection = Selection(world)

    # --- mentors --------------------------------------------------------------------------------------

    def make_mentors(self) -> None:
        """People first, then interviews and training for all at once, then the decisions."""
        admitted, candidates, left = self.plan.pupil_mentors
        pupils = [
            self._pupil_mentor(number, self._is_passed(number))
            for number in range(admitted + candidates + left)
        ]
        ready, teacher_candidates, reserve = self.plan.teacher_mentors
        teachers = [
            self._teacher_mentor(number, trained=number < ready)
            for number in range(ready + teacher_candidates + reserve)
        ]
        self._select(pupils, teachers)
        for number, mentor in enumerate(pupils):
            self.world.at(self.day(34))  # after the training
            if number >= admitted + candidates:
                self._leave(admit_mentor(mentor=mentor, by=self.by), texts.LEFT_MENTOR[0])
            elif number < admitted:
                self.bases.pupil_mentors.append(admit_mentor(mentor=mentor, by=self.by))
        for number, mentor in enumerate(teachers):
            self.world.at(self.day(34))
            if number >= ready + teacher_candidates:
                put_in_reserve(mentor=mentor, by=self.by)
            elif number < ready:
                waiver = WAIVER if number == UNTRAINED else ""
                self.bases.teacher_mentors.append(admit_mentor(mentor=mentor, by=self.by, waiver=waiver))
        if self.plan.has_undefined:
            self._make_undefined()

    def _is_passed(self, number: int) -> bool:
        """Pupils are made in the order: admitted, candidates, left; who left had been admitted."""
        admitted, candidates, _ = self.plan.pupil_mentors
        return not admitted <= number < admitted + candidates

    def _select(self, pupils: list[Mentor], teachers: list[Mentor]) -> None:
        ready, more, _ = self.plan.teacher_mentors
        chosen = Chosen(
            passed=[
                *((m, self.day(16 + n % 8)) for n, m in enumerate(pupils) if self._is_passed(n)),
                *((m, self.day(14 + n % 6)) for n, m in enumerate(teachers[:ready]) if n != UNTRAINED),
            ],
            interviewed=[(m, self.day(15)) for m in teachers[UNTRAINED:ready][:1]],
            waiting=[
                *(m for n, m in enumerate(pupils) if not self._is_passed(n)),
                *teachers[ready : ready + more],
            ],
        )
        self.selection.run(chosen)
        if len(chosen.waiting) == CANDIDATES:
            self.selection.show_every_state(chosen.waiting)

    def _pupil_mentor(self, number: int, trained: bool) -> Mentor:
        grade = (11, 10, 9, 10, 11)[number % 5]
        name, person = self._pupil(grade)
        self.world.at(self.day(12 + number % 7))
        takes_group = number % 6 == 2
        mentor = add_mentor(
            program=self.world.program,
            by=self.by,
            person_data=person,
            categories=[self.categories["mentor_pupil"]],
            form=self.pupil_form,
            entered_on=self.day(20 + number % 9) if trained else None,
            places=3 if takes_group else 1 + (number % 4 == 0),
            takes_group=takes_group,
            competencies=self.pick(texts.PUPIL_COMPETENCIES),
            achievements=self.pick(texts.PUPIL_ACHIEVEMENTS),
            interests=self.pick(texts.INTERESTS),
            preferred_age=self.pick(texts.AGES),
            time_resource=self.pick(texts.TIME_RESOURCES),
        )
        self._guardian_and_consent(mentor.person, name, self.day(12 + number % 7))
        return mentor

    def _teacher_mentor(self, number: int, *, trained: bool) -> Mentor:
        subject, group = self._subject(number)
        self.world.at(self.day(9 + number % 6))
        mentor = add_mentor(
            program=self.world.program,
            by=self.by,
            person_data=self._teacher(subject, group, years=self.rng.randint(12, 32)),
            categories=[self.categories["mentor_teacher"]],
            form=self.teacher_form,
            entered_on=self.day(18 + number % 5) if trained else None,
            places=2 if number % 3 == 0 else 1,
            competencies=self.pick(texts.TEACHER_COMPETENCIES),
            achievements=self.pick(texts.TEACHER_ACHIEVEMENTS),
            interests=self.pick(texts.INTERESTS),
            time_resource=self.pick(texts.TIME_RESOURCES),
        )
        self._consent(mentor.person, self.day(9 + number % 6))
        return mentor

    def _make_undefined(self) -> None:
        """Parents and veterans: the two forms have no place for them yet («не определена»)."""
        for number, kind in enumerate((PersonKind.PARENT, PersonKind.VETERAN) * 3):
            is_parent = kind == PersonKind.PARENT
            name = self.draw("m" if number == 2 else "f")
            self.world.at(self.day(30 + number))
            mentor = add_mentor(
                program=self.world.program,
                by=self.by,
                person_data=name.data
                | {
                    "kind": kind,
                    "birth_year": self.first_year - self.rng.randint(*((36, 50) if is_parent else (60, 74))),
                    "position": self.pick(("инженер", "бухгалтер", "врач"))
                    if is_parent
                    else "учитель на пенсии",
                    "workplace": self.pick(("ООО «Ромашка»", "городская поликлиника", ""))
                    if is_parent
                    else "",
                },
                categories=[self.categories["mentor_parent" if is_parent else "mentor_veteran"]],
                competencies="Готов рассказать о профессии и помочь с выбором"
                if is_parent
                else "Сорок лет в школе, делится опытом с молодыми педагогами",
            )
            self._consent(mentor.person, self.day(30 + number))
            self.world.at(self.day(44))
            if number in (0, 3, 5):
                put_in_reserve(mentor=mentor, by=self.by)
            elif number == 1:
                self.selection.interview(
                    mentor, self.day(40), InterviewConclusion.CONDITIONAL, "встречи только днём, в школе"
                )
                self.world.at(self.day(44))
                admit_mentor(
                    mentor=mentor,
                    by=self.by,
                    on=self.day(44),
                    waiver="Ветеран труда, 42 года вела уроки в этой школе",
                )
            elif number == 4:
                self._leave(mentor, texts.LEFT_MENTOR[1])

    # --- mentees --------------------------------------------------------------------------------------

    def make_mentees(self) -> None:
        for counts, make, kept in (
            (self.plan.pupil_mentees, self._pupil_mentee, self.bases.pupil_mentees),
            (self.plan.teacher_mentees, self._teacher_mentee, self.bases.teacher_mentees),
        ):
            admitted, nominated, left = counts
            lacking = (
                self.plan.without_consent if make == self._pupil_mentee else min(1, self.plan.without_consent)
            )
            for number in range(admitted + nominated + left):
                is_in = number < admitted or number >= admitted + nominated
                has_consent = is_in and not admitted - lacking <= number < admitted
                mentee = make(number, is_in=is_in, has_consent=has_consent)
                if not is_in:
                    continue
                self.world.at(mentee.entered_on or self.day(40))
                mentee = admit_mentee(mentee=mentee, by=self.by)
                if number >= admitted:
                    self._leave(mentee, texts.LEFT_MENTEE[number % len(texts.LEFT_MENTEE)])
                else:
                    kept.append(mentee)
        if self.plan.has_undefined:
            self._spoil_consents()

    def _pupil_mentee(self, number: int, *, is_in: bool, has_consent: bool) -> Mentee:
        model = (
            "achieving_struggling",
            "leader_passive",
            "adapted_unadapted",
            "achieving_struggling",
            "equal_equal",
        )[number % 5]
        grade = (9, 10)[number % 2] if model == "equal_equal" else (7, 5, 6, 8, 7)[number % 5 - number % 2]
        name, person = self._pupil(grade, letter="А" if grade == 7 and number % 3 == 0 else "")
        self.world.at(self.day(14 + number % 11))
        category = ("low_results", "detached", "hard_life", "behaviour", "gifted")[number % 5]
        mentee = add_mentee(
            program=self.world.program,
            by=self.by,
            person_data=person,
            categories=[self.categories[category]],
            form=self.pupil_form if number != 40 else None,
            entered_on=self.day(25 + number % 12) if is_in else None,
            request=self.pick(texts.PUPIL_REQUESTS[model]),
            wished_model=self.models[model] if number != 40 else None,
        )
        self._guardian_and_consent(mentee.person, name, self.day(14 + number % 11), has_consent=has_consent)
        return mentee

    def _teacher_mentee(self, number: int, *, is_in: bool, has_consent: bool) -> Mentee:
        code = tuple(texts.TEACHER_REQUESTS)[(0, 0, 4, 3, 1, 2)[number % 6]]
        is_young = code in ("experienced_young", "class_teacher_young")
        subject, group = self._subject(number)
        self.world.at(self.day(10 + number))
        person = self._teacher(
            subject, group, years=self.rng.randint(0, 2) if is_young else self.rng.randint(5, 30)
        )
        mentee = add_mentee(
            program=self.world.program,
            by=self.by,
            person_data=person,
            categories=[
                self.categories["young_specialist" if is_young else ("digital_skills", "burnout")[number % 2]]
            ],
            form=self.teacher_form,
            entered_on=self.day(20 + number) if is_in else None,
            request=self.pick(texts.TEACHER_REQUESTS[code]),
            wished_model=self.models[code],
        )
        if has_consent:
            self._consent(mentee.person, self.day(10 + number))
        return mentee

    # --- consents -------------------------------------------------------------------------------------

    def _guardian_and_consent(
        self, person: Person, name: Name, on: date, *, has_consent: bool = True
    ) -> None:
        guardian = self._representative(person, name) if person.is_minor(on) else None
        if has_consent:
            self._consent(person, on, guardian)
            self._more_consents(person, on, guardian)

    def _consent(
        self, person: Person, on: date, guardian: Representative | None = None,
        purpose: str = ConsentPurpose.PARTICIPATION, valid_until: date | None = None,
    ) -> None:  # fmt: skip
        register_consent(
            person=person, purpose=purpose, signed_on=on, by=self.by, kept_at=FOLDER, representative=guardian,
            valid_until=valid_until, program=self.world.program, today=self.world.calendar.today,
        )  # fmt: skip

    def _more_consents(self, person: Person, on: date, guardian: Representative | None) -> None:
        self.consented += 1
        if self.consented % 4:
            self._consent(person, on, guardian, ConsentPurpose.TESTING)
        if self.consented % 5 == 0:
            self._consent(person, on, guardian, ConsentPurpose.PUBLICATION)

    def _spoil_consents(self) -> None:
        """Of admitted pupils two papers end soon, one has ended, two were withdrawn; nobody of them gets a pair."""
        mentees = self.bases.pupil_mentees
        healthy = len(mentees) - self.plan.without_consent
        today = self.world.calendar.today
        for mentee, term in zip(mentees[healthy : healthy + 3], (12, 9, -6), strict=True):
            guardian = mentee.person.representatives.first()
            self.world.at(self.day(12))
            self._consent(
                mentee.person, self.day(12), guardian, valid_until=max(self.day(13), today + timedelta(term))
            )
        for mentee in mentees[healthy - 2 : healthy]:
            for consent in mentee.person.consents.all():
                self.world.at(self.world.calendar.ago(4))
                withdraw_consent(
                    consent=consent, reason="заявление матери", on=self.world.calendar.ago(4), by=self.by,
                    program=self.world.program,
                )  # fmt: skip
        self.bases.pupil_mentees = mentees[: healthy - 2]
        if self.bases.teacher_mentees:
            self.bases.teacher_mentees.pop()

    # --- small parts ----------------------------------------------------------------------------------

    @property
    def by(self) -> User:
        return self.world.curator

    @property
    def first_year(self) -> int:
        return self.world.program.first_year

    def day(self, number: int) -> date:
        return self.world.calendar.day(number)

    def pick(self, options: tuple[str, ...]) -> str:
        return self.rng.choice(options)

    def draw(self, gender: str = "") -> Name:
        """Every sixth name is a hard one while there are any."""
        self.made += 1
        return self.world.names.draw(gender, is_hard=not gender and self.made % 6 == 0)

    def _leave(self, entry: Mentor | Mentee, reason: str) -> None:
        calendar = self.world.calendar
        on = max(entry.entered_on or calendar.starts, calendar.ago(self.rng.randint(3, 20)))
        self.world.at(on)
        take_out(entry=entry, reason=reason, on=on, by=self.by, today=calendar.today)

    def _pupil(self, grade: int, letter: str = "") -> tuple[Name, dict[str, object]]:
        name = self.draw()
        letters = sorted(place[1] for place in self.world.classes if place[0] == grade)
        born = date(self.first_year - grade - 6, 1, 1) + timedelta(days=self.rng.randrange(330))
        data = name.data | {
            "kind": PersonKind.PUPIL,
            "school_class": self.world.classes[grade, letter or self.rng.choice(letters)],
        }
        # The official form asks for the year only; the school knows the date of most.
        return name, data | ({"birth_date": born} if self.rng.random() < 0.7 else {"birth_year": born.year})

    def _teacher(self, subject: str, group: SubjectGroup | None, years: int) -> dict[str, object]:
        name = self.draw("f" if self.rng.random() < 0.8 else "m")
        since = date(self.first_year - years, 9, 1)
        return name.data | {
            "kind": PersonKind.TEACHER,
            "birth_year": since.year - self.rng.randint(22, 26),
            "position": f"учитель {subject[0]}",
            "subjects": subject[1],
            "subject_group": group,
            "teaching_since": since,
        }

    def _subject(self, number: int) -> tuple[tuple[str, str], SubjectGroup | None]:
        subject, start = TEACHER_SUBJECTS[number % len(TEACHER_SUBJECTS)]
        group = next(
            (group for group in self.groups if group.title.startswith(f"ШМО учителей {start}")), None
        )
        return subject, group

    def _phone(self) -> str:
        """A number that no network gives out."""
        return f"8 (900) 000-{self.rng.randrange(100):02d}-{self.rng.randrange(100):02d}"

    def _representative(self, person: Person, child: Name) -> Representative:
        parent = self.world.names.parent_of(child)
        return add_representative(
            person=person, by=self.by, program=self.world.program, full_name=parent.full,
            kinship="мать" if parent.gender == "f" else "отец", phone=self._phone(),
        )  # fmt: skip


# ((genitive, subject), first word of the group's title)
TEACHER_SUBJECTS = (
    (("математики", "математика"), "математики"),
    (("русского языка и литературы", "русский язык, литература"), "русского"),
    (("биологии", "биология"), "естественных"),
    (("информатики", "информатика"), "математики"),
    (("физики", "физика"), "естественных"),
)
