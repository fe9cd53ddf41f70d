"""The psychologist's day: conclusions of all pairs at once, a talk, a reply; a pupil answers from a phone."""

import pytest
from django.utils import timezone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from pairing.enums import PairState  # noqa: E402
from pairing.services.pair_surveys import start_round  # noqa: E402
from pairing.services.referrals import refer  # noqa: E402
from participants.enums import ConsentPurpose  # noqa: E402
from programs.models import InteractionModel, User  # noqa: E402
from programs.services.links import token_of  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402
from tests.factories import make_consent  # noqa: E402
from tests.pairing.makers import make_pair, make_pair_in  # noqa: E402


@pytest.fixture
def year(live_server):
    """A proposed pair with consents to testing, an active pair asked how it fares, a referral of the curator."""
    program = open_school_year()
    with scope(school=program.school):
        curator = User.objects.get(username="curator")
        form = program.forms.get(code="pupil_pupil")
        InteractionModel.objects.create(  # what the makers of pairs ask for: without rules of grades
            school=program.school, program=program, form=form, code="equal", title="Без правил"
        )
        psychologist = User.objects.get(username="psychologist")
        proposed = make_pair(program, curator)
        halves = [proposed.mentor.person, proposed.members.get().mentee.person]
        for half in halves:
            make_consent(half, curator, purpose=ConsentPurpose.TESTING)
        active = make_pair_in(program, curator, PairState.ACTIVE)
        person = active.members.get().mentee.person
        refer(person=person, program=program, reason="Замкнулся после каникул", by=curator)
        survey = start_round(
            program=program, pairs=[active], by=psychologist, on=timezone.localdate(), title="Ноябрь"
        )
        token = token_of(survey.invites.get(role="mentee").link)
    return program, halves, person, token


def test_psychologist_concludes_talks_and_replies_and_a_pupil_answers(year, new_page):
    program, halves, person, token = year
    home = f"/{program.school.slug}/{program.label}/"

    answer_from_the_phone(new_page(viewport=NARROW_PHONE), token)
    psychologist = Visitor(new_page(), home)
    psychologist.sign_in("psychologist")
    conclude(psychologist, halves)
    talk_and_reply(psychologist, person)
    read_the_round(psychologist, person)


def answer_from_the_phone(page, token):
    assert page.goto(f"/s/{token}/").status == 200
    assert axe_problems(page) == []
    assert not is_wider(page, NARROW_PHONE["width"])
    scales = page.get_by_role("group")
    scales.nth(0).get_by_label("9", exact=True).check()
    expect(page.get_by_text("Черновик сохранён")).to_be_visible()
    scales.nth(1).get_by_label("8", exact=True).check()
    scales.nth(2).get_by_label("Да", exact=True).check()
    page.get_by_label("Если нужна – с чем помочь?").fill("Боюсь отвечать")
    page.get_by_role("button", name="Проверить и отправить").click()
    expect(page.get_by_role("heading", name="Проверьте ответы")).to_be_visible()
    page.get_by_role("button", name="Отправить ответы").click()
    expect(page.get_by_role("heading", name="Спасибо, ответы получены")).to_be_visible()


def conclude(psychologist, halves):
    page = psychologist.page
    psychologist.menu("Кабинет психолога")
    psychologist.follow("Заключения о 1\xa0паре")
    page.get_by_label("Методика").fill("Беседа и наблюдение")
    names = " — ".join(half.list_name for half in halves)
    page.get_by_label(f"Заключение: {names}").select_option("reservation")
    psychologist.press("Записать заключения")
    expect(page.get_by_text("Напишите, с какой оговоркой рекомендована пара.").first).to_be_visible()
    assert axe_problems(page) == []
    page.get_by_label("Оговорка").fill("первые встречи с куратором")
    psychologist.press("Записать заключения")
    expect(page.get_by_text("Записано: 1\xa0заключение.").first).to_be_visible()


def talk_and_reply(psychologist, person):
    page = psychologist.page
    tabs = page.get_by_role("navigation", name="Кабинет психолога")
    psychologist.follow("Обращения 2", inside=tabs)
    page.get_by_role("row").filter(has_text="направление").get_by_role("link").first.click()
    expect(page.get_by_text("Замкнулся после каникул")).to_be_visible()
    psychologist.follow("Записать консультацию")
    page.get_by_label("Результат одной строкой").fill("даны упражнения")
    page.get_by_label("Личные записи").fill("Говорит тихо")
    psychologist.press("Записать консультацию")
    expect(page.get_by_text("Консультация записана в журнал.").first).to_be_visible()
    page.get_by_label("Ответ", exact=True).fill("Поговорили, пару не меняем")
    psychologist.press("Ответить на обращение")
    expect(page.get_by_text("Ответ записан.").first).to_be_visible()
    psychologist.go("consultations/")
    psychologist.follow(person.list_name, exact=False)
    psychologist.press("Открыть записи")
    expect(page.get_by_text("Говорит тихо")).to_be_visible()


def read_the_round(psychologist, person):
    psychologist.go("pair-surveys/")
    psychologist.follow("Ноябрь")
    psychologist.follow(person.list_name)
    assert "Боюсь отвечать" in psychologist.said()
