"""A nameless questionnaire on a phone without JavaScript: a draft kept, thanks, and nothing left to trace."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from participants.models import Questionnaire, Response  # noqa: E402
from participants.questionnaires.by_link import issue_survey_link  # noqa: E402
from participants.questionnaires.editing import open_questionnaire  # noqa: E402
from programs.services.links import token_of  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, open_school_year  # noqa: E402


def test_phone_answers_without_a_name_and_without_a_script_and_the_link_forgets(live_server, new_page):
    year = open_school_year()
    with scope(school=year.school):
        draft = Questionnaire.objects.get(program=year, code="survey-quality")
        link = issue_survey_link(
            program=year, questionnaire=open_questionnaire(questionnaire=draft, by=None), by=None
        )
    visitor = Visitor(new_page(viewport=NARROW_PHONE, java_script_enabled=False), "/")
    page = visitor.page
    page.goto(f"/s/{token_of(link)}/")

    expect(page.get_by_text("Имя к ответам не прикрепляется")).to_be_visible()
    expect(page.get_by_text("Отвечено 0 из 10")).to_be_visible()
    page.locator("#id_q-clear_7").check()
    page.locator("#id_q-recommend_0").check()
    visitor.press("Сохранить черновик")
    expect(page.get_by_text("Отвечено 2 из 10")).to_be_visible()
    visitor.press("Проверить и отправить")
    expect(page.get_by_text("После отправки ответы отделяются от ссылки")).to_be_visible()
    visitor.press("Отправить ответы")
    expect(page.get_by_role("heading", level=1, name="Спасибо, ответы получены")).to_be_visible()

    with scope(school=year.school):
        stored = Response.objects.get()
        link.refresh_from_db()
        assert (stored.link, stored.answers, link.is_used) == (None, {"clear": 8, "recommend": True}, True)
