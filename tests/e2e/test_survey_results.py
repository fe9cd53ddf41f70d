"""Results of surveys without names on the curator's phone: words under five answers, numbers and read texts over."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from monitoring.models import FreeAnswer  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402
from tests.monitoring.makers_surveys import make_survey  # noqa: E402

HAPPY = {"glad": True, "comfort": 9, "again": True, "often": "часто"}


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_results_under_the_threshold_are_words_and_over_it_become_a_swot(year, new_page):
    with scope(school=year.school):
        few = make_survey(year, [HAPPY] * 4, is_anonymous=True, title="Малый опрос")
        many = make_survey(year, [HAPPY] * 6, is_anonymous=True, title="Большой опрос", role="mentor")
        question = many.questionnaire.questions.get(code="best")
        FreeAnswer.objects.create(school=year.school, campaign=many, question=question, text="Живое общение")
    curator = Visitor(new_page(viewport=NARROW_PHONE), f"/{year.school.slug}/{year.label}/")
    page = curator.page
    curator.sign_in("curator")

    curator.go(f"monitoring/surveys/{few.pk}/results/")
    expect(page.get_by_text("Ответили 4 человека: чтобы никого нельзя было узнать")).to_be_visible()
    expect(page.get_by_text("Насколько комфортно?")).to_have_count(0)
    check(page)

    curator.go(f"monitoring/surveys/{many.pk}/results/")
    expect(page.get_by_text("да — 6 из 6 (100 %)").first).to_be_visible()
    expect(page.get_by_text("Живое общение")).to_have_count(0)
    check(page)
    curator.follow("Прочитать ответы")
    check(page)
    page.get_by_role("radio", name="Показать").check()
    curator.press("Сохранить решения")
    curator.go(f"monitoring/surveys/{many.pk}/results/")
    expect(page.get_by_text("Живое общение")).to_be_visible()

    curator.go("monitoring/swot/")
    check(page)
    curator.press("Взять в анализ все 1")
    cell = page.get_by_role("group", name="Сильные стороны")
    expect(cell.get_by_text("Готовы продолжить участие (наставники)")).to_be_visible()
    check(page)


def check(page):
    assert not is_wider(page, NARROW_PHONE["width"])
    assert axe_problems(page) == []
