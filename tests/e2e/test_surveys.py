"""A survey from beginning to end: opened for four, three phones answer by their links, one sheet comes on paper."""

import re

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from programs.models import User  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402
from tests.factories import make_class, make_consent, make_mentee, make_person  # noqa: E402
from tests.monitoring.campaign_makers import make_survey  # noqa: E402

PEOPLE = ("Панова Алиса Денисовна", "Юдин Марк Олегович", "Белова Яна Игоревна", "Седов Глеб Ильич")
ON_PAPER = PEOPLE[0]


@pytest.fixture
def year(live_server):
    program = open_school_year()
    with scope(school=program.school):
        curator = User.objects.get(username="curator")
        for full in PEOPLE:
            last, first, middle = full.split()
            person = make_person(
                program,
                school_class=make_class(program, 7, "А"),
                last_name=last,
                first_name=first,
                middle_name=middle,
            )
            make_mentee(program, person)
            make_consent(person, curator, signed_on=program.starts)
        make_survey(program)
    return program


def test_survey_by_three_phones_and_one_sheet_of_paper(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator = Visitor(new_page(), home)

    open_survey(curator)
    links = take_links(curator)
    for name, link in links.items():
        if name != ON_PAPER:
            answer(Visitor(new_page(viewport=NARROW_PHONE), home), link)
    type_sheet(curator)
    close(curator)
    say_that_it_has_ended(Visitor(new_page(viewport=NARROW_PHONE), home), links[ON_PAPER])


def open_survey(curator):
    page = curator.page
    curator.sign_in("curator")
    curator.go("monitoring/surveys/")
    assert "Опросов ещё не было" in curator.said()
    curator.follow("Начать опрос")
    page.get_by_label("Анкета").select_option(index=1)
    page.get_by_label("Название").fill("Как дела в паре")
    page.get_by_label("Зачем опрос").select_option("interim")
    curator.press("Выбрать, кого спросить")
    expect(page.get_by_role("heading", level=1)).to_have_text("Кого спросить")
    assert axe_problems(page) == []
    curator.press("Добавить отмеченных")
    curator.confirm("Открыть опрос", title="Открыть опрос?", answer="Открыть опрос")
    expect(page.get_by_text("Опрос открыт, 4 ссылки готовы", exact=False)).to_be_visible()
    words = pdf_text(curator.download("Напечатать листки"))
    assert [name for name in PEOPLE if name not in words] == []


def take_links(curator):
    """{name: address of his page}, as they stand in the texts for personal messages."""
    page = curator.page
    curator.follow("Тексты и листки по классам")
    curator.follow("Лично каждому")
    expect(page.locator("textarea[id^=own-]")).to_have_count(4)
    texts = [box.input_value() for box in page.locator("textarea[id^=own-]").all()]
    names = [row.inner_text() for row in page.locator(".camp-class > summary b").all()]
    return {name: re.search(r"/s/[\w-]+/", text)[0] for name, text in zip(names, texts, strict=True)}


def answer(phone, link):
    page = phone.page
    page.goto(link)
    assert not is_wider(page, NARROW_PHONE["width"])
    page.get_by_role("group", name="1. Рады участию?").get_by_role("radio", name="Да").check()
    page.get_by_role("group", name="2. Насколько полезно?").get_by_role("radio", name="9").check()
    phone.press("Проверить и отправить")
    phone.press("Отправить ответы")
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, ответы получены")


def type_sheet(curator):
    page = curator.page
    curator.go("monitoring/surveys/")
    curator.follow("Как дела в паре", inside=page.get_by_role("table"), exact=False)
    expect(page.get_by_role("heading", name="Ответили 3 из 4")).to_be_visible()
    assert axe_problems(page) == []
    curator.follow("Набрать с бумаги")
    page.get_by_label("Строка 1: чья анкета").fill(f"{ON_PAPER}, 7 «А»")
    for _ in range(2):
        page.locator("input[name$=-glad]").first.fill("0")
        page.locator("input[name$=-useful]").first.fill("4")
        if page.get_by_role("button", name="Записать первый набор").is_visible():
            curator.press("Записать первый набор")
            expect(page.get_by_role("heading", level=1)).to_have_text("Второй набор")
    curator.press("Сверить и записать")
    expect(page.get_by_role("heading", name="Ответили 4 из 4")).to_be_visible()


def close(curator):
    curator.confirm("Завершить опрос", title="Завершить опрос?", answer="Завершить опрос")
    expect(curator.page.get_by_text("Опрос завершён", exact=False).first).to_be_visible()


def say_that_it_has_ended(phone, link):
    """Who handed in a sheet and opens his link after all is thanked, not asked again."""
    phone.page.goto(link)
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Спасибо, ответы получены")
