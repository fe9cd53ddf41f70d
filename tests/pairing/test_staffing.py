"""Staffing: who is young and alone, subjects and places; read by a fixed number of queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.staffing import (
    FormLine,
    Guide,
    SubjectLine,
    Teacher,
    accountant_rows,
    form_lines,
    staffing_of,
    subject_lines,
)
from participants.enums import PersonKind
from participants.models import Enrolment
from programs.registries.programme import DUTY_PAGES
from programs.tenancy import access_for, program_url
from tests.factories import make_member, make_person
from tests.pairing.makers import make_signed, make_teacher_pair, ready_mentee


def test_subjects_where_somebody_is_alone_come_first():
    teachers = [
        Teacher(1, "А", "", "физика, химия", 0),
        Teacher(2, "Б", "", "Химия", 2, "Наставник", 7),
        Teacher(3, "В", "", "химия", 3),
        Teacher(4, "Г", "", "химия", None),
    ]
    guides = [
        Guide(5, 1, True, True, 2, 1, "химия"),
        Guide(6, 1, False, True, 1, 1, "физика"),
    ]

    assert subject_lines(teachers, guides) == [
        SubjectLine("Физика", young=1, alone=1, mentors=0, free=0),
        SubjectLine("Химия", young=2, alone=1, mentors=1, free=1),
    ]
    assert [line.lacks for line in subject_lines(teachers, guides)] == [True, False]


@pytest.mark.parametrize(("waiting", "lack"), [(0, 0), (3, 0), (5, 2)])
def test_places_lack_only_when_more_wait_than_are_free(waiting, lack):
    guides = [Guide(1, 10, True, True, 4, 3)]

    lines = form_lines([(10, "Учитель – учитель")], guides, {10: waiting})

    assert lines == [FormLine(10, "Учитель – учитель", waiting, 1, 4, 3)]
    assert lines[0].lack == lack


def test_form_not_decided_is_shown_when_somebody_stands_there():
    assert form_lines([], [], {None: 2}) == [FormLine(None, "Не определена", 2, 0, 0, 0)]
    assert form_lines([], [], {}) == []


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


def young_teacher(program, by, since=date(2025, 9, 1)):
    person = make_person(program, kind=PersonKind.TEACHER)
    mentee = ready_mentee(program, by, form=program.forms.get(code="teacher_teacher"), person=person)
    Enrolment.objects.filter(person=person).update(teaching_since=since, subjects="химия")
    return mentee


def test_school_is_counted_with_pairs_places_and_papers(program, director):
    on = timezone.localdate()
    pair = make_teacher_pair(program, director)
    led = pair.members.get().mentee.person
    Enrolment.objects.filter(person=led).update(teaching_since=date(2026, 8, 15), subjects="физика")
    young_teacher(program, director)
    make_signed(program, director, pair)

    found = staffing_of(access_for(director, program, on), on)

    assert [(one.pair_id, one.years) for one in found.young] == [(None, 1), (pair.pk, 0)]
    assert (found.alone, found.waiting, found.places, found.free) == (1, 1, 1, 0)
    assert (found.complete, len(found.papers)) == (1, 1)
    [row] = accountant_rows(access_for(director, program, on))
    assert (row.pay, row.row.order.replace("\xa0", " ")) == (
        "3 000 руб. в месяц",
        f"№ 47-р от {on:%d.%m.%Y}",
    )


def test_deputy_sees_staffing_without_pay(program, director, sign_in):
    client = sign_in(make_member(program.school, Role.DEPUTY_UVR))

    answer = client.get(program_url(program, "pairing:staffing"))

    assert (answer.status_code, answer.context["found"].papers) == (200, None)
    assert client.get(program_url(program, "pairing:staffing_account_export")).status_code == 403


def test_page_takes_the_same_queries_at_1_and_3_rows(program, director, sign_in, queries_of):
    client, url = sign_in(director), program_url(program, "pairing:staffing")
    young_teacher(program, director)
    one = queries_of(client, url)

    young_teacher(program, director)
    young_teacher(program, director)

    assert queries_of(client, url) == one


@pytest.mark.parametrize("name", ["staffing_account_export", "staffing_account_pdf"])
def test_account_takes_the_same_queries_at_1_and_3_rows(program, director, sign_in, queries_of, name):
    client, url = sign_in(director), program_url(program, f"pairing:{name}")
    make_signed(program, director, make_teacher_pair(program, director))
    one = queries_of(client, url)

    make_signed(program, director, *[make_teacher_pair(program, director) for _ in range(2)])

    assert queries_of(client, url) == one


def test_duty_of_staffing_leads_to_its_page():
    assert "pairing:staffing" in [page.url_name for page in DUTY_PAGES["director_5"]]
