"""A silent pair on the curator's phone: seen, spoken to, closed by the wizard; both bases tell the result."""

from datetime import timedelta

import pytest
from django.utils import timezone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from pairing.models import Pair  # noqa: E402
from pairing.services.plans import approve_plan, submit_plan  # noqa: E402
from programs.models import InteractionModel, User  # noqa: E402
from programs.services.documents import sign_document  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402
from tests.pairing.makers import make_pair  # noqa: E402

RESULT = "провели открытый урок"


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_silent_pair_is_spoken_to_closed_and_told_in_both_bases(year, new_page):
    today = timezone.localdate()
    with scope(school=year.school):
        by = User.objects.get(username="curator")
        pair = active_pair(year, by, today - timedelta(days=40))
        member = pair.members.get()
        people = [pair.mentor.person_id, member.mentee.person_id]
    curator = Visitor(new_page(viewport=NARROW_PHONE), f"/{year.school.slug}/{year.label}/")
    page = curator.page

    curator.sign_in("curator")
    curator.follow("Посмотреть пары")
    expect(page.get_by_text("Первой встречи ещё не было")).to_be_visible()
    check(page)
    curator.follow(f"Записать контакт: {pair}")
    page.get_by_label("О чём").fill("Наставник болел, встретятся в среду")
    check(page)
    curator.press("Записать контакт")
    expect(page.get_by_text("Наставник болел, встретятся в среду")).to_be_visible()

    curator.go(f"pairs/{pair.pk}/")
    page.locator(".quick-contact > summary").click()
    check(page)
    curator.press("Поговорили: всё хорошо")
    expect(page.get_by_role("region", name="Контакты куратора")).to_contain_text("всё хорошо")

    close(curator, member, today)
    expect(page.get_by_text("Спасибо вам за работу")).to_be_visible()
    check(page)
    for person in people:
        curator.go(f"people/{person}/")
        expect(page.get_by_text(RESULT).first).to_be_visible()


def active_pair(year, by, starts):
    model = InteractionModel.objects.get(program=year, code="achieving_struggling")
    draft = make_pair(year, by, model=model)
    order = approve_plan(plan=submit_plan(program=year, pairs=[draft], by=by), by=by).order
    sign_document(document=order, number="59/1-р", date=starts, by=by)
    return Pair.objects.with_people().get(pk=draft.pk)


def close(curator, member, today):
    page = curator.page
    curator.follow("Завершить пару")
    check(page)
    page.get_by_label("Да, запишу сейчас").check()
    page.get_by_label("Когда встретились").fill(f"{today:%Y-%m-%d}")
    curator.press("Продолжить")
    expect(page.get_by_text("не спрашивали").first).to_be_visible()
    curator.press("Продолжить")
    page.get_by_label(member.mentee.person.list_name).fill(RESULT)
    curator.press("Продолжить")
    curator.press("Продолжить")
    curator.press("Продолжить")
    expect(page.get_by_role("heading", level=2, name="Проверка")).to_be_visible()
    expect(page.get_by_text(RESULT)).to_be_visible()
    check(page)
    curator.press("Завершить пару")


def check(page):
    assert not is_wider(page, NARROW_PHONE["width"])
    assert axe_problems(page) == []
