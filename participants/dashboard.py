"""Numbers and matters of the bases for the dashboard, the menu and the search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, Q

from mentoring_site.permissions import Access, Permission, Role
from mentoring_site.words import counted, plural
from participants.enums import BaseKind, MenteeStatus, MentorStatus, PersonKind
from participants.models import Consent, Enrolment, Mentee, Mentor, Person
from participants.querysets import EntryQuerySet
from programs.models import Program
from programs.registries.screens import AttentionItem, Figure, FirstStep, QuickAction, SearchHit
from programs.tenancy import program_url

FOUND_AT_MOST = 10
SHORTEST_SEARCH = 2


def count_mentees(access: Access, on: date) -> int:
    return _present(Mentee, access).count()


def count_mentors(access: Access, on: date) -> int:
    return _present(Mentor, access).count()


def municipal_mentors(program: Program) -> int:
    return Mentor.objects.of_program(program).present().count()


def municipal_mentees(program: Program) -> int:
    return Mentee.objects.of_program(program).present().count()


def mentors_in_words(access: Access, on: date) -> str:
    return counted(count_mentors(access, on), "наставник", "наставника", "наставников")


def mentees_in_words(access: Access, on: date) -> str:
    return counted(count_mentees(access, on), "наставляемый", "наставляемых", "наставляемых")


def figures(access: Access, on: date) -> Iterable[Figure]:
    """Sizes of both bases; under each, how many are not through the door yet."""
    if not access.has(Permission.BASE_VIEW):
        return
    mentees = _present(Mentee, access).aggregate(
        total=Count("pk"), waiting=Count("pk", filter=Q(status=MenteeStatus.NOMINATED))
    )
    mentors = _present(Mentor, access).aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(status=MentorStatus.CANDIDATE)),
        reserve=Count("pk", filter=Q(status=MentorStatus.RESERVE)),
    )
    waiting = mentees["waiting"]
    yield Figure(
        "Наставляемые",
        str(mentees["total"]),
        _url(access, "mentee_list"),
        alarm=f"{waiting} {plural(waiting, 'ждёт', 'ждут', 'ждут')} решения" if waiting else "",
        note="" if waiting or not mentees["total"] else "все приняты",
        order=10,
    )
    candidates = mentors["waiting"]
    yield Figure(
        "Наставники",
        str(mentors["total"]),
        _url(access, "mentor_list"),
        alarm=counted(candidates, "кандидат", "кандидата", "кандидатов") if candidates else "",
        note=f"{mentors['reserve']} в резерве" if mentors["reserve"] else "",
        order=20,
    )


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """Who waits at the door of a base."""
    if not access.has(Permission.BASE_EDIT):
        return
    waiting = _present(Mentee, access).filter(status=MenteeStatus.NOMINATED)
    found = waiting.aggregate(total=Count("pk"))["total"]
    if found:
        yield AttentionItem(
            "wait",
            counted(found, "наставляемый", "наставляемых", "наставляемых"),
            f"{plural(found, 'предложен', 'предложены', 'предложены')} и "
            f"{plural(found, 'ждёт', 'ждут', 'ждут')} принятия в программу",
            "",
            "Посмотреть",
            _url(access, "mentee_list", tab="nominated"),
            order=30,
        )


def quick_actions(access: Access, on: date) -> Iterable[QuickAction]:
    if access.has(Permission.BASE_IMPORT) and access.program.is_open:
        url = program_url(access.program, "participants:import_upload", base=BaseKind.MENTEES)
        yield QuickAction("Загрузить таблицу", url, "upload", order=40)


def first_steps(access: Access, on: date) -> Iterable[FirstStep]:
    if not access.has(Permission.BASE_EDIT):
        return
    program = access.program
    if program.previous_id is not None:
        last_year = Enrolment.objects.filter(program=program.previous_id).values("person")
        yield FirstStep(
            "Перенести людей из прошлого года",
            program_url(program, "participants:rollover"),
            Enrolment.objects.filter(program=program, person__in=last_year).exists()
            or _has_both_bases(program),
            "Классы уже подняты на год: отметьте, кто участвует дальше",
            order=35,
        )
    for order, (label, model, base) in enumerate(
        (
            ("Внести наставляемых", Mentee, BaseKind.MENTEES),
            ("Внести наставников", Mentor, BaseKind.MENTORS),
        ),
        start=40,
    ):
        yield FirstStep(
            label,
            program_url(program, "participants:import_upload", base=base),
            model.objects.filter(program=program).exists(),
            "Из готовой таблицы или по одному",
            order=order,
        )
    yield FirstStep(
        "Собрать согласия и внести их пачкой",
        program_url(program, "participants:consent_stack"),
        Consent.objects.filter(person__enrolments__program=program).exists(),
        "Бланки с именами напечатает сайт",
        order=50,
    )


def _has_both_bases(program: Program) -> bool:
    """The year was filled in another way, such as from tables: nothing is waiting to be carried."""
    return all(model.objects.filter(program=program).exists() for model in (Mentor, Mentee))


def search_people(access: Access, text: str) -> Iterable[SearchHit]:
    """People whose name holds every word of the text; any case, ё = е."""
    if len(text.strip()) < SHORTEST_SEARCH or not access.has(Permission.BASE_VIEW):
        return
    years = Enrolment.objects.filter(program=access.program).select_related("school_class")
    people = Person.objects.visible_to(access).search(text)
    for person in people.prefetch_related(Prefetch("enrolments", years, to_attr="years"))[:FOUND_AT_MOST]:
        place = person.years[0].place if person.years else ""
        yield SearchHit(
            person.full_name,
            place or person.get_kind_display(),
            program_url(access.program, "participants:person_detail", pk=person.pk),
            "Люди",
        )


def _present(model: Any, access: Access) -> EntryQuerySet:
    return model.objects.of_program(access.program).visible_to(access).present()


def _url(access: Access, name: str, **query: str) -> str:
    url = program_url(access.program, f"participants:{name}")
    return f"{url}?{urlencode(query)}" if query else url


def is_pupil(access: Access) -> bool:
    """Asked only of who has no other role than a participant's: the first page of staff costs no query for it."""
    if access.roles - {Role.MENTOR, Role.MENTEE}:
        return False
    return Person.objects.filter(school=access.school, user=access.user, kind=PersonKind.PUPIL).exists()
