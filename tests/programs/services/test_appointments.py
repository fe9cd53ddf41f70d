"""Curators by order: the paper gives the role, its dates and its form; nothing else does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import ROLE_PERMISSIONS, Role
from programs.conditions import curators_of
from programs.models import Appointment, AuditEvent, Membership, MentoringForm, ProgramSection
from programs.querysets import accounts_of
from programs.services.appointments import (
    edit_appointment,
    end_appointment,
    prepare_curator_order,
    propose_appointment,
    remove_appointment,
    usual_duties,
)
from programs.services.audit import Refusal, StaleVersion
from programs.services.documents import cancel_document, sign_document, update_draft
from programs.services.roles_by_order import ordered_forms
from programs.tables import role_words
from programs.tenancy import access_for
from tests.factories import make_member, make_program

STARTS, ENDS = date(2026, 9, 1), date(2027, 6, 30)


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


@pytest.fixture
def teacher(program):
    return make_member(
        program.school,
        Role.CLASS_TEACHER,
        last_name="Савельева",
        first_name="Ольга",
        middle_name="Сергеевна",
        position="учитель химии",
    )


def propose(program, user, by, **values):
    defaults = {"form": None, "starts": STARTS, "ends": ENDS, "duties": "Вести базу;\nОбучать наставников"}
    return propose_appointment(program=program, user=user, by=by, **{**defaults, **values})


def sign(program, by, *appointments):
    document = prepare_curator_order(program=program, appointments=appointments, by=by)
    return sign_document(document=document, number=f"{document.pk}-а", date=timezone.localdate(), by=by)


def role_of(user):
    return (
        Membership.objects.filter(user=user, role=Role.CURATOR).values_list("starts", "ends", "form").first()
    )


def test_signed_order_gives_the_role_with_its_dates_and_form(program, director, teacher):
    form = program.forms.get(code="teacher_teacher")
    one = propose(program, teacher, director, form=form)
    assert role_of(teacher) is None

    sign(program, director, one)

    assert role_of(teacher) == (STARTS, ENDS, form.pk)
    assert AuditEvent.objects.get(action="role.grant", target_id=teacher.pk).sentence == (
        f"роль «Куратор программы» по приказу: {teacher} с 01.09.2026 по 30.06.2027"
    )


def test_order_names_people_in_the_accusative_and_their_duties_once(program, director, teacher):
    other = make_member(
        program.school, Role.SOCIAL, last_name="Зуев", first_name="Роман", middle_name="Ильич"
    )
    pupils = program.forms.get(code="pupil_pupil")
    chosen = [propose(program, teacher, director), propose(program, other, director, form=pupils, ends=None)]

    document = prepare_curator_order(program=program, appointments=chosen, by=director)

    assert document.title == "О назначении кураторов"
    assert sorted(document.snapshot["points"][:2]) == [
        (
            "Назначить куратором программы наставничества с 01.09.2026 по 30.06.2027 Савельеву Ольгу Сергеевну "
            "(учитель химии)."
        ),
        "Назначить куратором формы наставничества «Ученик – ученик» с 01.09.2026 Зуева Романа Ильича.",
    ]
    assert document.snapshot["points"][2] == (
        "Возложить на кураторов следующие обязанности: вести базу; обучать наставников."
    )


def test_cancelled_order_leaves_the_proposal_and_no_role(program, director, teacher):
    one = propose(program, teacher, director)
    document = prepare_curator_order(program=program, appointments=[one], by=director)

    cancel_document(document=document, reason="другой срок", by=director)

    one.refresh_from_db()
    assert (one.document, role_of(teacher)) == (None, None)


def test_proposal_under_an_order_may_not_be_changed_or_taken_twice(program, director, teacher):
    one = propose(program, teacher, director)
    prepare_curator_order(program=program, appointments=[one], by=director)

    for work in (
        lambda: remove_appointment(appointment=one, by=director),
        lambda: prepare_curator_order(program=program, appointments=[one], by=director),
        lambda: edit_appointment(
            appointment=one,
            version=1,
            by=director,
            user=teacher,
            form=None,
            starts=STARTS,
            ends=ENDS,
            duties="",
        ),
    ):
        with pytest.raises(Refusal, match="ждёт подписи"):
            work()


def test_order_of_nobody_is_refused(program, director):
    with pytest.raises(Refusal, match="Отметьте, кого назначить"):
        prepare_curator_order(program=program, appointments=[], by=director)


def test_same_person_twice_for_the_same_days_is_refused(program, director, teacher):
    propose(program, teacher, director)

    with pytest.raises(Refusal, match="Такое назначение уже есть"):
        propose(program, teacher, director, starts=date(2027, 1, 11), ends=None)


def test_person_of_another_school_is_refused(program, director):
    from tests.factories import make_user

    with pytest.raises(Refusal, match="не работает на сайте в этой школе"):
        propose(program, make_user(), director)


@pytest.fixture
def third(program):
    return MentoringForm.objects.create(
        school=program.school, program=program, code="graduates", title="Выпускник – ученик", position=9
    )


def words_of(program, user):
    on = timezone.localdate()
    [account] = accounts_of(program).filter(pk=user.pk)
    ordered = ordered_forms(program, on)
    return [role_words(role, on, ordered) for role in account.school_roles if role.role == Role.CURATOR]


@pytest.mark.parametrize(
    ("codes", "shown"),
    [
        (["pupil_pupil"], " (Ученик – ученик)"),
        (["graduates", "pupil_pupil"], " (Ученик – ученик, Выпускник – ученик)"),
        (["pupil_pupil", "teacher_teacher", "graduates"], ""),
        ([None], ""),
        ([None, "pupil_pupil"], ""),
    ],
)
def test_curator_is_shown_with_the_forms_that_the_orders_name(
    program, director, teacher, third, codes, shown
):
    forms = [program.forms.get(code=code) if code else None for code in codes]

    sign(program, director, *(propose(program, teacher, director, form=form) for form in forms))

    assert words_of(program, teacher) == [f"Куратор программы{shown} до 30.06.2027"]
    assert Membership.objects.filter(user=teacher, role=Role.CURATOR).count() == 1


def test_curator_of_one_form_has_the_rights_of_every_curator(program, director, teacher):
    sign(program, director, propose(program, teacher, director, form=program.forms.get(code="pupil_pupil")))

    access = access_for(teacher, program, timezone.localdate())

    assert access.sees_whole_school
    assert ROLE_PERMISSIONS[Role.CURATOR] <= access.permissions


def test_form_of_two_years_stays_one_form(program, director, teacher):
    earlier = make_program(program.school, label="2025-2026")
    day = earlier.starts
    for year in (earlier, program):
        form = year.forms.get(code="pupil_pupil")
        sign(year, director, propose(year, teacher, director, form=form, starts=day, ends=None))

    assert role_of(teacher) == (day, None, program.forms.get(code="pupil_pupil").pk)


def test_two_forms_by_two_orders_make_one_role_without_a_form(program, director, teacher):
    first, second = program.forms.order_by("position")
    sign(program, director, propose(program, teacher, director, form=first, ends=date(2026, 12, 31)))

    sign(program, director, propose(program, teacher, director, form=second, starts=date(2026, 10, 1)))

    assert role_of(teacher) == (STARTS, ENDS, None)


def test_role_that_works_already_keeps_its_beginning(program, director):
    curator = make_member(program.school, Role.CURATOR)

    sign(program, director, propose(program, curator, director))

    assert role_of(curator) == (None, ENDS, None)


def test_last_day_of_the_appointment_ends_the_role(program, director, teacher):
    one = propose(program, teacher, director)
    sign(program, director, one)
    one.refresh_from_db()
    yesterday = timezone.localdate() - timedelta(days=1)

    end_appointment(appointment=one, ends=yesterday, version=one.version, by=director)

    assert role_of(teacher) == (STARTS, yesterday, None)


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (date(2026, 8, 31), "не может быть раньше"),
        (date(2026, 9, 2), "уже прошёл"),
        (date(2027, 8, 31), "Чтобы продлить"),
    ],
)
def test_last_day_is_refused_outside_the_order(program, director, teacher, ends, words):
    one = propose(program, teacher, director)
    sign(program, director, one)

    with pytest.raises(Refusal, match=words):
        end_appointment(appointment=one, ends=ends, version=1, by=director, on=date(2026, 11, 23))


def test_last_day_is_set_by_who_may_take_the_role(program, director, teacher):
    one = propose(program, teacher, director)
    sign(program, director, one)
    deputy = make_member(program.school, Role.DEPUTY_UVR)

    with pytest.raises(Refusal, match="меняет директор или администратор"):
        end_appointment(appointment=one, ends=ENDS, version=1, by=deputy)


def test_edit_of_an_older_version_is_refused(program, director, teacher):
    one = propose(program, teacher, director)

    with pytest.raises(StaleVersion):
        edit_appointment(
            appointment=one,
            version=7,
            by=director,
            user=teacher,
            form=None,
            starts=STARTS,
            ends=ENDS,
            duties="",
        )


def test_role_without_an_order_is_shown_as_such(program, director, teacher):
    bare = make_member(program.school, Role.CURATOR)
    sign(program, director, propose(program, teacher, director))

    found = curators_of(access_for(director, program, timezone.localdate()), timezone.localdate())

    assert [one.user for one in found.bare] == [bare]
    assert [(row.name, row.state) for row in found.ordered] == [(teacher.full_name, ("ok", "действует"))]


def test_duties_come_from_the_section_as_the_school_has_written_it(program):
    assert usual_duties(program).startswith("Формирование базы наставников")
    ProgramSection.objects.create(
        school=program.school,
        program=program,
        code="management",
        title="Структура управления",
        kind="table",
        position=1,
        rows=[["Куратор Программы", "1. Вести базы.\n2. Учить наставников", "Сентябрь"]],
    )

    assert usual_duties(program) == "Вести базы\nУчить наставников"


def test_proposal_is_removed_while_there_is_no_order(program, director, teacher):
    remove_appointment(appointment=propose(program, teacher, director), by=director)

    assert not Appointment.objects.exists()


def test_deputy_who_keeps_the_register_does_not_sign_himself_into_curators(program, director):
    deputy = make_member(program.school, Role.DEPUTY_UVR, last_name="Быстров")
    Membership.objects.create(school=program.school, user=deputy, role=Role.REGISTER_KEEPER)
    document = prepare_curator_order(
        program=program, appointments=[propose(program, deputy, deputy)], by=deputy
    )

    with pytest.raises(Refusal, match="отмечает другой человек"):
        sign_document(document=document, number="1", date=timezone.localdate(), by=deputy)

    document.refresh_from_db()
    assert (document.state, role_of(deputy)) == ("to_sign", None)


def test_role_is_not_given_to_whom_the_text_of_the_order_does_not_name(program, director, teacher):
    """Text and appointments part when somebody edits the points: the director signs what he reads."""
    hidden = make_member(program.school, Role.DEPUTY_VR, last_name="Скрытнов")
    chosen = [propose(program, teacher, hidden), propose(program, hidden, hidden)]
    document = prepare_curator_order(program=program, appointments=chosen, by=hidden)
    said = [point for point in document.snapshot["points"] if "Скрытнов" not in point]
    document = update_draft(
        document=document, number="2", date=timezone.localdate(), by=hidden, snapshot={"points": said}
    )

    with pytest.raises(Refusal, match="такой фамилии нет"):
        sign_document(document=document, number="2", date=timezone.localdate(), by=director)

    assert (role_of(teacher), role_of(hidden)) == (None, None)


def test_role_is_not_given_to_who_has_left_the_school_before_the_signature(program, director, teacher):
    one = propose(program, teacher, director)
    Membership.objects.filter(user=teacher).update(ends=timezone.localdate() - timedelta(days=1))

    with pytest.raises(Refusal, match="не работает на сайте"):
        sign(program, director, one)

    assert role_of(teacher) is None
