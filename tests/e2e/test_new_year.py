"""A double becomes one card, and 1 September carries people into the next year's base."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from tests.e2e.walk import Visitor, axe_problems, open_school_year  # noqa: E402
from tests.factories import make_class, make_mentee, make_person  # noqa: E402

MENTEE, MENTEE_IN_LISTS, MISTYPED = "Панова Алиса Дмитриевна", "Панова Алиса", "Понова Алиса Дмитриевна"
STAYING, REQUEST = "Зуев Кирилл Андреевич", "Подтянуть физику"


@pytest.fixture
def year(live_server):
    """Two pupils of 7 «А», and a second card of one of them with a slip of the pen and her request."""
    program = open_school_year()
    with scope(school=program.school):
        for name, request in ((MENTEE, ""), (MISTYPED, REQUEST), (STAYING, "")):
            last, first, middle = name.split()
            person = make_person(
                program,
                school_class=make_class(program, 7, "А"),
                last_name=last,
                first_name=first,
                middle_name=middle,
            )
            make_mentee(program, person, request=request)
    return program


def test_double_is_merged_and_people_go_on_to_the_next_year(year, new_page):
    curator = Visitor(new_page(), f"/{year.school.slug}/{year.label}/")
    first = int(year.label[:4]) + 1
    curator.sign_in("curator")

    merge_double(curator)
    create_next_year(curator, first)
    carry_people(curator, first)


def merge_double(curator):
    page = curator.page
    curator.menu("Наставляемые")
    page.get_by_text("Ещё", exact=True).first.click()
    page.get_by_role("link", name="Похожие карточки").click()
    page.get_by_role("link", name="Сравнить карточки").click()
    assert axe_problems(page) == []
    page.get_by_role("group", name="Фамилия").get_by_label("Панова").check()
    curator.press("Объединить карточки")
    expect(page.get_by_text(f"{MENTEE}: теперь это одна карточка.").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(REQUEST)
    curator.menu("Наставляемые")
    expect(page.get_by_role("link", name=MENTEE_IN_LISTS)).to_have_count(1)


def create_next_year(curator, first):
    page = curator.page
    curator.menu("Программа")
    curator.follow("По годам")
    curator.follow("Создать программу")
    curator.press("Создать программу")
    page.wait_for_url(f"**/{first}-{first + 1}/programme/")


def carry_people(curator, first):
    """Who took part is ticked already; the one who does not go on is unticked."""
    page = curator.page
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Главная", exact=True).click()
    page.get_by_role("link", name="Перенести людей из прошлого года").click()
    expect(page.get_by_role("region", name="7\xa0«А» → 8\xa0«А»")).to_be_visible()
    assert axe_problems(page) == []
    page.get_by_role("checkbox", name=STAYING).uncheck()
    curator.press("Перенести отмеченных")
    expect(page.get_by_text("1\xa0человек перенесён.").first).to_be_visible()
    expect(page.get_by_text("1\xa0человек ждёт вашего решения")).to_be_visible()
    curator.menu("Наставляемые")
    expect(page.get_by_role("main")).to_contain_text("8\xa0«А»")
    expect(page.get_by_role("link", name=MENTEE_IN_LISTS)).to_be_visible()
    expect(page.get_by_text("Зуев Кирилл")).to_have_count(0)
