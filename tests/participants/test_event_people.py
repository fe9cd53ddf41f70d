"""Whom an event is for, who is on the list, whose names a pasted list means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.permissions import Role
from participants.enums import AttendanceMark, EventKind, PersonKind
from participants.event_people import OTHERS, attendants, audience_of, grouped, match_names, said_of
from participants.models import Attendance
from programs.tenancy import access_for
from tests.factories import TODAY, make_class, make_member, make_mentee, make_mentor, make_person
from tests.participants.event_makers import make_event

PEOPLE = [
    (1, "Беляев Иван Петрович", "7 «А»"),
    (2, "Беляева Инна Олеговна", "7 «А»"),
    (3, "Ёлкин Пётр", "8 «Б»"),
    (4, "Беляев Игорь Павлович", "9 «В»"),
    (5, "Салтыкова-Щедрина Анна Львовна", "учитель"),
]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("1. Беляев Иван Петрович, 7 «А» +", [1]),
        ("Иван Беляев", [1]),
        ("беляев и. п.", [1, 4]),
        ("Беляев Иг.", []),
        ("Елкин П.", [3]),
        ("3)\tЁЛКИН ПЁТР\t8Б", [3]),
        ("3)\tЁЛКИН ПЁТР", [3]),
        ("А. Л. Салтыкова-Щедрина", [5]),
        ("Сидоров", []),
    ],
)
def test_line_means_whom_it_names(line, found):
    assert [[pk for pk, _ in one.found] for one in match_names(line, PEOPLE)] == [found]


def test_pasted_list_keeps_every_line_once_and_says_what_is_doubtful():
    pasted = match_names("Беляев Иван\n\nБЕЛЯЕВ  ИВАН\nБеляев\nКто-то чужой", PEOPLE)

    assert [(one.line, one.is_sure, len(one.found)) for one in pasted] == [
        ("Беляев Иван", True, 1),
        ("Беляев", False, 2),
        ("Кто-то чужой", False, 0),
    ]


@given(st.text())
def test_no_text_breaks_the_reading(text):
    for one in match_names(text, PEOPLE):
        assert one.line.strip()


@pytest.mark.django_db
def test_kind_proposes_its_list_and_the_list_asked_for_wins(program):
    codes = {
        kind: audience_of(make_event(program, kind)).code
        for kind in ("council", "conference", "forum", "other")
    }
    assert codes == {"council": "adults", "conference": "pupils", "forum": "mentors", "other": "all"}

    ceremony = make_event(program, EventKind.CEREMONY)
    assert (audience_of(ceremony).code, audience_of(ceremony, "mentees").code) == ("pairs", "mentees")


@pytest.mark.django_db
def test_attendants_stand_by_class_and_those_marked_besides_at_the_end(program):
    older = make_mentee(program, make_person(program, last_name="Юдин", school_class=make_class(program, 9)))
    younger = make_mentor(
        program, make_person(program, last_name="Яшин", school_class=make_class(program, 5))
    )
    guest = make_person(program, kind=PersonKind.TEACHER, last_name="Гостев")
    event = make_event(program, EventKind.OTHER)
    Attendance.objects.create(school=program.school, event=event, person=guest, mark=AttendanceMark.PRESENT)
    access = access_for(make_member(program.school, Role.CURATOR), program, TODAY)

    people = attendants(event, access, TODAY, audience=audience_of(event))

    assert [(label, [one.person_id for one in rows]) for label, rows in grouped(people)] == [
        ("5\u00a0«А»", [younger.person_id]),
        ("9\u00a0«А»", [older.person_id]),
        (OTHERS, [guest.pk]),
    ]
    assert said_of(people) == "Были: 1, не отмечены: 2 из 3"
