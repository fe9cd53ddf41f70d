"""A class teacher types a column by the keyboard at her desk, and one value more on her phone."""

from decimal import Decimal

import pytest
from django.utils import timezone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from mentoring_site.permissions import Role  # noqa: E402
from monitoring.models import Parameter  # noqa: E402
from programs.models import ClassTeacher, SchoolClass, User  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402
from tests.factories import make_consent, make_member, make_mentee, make_person  # noqa: E402
from tests.monitoring.measure_makers import values_of  # noqa: E402

PASSWORD = "test-password-59"
NAMES = ("Белоусов", "Котова", "Панова")


@pytest.fixture
def year(live_server):
    program = open_school_year()
    with scope(school=program.school):
        own = SchoolClass.objects.get(program=program, grade=7)
        teacher = make_member(program.school, Role.CLASS_TEACHER, username="drozdova")
        ClassTeacher.objects.create(school=program.school, program=program, school_class=own, user=teacher)
        for name in NAMES:
            person = make_person(program, school_class=own, last_name=name, first_name="Саша", middle_name="")
            make_mentee(program, person)
            signed = {"signed_on": timezone.localdate(), "given_by": "guardian"}
            make_consent(person, User.objects.get(username="curator"), **signed)
    return program


def test_class_teacher_types_a_column_by_keyboard_and_a_value_on_the_phone(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    with scope(school=year.school):
        mark = Parameter.objects.get(program=year, code="average_mark")
    desk = Visitor(new_page(viewport={"width": 1440, "height": 900}), home)
    desk.sign_in("drozdova", PASSWORD)
    desk.follow("Внести измерения")
    page = desk.page

    page.get_by_label("Белоусов Саша: Средний балл по всем предметам").click()
    page.keyboard.type("4,2")
    page.keyboard.press("Enter")
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    page.keyboard.type("н/а")
    assert axe_problems(page) == []
    desk.press("Сохранить измерения")

    expect(page.get_by_role("alert")).to_contain_text(
        "Котова Саша, средний балл по всем предметам: «8» вне шкалы"
    )
    expect(page.get_by_label("Котова Саша: Средний балл по всем предметам")).to_have_value("8")
    with scope(school=year.school):
        assert list(values_of(mark, "before").values()) == [Decimal("4.2")]

    phone = Visitor(new_page(viewport=NARROW_PHONE), home)
    phone.sign_in("drozdova", PASSWORD)
    phone.go(f"monitoring/measurements/{mark.pk}/?moment=before")
    assert not is_wider(phone.page, NARROW_PHONE["width"])
    assert axe_problems(phone.page) == []
    phone.page.get_by_label("Котова Саша: Средний балл по всем предметам").fill("3.8")
    phone.press("Сохранить измерения")

    expect(phone.page.get_by_role("main")).to_contain_text("Измерено «до»: 2 из 3")
