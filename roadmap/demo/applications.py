"""Posters and applications in every state: new, asked, answered, accepted, declined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mentoring_site.dates import moment_on
from participants.applications.deciding import accept_application, ask_applicant, decline_application
from participants.applications.posters import issue_poster, questionnaire_for
from participants.applications.sending import answer_back, finish_answers, finish_with_paper, send_application
from participants.enums import ConsentPurpose, MenteeStatus, MentorStatus, PersonKind
from participants.models import Application, Mentee, Mentor
from participants.questionnaires.grid import Row, type_rows
from participants.services.consents import may_process
from programs.models import PersonalLink
from roadmap.demo.world import World

FREE_FORM = (
    "Работаю в школе двадцать второй год, веду русский язык в 5–9 классах. Умею готовить к устному собеседованию и "
    "разбирать сочинения. Готова раз в неделю посещать уроки молодого коллеги и обсуждать их."
)


def invite_applicants(world: World) -> None:
    """Four posters hang since September; who came by them stands in the queue."""
    _Story(world).tell()


class _Story:
    def __init__(self, world: World) -> None:
        self.world, self.sent = world, 0
        world.at(world.calendar.day(5))
        pupils, teachers = world.form("pupil_pupil"), world.form("teacher_teacher")
        self.pupil_mentor = self._poster("mentor", pupils)
        self.pupil_mentee = self._poster("mentee", pupils)
        self.teacher_mentor = self._poster("mentor", teachers)
        self.teacher_mentee = self._poster("mentee", teachers)
        self._poster("mentor", None)

    def tell(self) -> None:
        self._new_ones()
        self._talks()
        self._accepted()
        self._declined()
        self._type_a_sheet()

    def _new_ones(self) -> None:
        adult = self._send(
            self.teacher_mentor, 2, "Орлова", "Вера", "Платоновна", "учитель русского языка",
            "Готова помочь с подготовкой к итоговому собеседованию",
        )  # fmt: skip
        self.world.at(self.world.calendar.today)
        finish_with_paper(
            application=adult, free_text=FREE_FORM, file_name="", data=b"", on=self.world.calendar.today
        )
        # The base knows her already: the curator says «это она».
        known = Mentee.objects.filter(
            program=self.world.program, status=MenteeStatus.NOMINATED, form__code="pupil_pupil"
        ).select_related("person")[0]
        self._send(
            self.pupil_mentee, 1, known.person.last_name, known.person.first_name, "", known.enrolment.school_class,
            "Хочу увереннее отвечать у доски",
        )  # fmt: skip
        self._send(
            self.pupil_mentor, 1, "Лучинин", "Тимофей", "Олегович", self.world.classes[10, "Б"],
            "Могу объяснять физику и помогать с проектами",
        )  # fmt: skip

    def _talks(self) -> None:
        asked = self._send(
            self.pupil_mentee, 5, "Ветрова", "Милана", "", self.world.classes[6, "Б"], "Нужна помощь с математикой"
        )  # fmt: skip
        ask_applicant(application=asked, question="Какие темы даются труднее всего?", by=self.world.curator)
        answered = self._send(
            self.teacher_mentee, 6, "Сомова", "Ирина", "Глебовна", "учитель географии", "Первый год в школе"
        )
        said = {
            "request": "Как держать дисциплину в 7 классе",
            "format": ["готовить уроки вместе"],
            "need": 8,
        }
        self._answer(answered, said)
        ask_applicant(
            application=answered, question="Есть ли у вас классное руководство?", by=self.world.curator
        )
        answer_back(application=answered, text="Да, 5 «Б», с сентября.")

    def _accepted(self) -> None:
        """Joined to rows of the base: one may answer already, the other's parents have not signed yet."""
        candidates = Mentor.objects.filter(
            program=self.world.program, status=MentorStatus.CANDIDATE, form__code="pupil_pupil"
        ).select_related("person")
        answering = next(entry for entry in candidates if self._has_consent(entry))
        application = self._join(self.pupil_mentor, answering, "Готов помогать с учёбой")
        self._answer(
            application,
            {
                "competencies": "Математика, шахматы, монтаж видео",
                "interests": "Настольные игры, походы",
                "experience": True,
                "time": "2 часа в неделю",
                "times": ["215", "415"],
                "motivation": "В шестом классе мне самому помог старший ученик",
                "ready": 9,
            },
        )
        nominated = Mentee.objects.filter(
            program=self.world.program, status=MenteeStatus.NOMINATED, form__code="pupil_pupil"
        ).select_related("person")
        waiting = next(entry for entry in nominated[1:] if not self._has_consent(entry))
        self._join(self.pupil_mentee, waiting, "Хочу найти друзей в классе")

    def _declined(self) -> None:
        application = self._send(
            self.pupil_mentor, 9, "Громов", "Савелий", "", self.world.classes[5, "В"], "Хочу командовать младшими"
        )  # fmt: skip
        self.world.at(self.world.calendar.today)
        decline_application(
            application=application,
            reason="Наставниками становятся с 8 класса. Приходите через три года, будем рады.",
            by=self.world.curator,
        )

    def _type_a_sheet(self) -> None:
        """A paper questionnaire that waits for the second typing."""
        mentors = Mentor.objects.filter(
            program=self.world.program, status=MentorStatus.ADMITTED, form__code="teacher_teacher"
        ).select_related("person")
        person = next(entry.person for entry in mentors if self._has_consent(entry))
        questionnaire = questionnaire_for(self.world.program, "mentor", self.world.form("teacher_teacher"))
        self.world.at(self.world.calendar.today)
        type_rows(
            questionnaire=questionnaire,
            rows=[Row("1", person=person, answers={"competencies": "Методика, проекты", "group": False})],
            by=self.world.curator,
            on=self.world.calendar.today,
        )

    def _join(self, poster: PersonalLink, entry: Mentor | Mentee, request: str) -> Application:
        person = entry.person
        application = self._send(
            poster, 12, person.last_name, person.first_name, person.middle_name, entry.enrolment.school_class, request
        )  # fmt: skip
        self.world.at(self.world.calendar.today)
        return accept_application(
            application=application, by=self.world.curator, on=self.world.calendar.today, person=person
        )

    def _has_consent(self, entry: Mentor | Mentee) -> bool:
        return may_process(entry.person, ConsentPurpose.PARTICIPATION, self.world.calendar.today).is_allowed

    def _poster(self, role: str, form: Any) -> PersonalLink:
        return issue_poster(program=self.world.program, role=role, form=form, by=self.world.curator)

    def _send(
        self, poster: PersonalLink, ago: int, last: str, first: str, middle: str, place: Any, request: str
    ) -> Application:
        """place: the class of a pupil or the post of an adult."""
        self.sent += 1
        is_adult = isinstance(place, str)
        data = {
            "kind": PersonKind.TEACHER if is_adult else PersonKind.PUPIL,
            "last_name": last,
            "first_name": first,
            "middle_name": middle,
            "request": request,
        }
        data |= {"position": place} if is_adult else {"school_class": place, "is_adult": False}
        self.world.at(self.world.calendar.ago(ago))
        application = send_application(
            poster=poster, data=data, once=f"demo-application-of-number-{self.sent:06d}"
        ).application
        Application.objects.filter(pk=application.pk).update(
            created_at=moment_on(self.world.calendar.ago(ago))
        )
        return application

    def _answer(self, application: Application, answers: dict[str, Any]) -> None:
        self.world.at(self.world.calendar.today)
        finish_answers(application=application, answers=answers, on=self.world.calendar.today)


def decline_the_rest(world: World, applications: Iterable[Application]) -> None:
    for application in applications:
        decline_application(
            application=application, reason="Заявка повторная, вы уже в программе.", by=world.curator
        )
