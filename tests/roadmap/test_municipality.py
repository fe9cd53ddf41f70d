"""The coordinator's page with the figures of every app: numbers, never a name."""

from __future__ import annotations

from django_scopes import scope

from mentoring_site.permissions import Role
from participants.enums import MentorStatus
from programs.models import Membership
from tests.factories import make_member, make_mentee, make_mentor, make_program, make_school, make_user


def test_municipality_adds_up_both_schools_and_keeps_names_inside(db, sign_in):
    for name, mentors in (("Школа А", 1), ("Школа Б", 2)):
        school = make_school(list_name=name)
        with scope(school=school):
            program = make_program(school)
            for _ in range(mentors):
                make_mentor(program)
            make_mentor(program, status=MentorStatus.LEFT, left_on=program.starts, left_reason="переезд")
            entry = make_mentee(program)
            entry.person.last_name = "Тайная"
            entry.person.save()
        make_member(school, Role.CURATOR, last_name="Скрытая")
    user = make_user()
    Membership.objects.create(user=user, role=Role.COORDINATOR)

    page = sign_in(user).get("/municipality/2026-2027/")

    assert page.context["heads"] == [
        "Наставники",
        "Наставляемые",
        "Действующие пары",
        "Результаты пар",
        "Выполнено шагов карты",
        "Оценка 0–18",
    ]
    assert [(row.school, row.numbers) for row in page.context["rows"]] == [
        ("Школа А", [1, 1, 0, 0, 0, None]),
        ("Школа Б", [2, 1, 0, 0, 0, None]),
    ]
    assert page.context["sums"] == [3, 2, 0, 0, 0, None]
    text = page.content.decode()
    assert "нет данных" in text
    assert "Тайная" not in text
    assert "Скрытая" not in text
