"""«Кого пригласить»: for a gap or an audience a text, a list of names and a poster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mentoring_site.permissions import Access
from mentoring_site.words import counted
from participants.enums import MentorStatus, ParticipationRole, PersonKind
from participants.models import Enrolment, Mentor, Person, Representative, Topic
from participants.querysets import SORTS
from programs.models import Program

PARENTS, TEACHERS, GRADUATES, SENIORS = "parents", "teachers", "graduates", "seniors"
AUDIENCES = {
    SENIORS: "Ученики 9–11 классов",
    TEACHERS: "Педагоги",
    PARENTS: "Родители",
    GRADUATES: "Выпускники",
}
SENIOR_FROM = 9
GREETINGS = {
    SENIORS: "Ребята!",
    TEACHERS: "Уважаемые коллеги!",
    PARENTS: "Уважаемые родители!",
    GRADUATES: "Дорогие выпускники!",
}
PLEAS = {
    SENIORS: "В школе есть ученики, которым пригодится ваша помощь. Станьте наставником младшего: час в неделю, "
    "вместе с куратором, без отметок.",
    TEACHERS: "Молодым педагогам и коллегам нужна поддержка. Станьте наставником: поделитесь тем, что у вас "
    "получается лучше всего.",
    PARENTS: "Ребёнку бывает нужен наставник: подтянуть предмет, освоиться в классе, найти своё дело. Подайте "
    "заявку за ребёнка или станьте наставником сами.",
    GRADUATES: "Школа помнит вас. Расскажите ученикам о своём пути и профессии: станьте наставником.",
}


@dataclass(frozen=True)
class Audience:
    """Whom to invite: a code of AUDIENCES, narrowed by grade (parents, seniors) and topic (teachers)."""

    code: str
    grade: int | None = None
    topic: Topic | None = None

    @property
    def label(self) -> str:
        """«Родители: 8 классы», «Педагоги: физика»."""
        parts = [AUDIENCES[self.code]]
        if self.code in (PARENTS, SENIORS) and self.grade:
            parts = (
                [f"{AUDIENCES[PARENTS]}: {self.grade}-е классы"]
                if self.code == PARENTS
                else [f"Ученики: {self.grade}-е классы"]
            )
        if self.code == TEACHERS and self.topic:
            parts = [f"{AUDIENCES[TEACHERS]}: {self.topic.title.lower()}"]
        return parts[0]

    @property
    def role(self) -> str:
        """What the application of the poster asks to become."""
        return ParticipationRole.MENTEE if self.code == PARENTS else ParticipationRole.MENTOR


def invitation_text(
    program: Program, audience: Audience, *, wanted: int = 0, curator: str = "", link: str = ""
) -> str:
    """Ready to copy into a chat; names nobody but the curator. wanted: how many ask for the topic."""
    lines = [GREETINGS[audience.code], "", PLEAS[audience.code]]
    if audience.topic is not None and wanted:
        asked = counted(wanted, "человек", "человека", "человек").replace("\u00a0", " ")
        lines.append(f"Сейчас особенно нужна тема «{audience.topic.title}»: просят {asked}.")
    if link:
        lines += ["", f"Подать заявку с телефона: {link}"]
    contact = ", ".join(filter(None, (curator, program.school.phone)))
    lines += ["", f"Куратор программы: {contact}" if contact else "Подробности у куратора программы."]
    return "\n".join([*lines, program.school.short_name])


def names_of(audience: Audience, access: Access) -> list[tuple[str, str]]:
    """(name, class or position) of those whom the site knows and who are no mentors yet; parents by their child."""
    if audience.code == PARENTS:
        return _parents(audience, access)
    years = Enrolment.objects.filter(program=access.program).visible_to(access)
    years = years.filter(_who(audience)).exclude(person__in=_mentors(access))
    years = years.select_related("person", "school_class").order_by(
        "school_class__grade", "school_class__letter", *SORTS["name"], "pk"
    )
    return [(year.person.full_name, year.place) for year in years]


def _who(audience: Audience) -> Q:
    if audience.code == SENIORS:
        exact = (
            Q(school_class__grade=audience.grade)
            if audience.grade
            else Q(school_class__grade__gte=SENIOR_FROM)
        )
        return Q(person__kind=PersonKind.PUPIL) & exact
    if audience.code == GRADUATES:
        return Q(person__kind=PersonKind.GRADUATE)
    return Q(person__kind=PersonKind.TEACHER) & _of_subject(audience.topic)


def _of_subject(topic: Topic | None) -> Q:
    """Subjects are typed freely: compared without the case of the first letter, which SQLite does not know."""
    if topic is None:
        return Q()
    title = topic.title
    small = title[:1].lower() + title[1:]
    return Q(subjects__contains=title) | Q(subjects__contains=small)


def _mentors(access: Access) -> Any:
    present = Mentor.objects.of_program(access.program).present().exclude(status=MentorStatus.RESERVE)
    return present.values("person")


def _parents(audience: Audience, access: Access) -> list[tuple[str, str]]:
    years = Enrolment.objects.filter(program=access.program, school_class__isnull=False)
    if audience.grade:
        years = years.filter(school_class__grade=audience.grade)
    classes = {year.person_id: str(year.school_class) for year in years.select_related("school_class")}
    people = Person.objects.visible_to(access).filter(pk__in=classes)
    found = Representative.objects.filter(person__in=people).select_related("person")
    return [
        (row.full_name, f"{row.person.list_name}, {classes[row.person_id]}")
        for row in found.order_by("full_name", "pk")
    ]
