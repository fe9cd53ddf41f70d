"""A curator who has the role and no order: proposed, ordered and signed on the director's phone."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_director_gives_the_curator_an_order(year, new_page):
    director = Visitor(new_page(viewport=NARROW_PHONE), f"/{year.school.slug}/{year.label}/")
    page = director.page
    director.sign_in("director")
    director.go("duties/")
    director.follow("Кураторы по приказу")
    bare = page.get_by_role("heading", name="Роль есть, приказа нет")
    expect(bare).to_be_visible()
    check(page)

    director.follow("Предложить назначение")
    check(page)
    director.press("Предложить назначение")
    check(page)
    director.press("Подготовить приказ")
    expect(page.get_by_role("heading", level=1)).to_have_text("О назначении куратора")
    check(page)
    director.press("Отметить: подписан на бумаге")
    expect(page.get_by_text("Документ подписан")).to_be_visible()

    director.go("conditions/")
    expect(page.get_by_text("действует", exact=True)).to_be_visible()
    expect(bare).to_have_count(0)


def check(page):
    assert not is_wider(page, NARROW_PHONE["width"])
    assert axe_problems(page) == []
