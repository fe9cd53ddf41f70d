"""Group meeting and preferences: taps at the door, a choice from a phone, slips typed by keyboard, mutual choices."""

import re

import pytest
from django.utils import timezone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from programs.models import User  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402
from tests.factories import make_class, make_consent, make_mentee, make_mentor, make_person  # noqa: E402

MENTOR, OTHER, MENTEE = "Лебедев Артём Ильич", "Орлова Вера Петровна", "Панова Алиса Денисовна"


@pytest.fixture
def year(live_server):
    program = open_school_year()
    with scope(school=program.school):
        curator = User.objects.get(username="curator")
        for full, grade, make in (
            (MENTOR, 10, make_mentor),
            (OTHER, 10, make_mentor),
            (MENTEE, 7, make_mentee),
        ):
            last, first, middle = full.split()
            person = make_person(
                program,
                school_class=make_class(program, grade, "А"),
                last_name=last,
                first_name=first,
                middle_name=middle,
                birth_year=program.first_year - grade - 6,
            )
            make(program, person)
            make_consent(person, curator, signed_on=program.starts)
    return program


def test_preferences_from_the_meeting_to_mutual_choices(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator = Visitor(new_page(), home)
    door = Visitor(new_page(viewport=NARROW_PHONE), home)
    phone = Visitor(new_page(viewport=NARROW_PHONE), home)

    plan_meeting(curator)
    mark_who_came(door)
    link = give_links(curator)
    choose_by_phone(phone, link)
    type_slip(curator)
    see_mutual(curator)


def plan_meeting(curator):
    page = curator.page
    curator.sign_in("curator")
    curator.menu("Групповая встреча")
    curator.follow("Запланировать встречу")
    page.get_by_label("Дата").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("Место").fill("актовый зал")
    curator.press("Сохранить встречу")
    expect(page.get_by_text("Теперь пригласите участников", exact=False).first).to_be_visible()
    words = pdf_text(curator.download("Лист встречи"))
    assert [name for name in (MENTOR, OTHER, MENTEE, "актовый зал", "Подпись") if name not in words] == []


def mark_who_came(door):
    page = door.page
    door.sign_in("curator")
    door.go("group-meeting/")
    door.follow("Групповая встреча наставников и наставляемых", inside=page.get_by_role("table"))
    assert axe_problems(page) == []
    assert not is_wider(page, NARROW_PHONE["width"])
    here = page.get_by_role("button", name=f"Здесь: {MENTOR}")
    assert here.bounding_box()["height"] >= 44
    here.click()
    expect(here).to_have_attribute("aria-pressed", "true")
    door.press("Отметить всех")
    expect(page.get_by_text("Были: 3, не отмечены: 0 из 3")).to_be_visible()


def give_links(curator):
    """The address that stands in the text for Алиса; papers for those who have no phone."""
    page = curator.page
    curator.menu("Групповая встреча")
    curator.follow(
        "Предпочтения", inside=page.get_by_role("navigation", name="Групповая встреча"), exact=False
    )
    curator.press("Выдать ссылки: 3")
    expect(page.get_by_text("Ссылки готовы", exact=False).first).to_be_visible()
    blanks = pdf_text(curator.download("Анкеты на бумаге"))
    assert [word for word in ("Анкета предпочтений", "Алиса П., 7 «А»", "№ 3") if word not in blanks] == []
    row = page.get_by_role("listitem").filter(has_text=MENTEE)
    row.get_by_text("Ссылка", exact=True).click()
    return re.search(r"https?://\S+/p/\S+/", row.get_by_role("textbox").input_value())[0]


def choose_by_phone(phone, link):
    """One search, one first choice, one «не хочу»; then a change of mind."""
    page = phone.page
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    expect(page.get_by_text("только куратор программы и психолог", exact=False)).to_be_visible()
    assert axe_problems(page) == []
    assert not is_wider(page, NARROW_PHONE["width"])
    search = page.get_by_label("Найти по имени или классу")
    search.fill("вера")
    expect(page.get_by_label("Артём Л.", exact=False)).to_be_hidden()
    page.get_by_label("Вера О.", exact=False).select_option("не хочу")
    search.fill("")
    page.get_by_label("Артём Л.", exact=False).select_option("первый")
    phone.press("Отправить ответ")
    expect(page.get_by_text("Ваш ответ получен", exact=False)).to_be_visible()
    assert not is_wider(page, NARROW_PHONE["width"])
    phone.follow("Изменить ответ")
    page.get_by_label("Что ещё важно", exact=False).fill("После шестого урока")
    phone.press("Отправить ответ")
    expect(page.get_by_text("После шестого урока")).to_be_visible()
    assert axe_problems(page) == []


def type_slip(curator):
    """The mentor's slip, № 1, by keyboard alone: numbers, names said back, written."""
    page = curator.page
    curator.menu("Групповая встреча")
    curator.follow(
        "Предпочтения", inside=page.get_by_role("navigation", name="Групповая встреча"), exact=False
    )
    expect(page.get_by_role("main")).not_to_contain_text(MENTEE)
    curator.follow("Набрать с бумаги")
    page.get_by_label("Строка 1: чей листок").focus()
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.get_by_role("button", name="Проверить листки", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("первым – Панова Алиса", exact=False)).to_be_visible()
    assert axe_problems(page) == []
    page.get_by_role("button", name="Записать 1\xa0листок").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Записано: 1\xa0листок.").first).to_be_visible()


def see_mutual(curator):
    page = curator.page
    curator.go("group-meeting/preferences/choices/")
    expect(page.get_by_role("region", name="Выбрали друг друга")).to_contain_text("оба первыми")
    expect(page.get_by_role("main")).to_contain_text("Просили не ставить вместе")
    assert axe_problems(page) == []
