"""A class teacher on a phone and a mother behind a link propose the same pupil; the curator joins both and admits."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from mentoring_site.permissions import Role  # noqa: E402
from participants.enums import MenteeStatus  # noqa: E402
from participants.models import Mentee, Nomination  # noqa: E402
from participants.services.nomination_links import issue_nomination_link  # noqa: E402
from programs.services.links import token_of  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, open_school_year  # noqa: E402
from tests.factories import make_class, make_member  # noqa: E402

OBSERVED = "На переменах один, к доске идёт неохотно"


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_two_nominations_of_one_pupil_meet_on_his_card(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    with scope(school=year.school):
        teacher_user = make_member(year.school, Role.CLASS_TEACHER, username="class-teacher")
        make_class(year, 7, "А", teacher=teacher_user)
        curator_user = year.school.memberships.get(role=Role.CURATOR).user
        token = token_of(issue_nomination_link(program=year, role="parent", by=curator_user))
    teacher = Visitor(new_page(viewport=NARROW_PHONE), home)
    mother = Visitor(new_page(viewport=NARROW_PHONE), home)
    curator = Visitor(new_page(), home)

    teacher.sign_in("class-teacher", "test-password-59")
    teacher.go("nominations/add/")
    teacher.follow("Ученика нет в списке")
    teacher.page.get_by_label("Фамилия").fill("Панова")
    teacher.page.get_by_label("Имя").fill("Алиса")
    teacher.page.get_by_label("Класс", exact=True).select_option("7\xa0«А»")
    teacher.page.get_by_label("В чём нужна помощь").fill("Подтянуть математику")
    teacher.page.get_by_label("Ваши наблюдения").fill(OBSERVED)
    assert axe_problems(teacher.page) == []
    teacher.press("Передать куратору")
    expect(teacher.page.get_by_role("heading", level=1, name="Панова Алиса")).to_be_visible()
    assert OBSERVED in teacher.said()

    mother.page.goto(f"/n/{token}/")
    mother.page.get_by_label("Ваши фамилия, имя, отчество").fill("Панова Мария Олеговна")
    mother.page.get_by_label("Фамилия, имя, отчество ребёнка").fill("Панова Алиса")
    mother.page.get_by_label("Класс").select_option("7\xa0«А»")
    mother.page.get_by_label("Чем может помочь наставник").fill("Найти друзей")
    assert axe_problems(mother.page) == []
    mother.press("Передать куратору")
    expect(mother.page.get_by_role("heading", name="Спасибо, предложение передано")).to_be_visible()

    curator.sign_in("curator")
    curator.menu("Заявки")
    curator.follow("Представления", exact=False)
    curator.page.get_by_role("row", name="Кто это?").get_by_role("link", name="Панова Алиса").click()
    curator.follow("Указать, кто это")
    curator.page.get_by_role("radio", name="Это он: Панова Алиса").check()
    assert axe_problems(curator.page) == []
    curator.press("Связать представление")
    curator.follow("Карточка")
    curator.follow(
        "Представления", inside=curator.page.get_by_role("navigation", name="Разделы карточки"), exact=False
    )
    said = curator.said()
    assert OBSERVED in said
    assert "Найти друзей" in said
    curator.follow("Открыть")
    curator.press("Принять в программу")
    expect(curator.page.get_by_text("принято в программу").first).to_be_visible()

    with scope(school=year.school):
        assert Mentee.objects.get().status == MenteeStatus.ADMITTED
        assert set(Nomination.objects.values_list("state", "nominator_role")) == {
            ("accepted", "class_teacher"),
            ("accepted", "parent"),
        }
