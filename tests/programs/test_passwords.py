from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from programs.passwords import attention
from programs.services.staff import RoleGrant, grant_role, reset_password
from programs.tenancy import access_for
from tests.factories import make_member


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def administrator(program):
    return make_member(
        program.school, Role.ADMINISTRATOR, last_name="Юдин", first_name="Олег", middle_name=""
    )


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR, last_name="Ершова", first_name="Нина", middle_name="")


def _told(program, user, on):
    items = attention(access_for(user, program, on), on)
    return [f"{item.subject} {item.rest} {item.since}".replace("\u00a0", " ") for item in items]


def test_new_password_of_the_director_is_told_to_him_and_the_curator_for_two_weeks(
    program, administrator, director, today
):
    curator = make_member(program.school, Role.CURATOR)
    teacher = make_member(program.school, Role.CLASS_TEACHER)

    reset_password(user=director, program=program, by=administrator)

    own = "К вашей учётной записи выдан новый пароль. Если вы не просили об этом, смените пароль и скажите директору."
    who = f"Юдин О. (администратор), {today:%d.%m.%Y}"
    told = {user: _told(program, user, today) for user in (director, curator, teacher, administrator)}
    assert told == {
        director: [f"{own} {who}"],
        curator: [f"Выдан новый пароль: Ершова Н., директор {who}"],
        teacher: [],
        administrator: [],
    }
    assert _told(program, curator, today + timedelta(days=14)) == told[curator]
    assert _told(program, curator, today + timedelta(days=15)) == []


def test_new_director_is_told_to_who_did_not_appoint_him(program, administrator, director, today):
    user = make_member(program.school, Role.SOCIAL, last_name="Котов", first_name="Пётр", middle_name="")

    grant_role(user=user, program=program, grant=RoleGrant(Role.DIRECTOR), by=administrator)

    assert _told(program, director, today) == [
        f"Назначен директор: Котов П. Юдин О. (администратор), {today:%d.%m.%Y}"
    ]


def test_new_password_of_the_psychologist_is_told_once_to_the_director_and_to_him(
    program, administrator, director, today
):
    user = make_member(program.school, Role.PSYCHOLOGIST, last_login=timezone.now())

    for _ in range(2):
        reset_password(user=user, program=program, by=administrator)

    assert [text.split(":")[0] for text in _told(program, director, today)] == ["Выдан новый пароль"]
    assert len(_told(program, user, today)) == 1


def test_passwords_of_others_make_no_noise(program, director, today):
    user = make_member(program.school, Role.CLASS_TEACHER)

    reset_password(user=user, program=program, by=director)

    curator = make_member(program.school, Role.CURATOR)
    assert _told(program, curator, today) == []


@pytest.mark.parametrize("count", [1, 3])
def test_attention_costs_the_same_for_any_number(
    program, administrator, today, count, django_assert_num_queries
):
    curator = make_member(program.school, Role.CURATOR)
    for _ in range(count):
        reset_password(user=make_member(program.school, Role.DIRECTOR), program=program, by=administrator)
    access = access_for(curator, program, today)

    with django_assert_num_queries(3):
        assert len(list(attention(access, today))) == count
