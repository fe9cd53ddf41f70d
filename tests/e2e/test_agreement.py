"""A curator asks a teacher by link, the teacher agrees on a phone; papers are kept, the order signed, all are told."""

import re

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from mentoring_site.permissions import Role  # noqa: E402
from pairing.enums import PairState  # noqa: E402
from pairing.models import Pair, PairNotice, PairPlan  # noqa: E402
from participants.models import Letter  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402
from tests.pairing.makers import make_teacher_pair  # noqa: E402


@pytest.fixture
def year(live_server, settings):
    settings.SITE_URL = live_server.url
    return open_school_year()


def test_pair_is_agreed_documented_signed_and_told(year, new_page):
    home, today = f"/{year.school.slug}/{year.label}/", f"{timezone.localdate():%Y-%m-%d}"
    with scope(school=year.school):
        curator_user = year.school.memberships.get(role=Role.CURATOR).user
        model = year.forms.get(code="teacher_teacher").interaction_models.first()
        pair = make_teacher_pair(year, curator_user, model=model)
        mentor, mentee = pair.mentor.person, pair.members.get().mentee.person
    curator, director = Visitor(new_page(), home), Visitor(new_page(viewport=NARROW_PHONE), home)
    phone = new_page(viewport=NARROW_PHONE)

    # Asked by link, agreed on a phone; the other side answers by word.
    curator.sign_in("curator")
    curator.menu("Пары и группы")
    curator.follow("Ответы и бумаги")
    curator.press("Спросить всех")
    curator.follow("Тексты для чата")
    text = curator.page.get_by_role("textbox").first.input_value()
    phone.goto(re.search(r"/g/\S+/", text)[0])
    assert mentee.list_name in phone.get_by_role("main").inner_text()
    assert not is_wider(phone, 390)
    assert axe_problems(phone) == []
    phone.get_by_role("button", name="Согласен", exact=True).click()
    expect(phone.get_by_text("Ваше согласие записано")).to_be_visible()
    curator.go(f"pairs/{pair.pk}/agreement/")
    assert axe_problems(curator.page) == []
    sheet = curator.page.get_by_role("region", name=mentee.list_name)
    sheet.get_by_text("Записать ответ со слов").click()
    sheet.get_by_role("radio", name="Согласие").check()
    curator.press("Записать ответ", inside=sheet)
    expect(curator.page.get_by_text("все согласны")).to_be_visible()

    # The council's protocol, then the director's word on a phone.
    curator.go(f"pairs/{pair.pk}/")
    curator.press("Передать директору")
    expect(curator.page.get_by_text("Пара передана директору.").first).to_be_visible()
    with scope(school=year.school):
        plan = f"plans/{PairPlan.objects.get().pk}/"
    curator.go(plan)
    curator.page.get_by_label("Номер протокола").fill("3")
    curator.page.get_by_label("Дата протокола").fill(today)
    curator.press("Записать протокол")
    expect(curator.page.get_by_text("Решение методического совета (протокол № 3")).to_be_visible()
    director.sign_in("director")
    director.go(plan)
    director.press("Утвердить отмеченные")
    expect(director.page.get_by_role("heading", name="Подписать")).to_be_visible()

    # Without labour papers the order stays unsigned.
    director.press("Отметить: подписан на бумаге")
    expect(director.page.get_by_text("нет согласия работника и доп. соглашения").first).to_be_visible()
    curator.go("labour/")
    curator.follow(mentor.list_name)
    assert axe_problems(curator.page) == []
    for title, extra in (
        ("Письменное согласие работника", ""),
        ("Дополнительное соглашение", "3 000 руб. в месяц"),
    ):
        sheet = curator.page.get_by_role("region", name=title)
        sheet.get_by_label("Дата документа").fill(today)
        sheet.get_by_label("Где лежит оригинал").fill("личное дело")
        if extra:
            sheet.get_by_label("Выплата", exact=False).last.fill(extra)
        sheet.get_by_role("button", name="Записать").click()
        expect(sheet.get_by_text("записано")).to_be_visible()
    director.press("Отметить: подписан на бумаге")
    expect(director.page.get_by_role("heading", name="Документ подписан")).to_be_visible()

    # Everybody is told: the sheet for one, a letter in the outbox for the other.
    curator.go("telling/")
    curator.page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    assert axe_problems(curator.page) == []
    assert mentor.full_name in pdf_text(curator.download("Лист ознакомления"))
    curator.page.get_by_role("checkbox", name=mentor.list_name).check()
    curator.page.get_by_label("Как сообщили").select_option("sheet")
    curator.press("Записать отмеченных")
    expect(curator.page.get_by_text("Знают 1 из 2")).to_be_visible()
    curator.press("Подготовить письма")
    curator.menu("Исходящие")
    curator.follow(mentee.full_name)
    assert axe_problems(curator.page) == []
    assert "У вас есть наставник: Иван Петрович" in curator.page.get_by_label("Текст").input_value()

    with scope(school=year.school):
        assert Pair.objects.get().state == PairState.ACTIVE
        assert PairNotice.objects.get().person_id == mentor.pk
        assert Letter.objects.get().person_id == mentee.pk
