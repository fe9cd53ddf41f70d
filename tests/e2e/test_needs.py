"""The curator sees a gap, calls for mentors, types how many there are, decides on a form and freezes the base."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from participants.models import Topic  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, open_school_year, pdf_text  # noqa: E402
from tests.factories import make_class, make_mentee, make_person  # noqa: E402


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_from_requests_to_invitation_and_frozen_base(year, new_page):
    with scope(school=year.school):
        person = make_person(
            year, school_class=make_class(year, 7, "А"), last_name="Панова", first_name="Алиса"
        )
        mentee = make_mentee(year, person)
        make_person(year, school_class=make_class(year, 10, "А"), last_name="Десятов")
        assert Topic.objects.filter(title="Физика").exists()  # the first programme brought the list
    curator = Visitor(new_page(), f"/{year.school.slug}/{year.label}/")
    page = curator.page

    curator.sign_in("curator")
    curator.go(f"mentees/{mentee.pk}/edit/")
    page.get_by_label("Физика").check()
    curator.press("Сохранить запись")
    curator.menu("Запросы и охват")
    assert axe_problems(page) == []
    row = page.get_by_role("row", name="Физика")
    expect(row).to_contain_text("не хватает 1")
    row.get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_role("link", name="Панова Алиса")).to_be_visible()

    curator.go("needs/")
    page.get_by_role("link", name="Пригласить: Физика").click()
    assert "Физика" in page.get_by_label("Текст приглашения").input_value()
    assert axe_problems(page) == []
    assert "Десятов" in pdf_text(curator.download("Список имён"))

    curator.go("coverage/population/")
    page.get_by_label("Сколько").fill("612")
    curator.press("Записать численность")
    curator.go("coverage/")
    expect(page.get_by_label("Доля всех учеников и педагогов")).to_contain_text("1 из 612")
    assert axe_problems(page) == []

    curator.go("mentees/")
    curator.follow("Утвердить базу на дату")
    curator.press("Утвердить базу")
    assert curator.heading().startswith("База наставляемых на ")
    assert "Панова Алиса" in pdf_text(curator.download("Открыть проект в PDF"))
