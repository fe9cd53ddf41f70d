"""Nominations in every state, topics of most entries, decisions on forms, totals of the school."""

from __future__ import annotations

from random import Random

from mentoring_site.permissions import Access
from participants.enums import MenteeStatus, NominatorRole, PersonKind, PopulationKind
from participants.models import Category, Mentee, Mentor, Nomination, Topic
from participants.services.entries import update_mentee, update_mentor
from participants.services.nomination_links import issue_nomination_link
from participants.services.nominations import (
    accept_nomination,
    decline_nomination,
    identify,
    nominate,
    nominate_by_link,
)
from participants.services.population import set_population
from participants.services.topics import topics_for
from programs.models import MentoringForm
from programs.services.mentoring_forms import decide_form
from programs.tenancy import access_for
from roadmap.demo.world import World

OBSERVATIONS = (
    "На переменах один, в паре на уроке оживает. Хорошо рисует.",
    "Домашние задания начинает и бросает, спрашивать стесняется.",
    "Старается, но боится отвечать у доски.",
)
PROTOCOL = "протокол методического совета № 2"
REASONS = {
    "pupil_pupil": "Больше всего запросов: предметы, адаптация, уверенность",
    "teacher_teacher": "Запросы молодых педагогов на методику и классное руководство",
}
TOTALS = (
    (PopulationKind.PUPILS, 612),
    (PopulationKind.PUPILS_10_19, 488),
    (PopulationKind.PUPILS_15_19, 176),
    (PopulationKind.TEACHERS, 47),
    (PopulationKind.YOUNG_TEACHERS, 9),
    (PopulationKind.PARTNERS, 4),
    (PopulationKind.PARTNERS_GIVE, 1),
)
EVERY = 7  # each seventh entry has chosen no topic yet


def add_nominations(world: World) -> None:
    curator, program = world.curator, world.program
    pupils = list(_pupils(world))
    admitted = [mentee for mentee in pupils if mentee.status == MenteeStatus.ADMITTED]
    waiting = [mentee for mentee in pupils if mentee.status == MenteeStatus.NOMINATED]
    low = Category.objects.get(code="low_results")
    first = waiting[0].person
    world.at(world.calendar.ago(9))
    for key, words in (("psychologist", OBSERVATIONS[0]), ("social", OBSERVATIONS[1])):
        nominate(
            access=_access(world, key),
            person=first,
            wish="Поддержка на уроках и в классе",
            observations=words,
            categories=[low],
        )
    own = next(mentee for mentee in admitted if _is_seen(world, "class-teacher", mentee))
    taken = nominate(
        access=_access(world, "class-teacher"),
        person=own.person,
        wish="Подтянуть математику и поверить в себя",
        observations=OBSERVATIONS[2],
    )
    world.at(world.calendar.today)
    accept_nomination(nomination=taken, by=curator, on=world.calendar.today)
    refused = nominate(access=_access(world, "social"), person=admitted[5].person, wish="Помочь с проектом")
    decline_nomination(nomination=refused, reason="Наставник уже есть, проект ведёт он", by=curator)
    identify(nomination=_by_link(world, first.full_name, waiting[0]), person=first, by=curator)
    _by_link(world, "Снегирёва Ульяна", waiting[-1])
    link = issue_nomination_link(program=program, role=NominatorRole.EMPLOYEE.value, by=curator)
    nominate_by_link(
        link=link,
        nominator_name="Ларина Ольга Петровна",
        nominator_role=NominatorRole.EMPLOYEE,
        typed_name="Снегирёв Лев",
        school_class=waiting[-1].enrolment.school_class,
        wish="Записать в школьный хор, найти старшего друга",
        observations="Каждый день ждёт в библиотеке до вечера.",
    )


def add_needs(world: World) -> None:
    """Topics of most entries by a dice of their own, so that nobody else's numbers change."""
    dice = Random(59)
    world.at(world.calendar.day(72))
    number = 0
    for model, update in ((Mentee, update_mentee), (Mentor, update_mentor)):
        entries = model.objects.of_program(world.program).present().select_related("person", "program")
        for entry in entries.order_by("person__search_key", "pk"):
            number += 1
            if number % EVERY == 0:
                continue
            chosen = _chosen(dice, list(topics_for(entry).order_by("position", "title")))
            update(instance=entry, changes={}, version=None, by=world.curator, topics=chosen)


def decide_forms(world: World) -> None:
    day = world.calendar.day(41)
    world.at(day)
    for form in MentoringForm.objects.filter(program=world.program, code__in=REASONS):
        decide_form(
            form=form,
            is_on=True,
            reason=REASONS[form.code],
            protocol=PROTOCOL,
            decided_on=day,
            by=world.curator,
            today=world.calendar.today,
        )
    world.at(world.calendar.starts)
    for kind, value in TOTALS:
        set_population(
            program=world.program,
            kind=kind,
            value=value,
            counted_on=world.calendar.starts,
            by=world.curator,
            today=world.calendar.today,
        )


def _pupils(world: World) -> list[Mentee]:
    rows = Mentee.objects.of_program(world.program).present().filter(person__kind=PersonKind.PUPIL)
    return list(rows.select_related("person").order_by("person__search_key", "pk"))


def _access(world: World, key: str) -> Access:
    return access_for(world.users[key], world.program, world.calendar.today)


def _is_seen(world: World, key: str, mentee: Mentee) -> bool:
    return Mentee.objects.visible_to(_access(world, key)).filter(pk=mentee.pk).exists()


def _by_link(world: World, name: str, like: Mentee) -> Nomination:
    """What a mother wrote on her phone."""
    link = issue_nomination_link(program=world.program, role=NominatorRole.PARENT.value, by=world.curator)
    return nominate_by_link(
        link=link,
        nominator_name=f"{name.split()[0]} Марина Игоревна",
        nominator_role=NominatorRole.PARENT,
        typed_name=name,
        school_class=like.enrolment.school_class,
        wish="Найти друзей в новом классе",
    )


def _chosen(dice: Random, topics: list[Topic]) -> list[Topic]:
    """One to three, the first ones of the list more often: so there is a gap somewhere."""
    size = dice.randint(1, 3)
    return dice.sample(topics[: 6 + dice.randrange(len(topics) - 5)], size)
