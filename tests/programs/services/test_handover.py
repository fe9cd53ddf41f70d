"""A role goes over on a day: what is open to the successor, history to whom it belongs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentoring_site.permissions import Role
from programs.enums import ProgramState
from programs.models import AuditEvent, ClassTeacher, Membership, SubjectGroup
from programs.services.audit import Refusal
from programs.services.handover import hand_over
from programs.tenancy import access_for, program_url
from roadmap.models import StepPart
from roadmap.services.progress import mark_part
from tests.factories import make_class, make_group, make_member
from tests.roadmap.makers import make_roadmap

ON = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


def _held(user, role):
    return user.memberships.get(role=role)


def _hand_over(program, director, giver, role, successor, starts=ON):
    return hand_over(
        membership=_held(giver, role),
        successor=successor,
        starts=starts,
        program=program,
        by=director,
        on=ON,
    )


def test_role_ends_the_day_before_and_begins_on_the_day(program, director):
    giver, successor = make_member(program.school, Role.SOCIAL), make_member(program.school, Role.SITE_EDITOR)

    given = _hand_over(program, director, giver, Role.SOCIAL, successor, ON + timedelta(days=7))

    assert _held(giver, Role.SOCIAL).ends == date(2026, 11, 29)
    assert (given.user, given.starts, given.ends) == (successor, date(2026, 11, 30), None)
    sentence = AuditEvent.objects.get(action="role.hand_over").sentence
    assert sentence == f"роль «Социальный педагог» передана с 30.11.2026: {giver} → {successor}"


def test_class_goes_along_and_the_former_teacher_sees_it_no_more(program, director):
    giver, successor = (make_member(program.school, Role.CLASS_TEACHER) for _ in range(2))
    Membership.objects.filter(user=successor, role=Role.CLASS_TEACHER).update(ends=ON - timedelta(days=90))
    own = make_class(program, 7, "Б")
    ClassTeacher.objects.create(school=program.school, program=program, school_class=own, user=giver)

    _hand_over(program, director, giver, Role.CLASS_TEACHER, successor)

    assert access_for(successor, program, ON).class_ids == {own.pk}
    assert access_for(giver, program, ON).class_ids == frozenset()
    assert "перешло: 7\u00a0«Б»" in AuditEvent.objects.get(action="role.hand_over").sentence


def test_group_goes_along(program, director):
    giver, successor = (
        make_member(program.school, Role.SUBJECT_HEAD),
        make_member(program.school, Role.SOCIAL),
    )
    make_group(program, "ШМО физиков", head=giver)

    _hand_over(program, director, giver, Role.SUBJECT_HEAD, successor)

    assert SubjectGroup.objects.get().head == successor


def test_parts_marked_before_count_for_the_successor_and_stay_in_history(program, director):
    giver, successor = (
        make_member(program.school, Role.CLASS_TEACHER),
        make_member(program.school, Role.SOCIAL),
    )
    step = next(
        step
        for step in make_roadmap(program, approved=True).steps.all()
        if step.responsibles.filter(role=Role.CLASS_TEACHER).exists()
    )
    mark_part(step=step, by=giver, note="собрание 12.10", on=ON)

    _hand_over(program, director, giver, Role.CLASS_TEACHER, successor)

    notes = dict(StepPart.objects.filter(step=step).values_list("user", "note"))
    assert notes == {
        giver.pk: "собрание 12.10",
        successor.pk: f"Отметка до передачи роли ({giver}). собрание 12.10",
    }


@pytest.mark.parametrize(
    "case", ["oneself", "past", "future with a class", "held already", "above one's own"]
)
def test_hand_over_is_refused_with_a_reason(program, director, case):
    giver, successor, by, starts = (
        make_member(program.school, Role.CLASS_TEACHER),
        make_member(program.school, Role.SOCIAL),
        director,
        ON,
    )
    role = Role.CLASS_TEACHER
    if case == "oneself":
        successor = giver
    elif case == "past":
        starts = ON - timedelta(days=1)
    elif case == "future with a class":
        starts = ON + timedelta(days=1)
        own = make_class(program, 7, "Б")
        ClassTeacher.objects.create(school=program.school, program=program, school_class=own, user=giver)
    elif case == "held already":
        successor = make_member(program.school, Role.CLASS_TEACHER)
    else:
        by = make_member(program.school, Role.CURATOR)
        giver, role = make_member(program.school, Role.DEPUTY_VR), Role.DEPUTY_VR
    words = {
        "oneself": "не самому себе",
        "past": "уже прошло",
        "future with a class": "переходят к преемнику сразу",
        "held already": "уже есть",
        "above one's own": "даёт и снимает директор",
    }

    with pytest.raises(Refusal, match=words[case]):
        _hand_over(program, by, giver, role, successor, starts)

    assert _held(giver, role).ends is None


def test_last_director_may_hand_over_his_role(program, director):
    administrator, successor = (
        make_member(program.school, Role.ADMINISTRATOR),
        make_member(program.school, Role.SOCIAL),
    )

    hand_over(
        membership=_held(director, Role.DIRECTOR),
        successor=successor,
        starts=ON,
        program=program,
        by=administrator,
        on=ON,
    )

    assert access_for(successor, program, ON).roles >= {Role.DIRECTOR}


def test_page_hands_the_role_over(program, director, sign_in):
    giver, successor = make_member(program.school, Role.SOCIAL), make_member(program.school, Role.SITE_EDITOR)
    client = sign_in(director)
    url = program_url(program, "programs:role_hand_over", pk=_held(giver, Role.SOCIAL).pk)

    page = client.get(url).content.decode()
    answer = client.post(url, {"successor": successor.pk, "starts": "31.12.2099"})

    assert "Передать роль «Социальный педагог»" in page
    assert answer.headers["Location"] == program_url(program, "programs:staff_detail", pk=successor.pk)
    assert _held(successor, Role.SOCIAL).starts == date(2099, 12, 31)


def test_finished_programme_keeps_its_class_teachers(program, director):
    giver, successor = (make_member(program.school, Role.CLASS_TEACHER) for _ in range(2))
    Membership.objects.filter(user=successor).update(ends=ON - timedelta(days=90))
    own = make_class(program, 7, "Б")
    ClassTeacher.objects.create(school=program.school, program=program, school_class=own, user=giver)
    program.state = ProgramState.COMPLETED

    with pytest.raises(Refusal, match="больше не меняются"):
        _hand_over(program, director, giver, Role.CLASS_TEACHER, successor)

    assert ClassTeacher.objects.get().user == giver
