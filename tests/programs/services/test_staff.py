from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from programs.enums import ProgramState
from programs.models import AuditEvent, ClassTeacher, Membership, SubjectGroup, User
from programs.services.audit import Refusal
from programs.services.staff import (
    NewStaff,
    Profile,
    RoleGrant,
    change_own_password,
    close_access,
    create_many_staff,
    create_staff,
    grant_role,
    may_manage,
    reset_password,
    set_classes,
    set_groups,
    update_profile,
    withdraw_role,
)
from tests.factories import make_class, make_group, make_member, make_school

ANNA = Profile("Петрова", "Анна", "Сергеевна", "учитель физики")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def _membership(user, role):
    return Membership.objects.get(user=user, role=role)


def test_create_staff_makes_account_roles_classes_and_password(program, director):
    seventh, group = make_class(program), make_group(program)
    new = NewStaff(
        ANNA,
        [RoleGrant(Role.CLASS_TEACHER), RoleGrant(Role.SUBJECT_HEAD, ends=date(2027, 6, 30))],
        classes=[seventh],
        groups=[group],
    )

    issued = create_staff(program=program, new=new, by=director)

    user = User.objects.get(username="petrova.as")
    assert issued.user == user
    assert user.check_password(issued.password)
    assert user.must_change_password
    assert {(m.role, m.ends) for m in user.memberships.all()} == {
        (Role.CLASS_TEACHER, None),
        (Role.SUBJECT_HEAD, date(2027, 6, 30)),
    }
    assert ClassTeacher.objects.get(user=user).school_class == seventh
    assert SubjectGroup.objects.get().head == user
    assert [event.action for event in AuditEvent.objects.order_by("id")] == [
        "staff.create",
        "role.grant",
        "role.grant",
        "staff.classes",
        "staff.groups",
    ]


def test_create_staff_writes_no_password_into_the_journal(program, director):
    issued = create_staff(program=program, new=NewStaff(ANNA, [RoleGrant(Role.SOCIAL)]), by=director)

    written = " ".join(f"{e.sentence}{e.details}{e.target_label}" for e in AuditEvent.objects.all())
    assert issued.password not in written


@pytest.mark.parametrize(
    ("role", "words"),
    [(Role.SOCIAL, "добавлен сотрудник Петрова"), (Role.PARENT, "участник Петрова")],
)
def test_the_journal_calls_no_participant_an_employee(program, director, role, words):
    create_staff(program=program, new=NewStaff(ANNA, [RoleGrant(role)]), by=director)

    assert AuditEvent.objects.get(action="staff.create").sentence.startswith(words)


def test_create_staff_without_roles_is_refused(program, director):
    with pytest.raises(Refusal, match="Не выбрана ни одна роль"):
        create_staff(program=program, new=NewStaff(ANNA, []), by=director)


def test_create_staff_with_a_taken_login_is_refused_in_any_case(program, director):
    make_member(program.school, Role.SOCIAL, username="anna")

    with pytest.raises(Refusal, match="Логин «Anna» уже занят"):
        create_staff(program=program, new=NewStaff(ANNA, [RoleGrant(Role.SOCIAL)], "Anna"), by=director)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMINISTRATOR, Role.DEPUTY_UVR, Role.CURATOR])
def test_curator_cannot_give_a_role_above_his_own(program, curator, role):
    with pytest.raises(Refusal, match="даёт и снимает директор или администратор"):
        create_staff(program=program, new=NewStaff(ANNA, [RoleGrant(role)]), by=curator)

    assert not User.objects.filter(last_name="Петрова").exists()


def test_nobody_gives_the_municipal_role_in_a_school(program, director):
    with pytest.raises(Refusal):
        create_staff(program=program, new=NewStaff(ANNA, [RoleGrant(Role.COORDINATOR)]), by=director)


def test_director_of_another_school_gives_nothing_here(program):
    stranger = make_member(make_school(), Role.DIRECTOR)

    with pytest.raises(Refusal):
        create_staff(program=program, new=NewStaff(ANNA, [RoleGrant(Role.SOCIAL)]), by=stranger)


def test_create_many_staff_is_all_or_nobody(program, curator):
    rows = [
        NewStaff(ANNA, [RoleGrant(Role.SOCIAL)]),
        NewStaff(Profile("Иванов", "Пётр"), [RoleGrant(Role.DIRECTOR)]),
    ]

    with pytest.raises(Refusal):
        create_many_staff(program=program, rows=rows, by=curator)

    assert User.objects.count() == 1


def test_create_many_staff_gives_namesakes_different_logins(program, curator):
    rows = [NewStaff(ANNA, [RoleGrant(Role.SOCIAL)])] * 2

    issued = create_many_staff(program=program, rows=rows, by=curator)

    assert [one.user.username for one in issued] == ["petrova.as", "petrova.as2"]


def test_grant_role_that_is_held_is_refused(program, director):
    user = make_member(program.school, Role.SOCIAL)

    with pytest.raises(Refusal, match="уже есть"):
        grant_role(user=user, program=program, grant=RoleGrant(Role.SOCIAL), by=director)


def test_grant_role_again_after_its_end_reopens_it(program, director, today):
    user = make_member(program.school, Role.SOCIAL)
    withdraw_role(
        membership=_membership(user, Role.SOCIAL),
        program=program,
        last_day=today - timedelta(days=1),
        by=director,
    )

    grant_role(user=user, program=program, grant=RoleGrant(Role.SOCIAL), by=director)

    assert _membership(user, Role.SOCIAL).ends is None


def test_nobody_changes_his_own_roles(program, director):
    with pytest.raises(Refusal, match="Свои роли не меняют"):
        grant_role(user=director, program=program, grant=RoleGrant(Role.CURATOR), by=director)
    with pytest.raises(Refusal, match="Свои роли не меняют"):
        withdraw_role(
            membership=_membership(director, Role.DIRECTOR),
            program=program,
            last_day=date(2030, 1, 1),
            by=director,
        )


def test_withdraw_role_ends_it_and_keeps_the_row(program, director, today):
    user = make_member(program.school, Role.SOCIAL)

    withdraw_role(membership=_membership(user, Role.SOCIAL), program=program, last_day=today, by=director)

    assert _membership(user, Role.SOCIAL).ends == today
    assert (
        AuditEvent.objects.get().sentence
        == f"снята роль «Социальный педагог»: {user}, последний день {today:%d.%m.%Y}"
    )


def test_withdraw_role_that_has_not_begun_never_begins(program, director, today):
    user = make_member(program.school)
    grant = RoleGrant(Role.SOCIAL, starts=today + timedelta(days=30))
    membership = grant_role(user=user, program=program, grant=grant, by=director)

    withdraw_role(membership=membership, program=program, last_day=today, by=director)

    membership.refresh_from_db()
    assert (membership.starts, membership.ends) == (today, today)


def test_withdraw_role_never_makes_it_longer(program, director, today):
    user = make_member(program.school, Role.SOCIAL)
    ends = today + timedelta(days=5)
    withdraw_role(membership=_membership(user, Role.SOCIAL), program=program, last_day=ends, by=director)

    with pytest.raises(Refusal, match="и так заканчивается"):
        withdraw_role(
            membership=_membership(user, Role.SOCIAL),
            program=program,
            last_day=ends + timedelta(days=1),
            by=director,
        )
    close_access(user=user, program=program, last_day=ends + timedelta(days=9), by=director)

    assert _membership(user, Role.SOCIAL).ends == ends


def test_withdraw_role_that_has_ended_is_refused(program, director, today):
    user = make_member(program.school, Role.SOCIAL)
    membership = _membership(user, Role.SOCIAL)
    withdraw_role(membership=membership, program=program, last_day=today - timedelta(days=2), by=director)

    with pytest.raises(Refusal, match="уже снята"):
        withdraw_role(membership=membership, program=program, last_day=today, by=director)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMINISTRATOR])
def test_withdraw_last_director_or_administrator_is_refused(program, role, today):
    other = Role.ADMINISTRATOR if role == Role.DIRECTOR else Role.DIRECTOR
    by, last = make_member(program.school, other), make_member(program.school, role)

    with pytest.raises(Refusal, match="Нельзя оставить школу без"):
        withdraw_role(membership=_membership(last, role), program=program, last_day=today, by=by)

    make_member(program.school, role)
    withdraw_role(membership=_membership(last, role), program=program, last_day=today, by=by)
    assert _membership(last, role).ends == today


def test_withdraw_director_whose_successor_leaves_earlier_is_refused(program, today):
    by, last = make_member(program.school, Role.ADMINISTRATOR), make_member(program.school, Role.DIRECTOR)
    successor = make_member(program.school, Role.DIRECTOR)
    Membership.objects.filter(user=successor).update(ends=today)

    with pytest.raises(Refusal, match="Нельзя оставить школу без директора"):
        withdraw_role(membership=_membership(last, Role.DIRECTOR), program=program, last_day=today, by=by)


def test_close_access_ends_every_role_in_this_school_only(program, director, today):
    user = make_member(program.school, Role.SOCIAL, Role.CLASS_TEACHER)
    elsewhere = make_school()
    Membership.objects.create(user=user, school=elsewhere, role=Role.SOCIAL)

    close_access(user=user, program=program, last_day=today, by=director)

    ends = dict(Membership.objects.filter(user=user, role=Role.SOCIAL).values_list("school", "ends"))
    assert ends == {program.school_id: today, elsewhere.pk: None}


def test_curator_cannot_close_access_of_the_director(program, curator, director, today):
    with pytest.raises(Refusal):
        close_access(user=director, program=program, last_day=today, by=curator)


def test_reset_password_gives_a_new_one(program, curator):
    user = make_member(program.school, Role.CLASS_TEACHER)

    issued = reset_password(user=user, program=program, by=curator)

    user.refresh_from_db()
    assert user.check_password(issued.password)
    assert user.must_change_password


def test_curator_cannot_reset_the_directors_password(program, curator, director):
    with pytest.raises(Refusal, match="вам изменить нельзя"):
        reset_password(user=director, program=program, by=curator)


def test_director_cannot_reset_password_of_who_works_in_another_school_too(program, director):
    user = make_member(program.school, Role.CLASS_TEACHER)
    Membership.objects.create(user=user, school=make_school(), role=Role.DIRECTOR)

    assert not may_manage(director, user, program.school, timezone.localdate())
    with pytest.raises(Refusal):
        reset_password(user=user, program=program, by=director)


def test_director_cannot_reset_password_of_the_municipal_coordinator(program, director):
    user = make_member(program.school, Role.CLASS_TEACHER)
    Membership.objects.create(user=user, school=None, role=Role.COORDINATOR)

    with pytest.raises(Refusal):
        reset_password(user=user, program=program, by=director)


def test_change_own_password_lifts_the_obligation(program):
    user = make_member(program.school, Role.SOCIAL, must_change_password=True)

    change_own_password(user=user, password="nine-blue-boats")

    user.refresh_from_db()
    assert (user.must_change_password, user.check_password("nine-blue-boats")) == (False, True)


def test_update_profile_tells_old_and_new(program, director):
    user = make_member(program.school, Role.SOCIAL, last_name="Иванова", first_name="Анна", middle_name="")

    update_profile(user=user, program=program, profile=Profile("Петрова", "Анна"), by=director)

    assert AuditEvent.objects.get().sentence == "фамилия: Иванова → Петрова"


def test_update_profile_without_changes_writes_nothing(program, director):
    user = make_member(program.school, Role.SOCIAL, last_name="Петрова", first_name="Анна", middle_name="")

    update_profile(user=user, program=program, profile=Profile("Петрова", "Анна"), by=director)

    assert AuditEvent.objects.count() == 0


def test_set_classes_replaces_what_there_was(program, director):
    seventh, eighth = make_class(program, 7), make_class(program, 8)
    user = make_member(program.school, Role.CLASS_TEACHER)
    set_classes(user=user, program=program, classes=[seventh], by=director)

    set_classes(user=user, program=program, classes=[eighth], by=director)

    assert [link.school_class for link in ClassTeacher.objects.all()] == [eighth]


def test_set_groups_takes_a_group_over_and_gives_another_up(program, director):
    user, former = make_member(program.school, Role.SUBJECT_HEAD), make_member(program.school)
    mine = make_group(program, "ШМО математиков", head=user)
    taken = make_group(program, "ШМО физиков", head=former)

    set_groups(user=user, program=program, groups=[taken], by=director)

    mine.refresh_from_db()
    taken.refresh_from_db()
    assert (mine.head, taken.head) == (None, user)


def test_a_failing_journal_leaves_no_account(program, director, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("journal")

    monkeypatch.setattr("programs.services.staff.record_event", fail)

    with pytest.raises(RuntimeError, match="journal"):
        create_staff(program=program, new=NewStaff(ANNA, [RoleGrant(Role.SOCIAL)]), by=director)

    assert not User.objects.filter(last_name="Петрова").exists()


@pytest.mark.parametrize("state", [ProgramState.COMPLETED, ProgramState.ARCHIVED])
def test_places_of_a_finished_year_stay(program, director, state):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    seventh, group = make_class(program), make_group(program)
    program.state = state
    program.save()

    for change in (
        lambda: set_classes(user=teacher, program=program, classes=[seventh], by=director),
        lambda: set_groups(user=teacher, program=program, groups=[group], by=director),
    ):
        with pytest.raises(Refusal, match="классы и объединения больше не меняются"):
            change()

    assert not ClassTeacher.objects.exists()
    assert SubjectGroup.objects.get().head is None


def test_curator_cannot_manage_a_director_whose_role_begins_tomorrow(program, curator, today):
    user = make_member(program.school, Role.SOCIAL)
    Membership.objects.create(
        user=user, school=program.school, role=Role.DIRECTOR, starts=today + timedelta(days=1)
    )

    with pytest.raises(Refusal, match="вам изменить нельзя"):
        reset_password(user=user, program=program, by=curator)


@pytest.mark.parametrize("has_left", [False, True])
def test_curator_cannot_get_into_the_account_that_opens_the_psychologists_notes(
    program, curator, director, today, has_left
):
    user = make_member(program.school, Role.PSYCHOLOGIST, last_login=timezone.now())
    if has_left:
        withdraw_role(
            membership=_membership(user, Role.PSYCHOLOGIST),
            program=program,
            last_day=today - timedelta(days=1),
            by=curator,
        )

    with pytest.raises(Refusal, match="личные записи психолога"):
        reset_password(user=user, program=program, by=curator)

    assert may_manage(director, user, program.school, today)


def test_curator_gives_a_new_slip_to_a_psychologist_who_never_came_in(program, curator, today):
    user = make_member(program.school, Role.PSYCHOLOGIST)

    assert may_manage(curator, user, program.school, today)
