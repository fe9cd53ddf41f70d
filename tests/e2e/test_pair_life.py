"""One pair from the group meeting to both bases: wishes, run, board, order, meetings, plan, silence, closing."""

import re
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from docx import Document as open_docx

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from mentoring_site.words import short_date  # noqa: E402
from programs.models import User  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402
from tests.factories import make_class, make_person  # noqa: E402
from tests.pairing.makers import ready_mentee, ready_mentor  # noqa: E402

MENTOR, OTHER = "Лебедев Артём", "Орлова Вера"
MENTEE, LEFT_OUT = "Панова Алиса", "Зуев Кирилл"
REASON, RESULT = "Живут в разных концах города", "Подняла оценку по физике с 3 до 4"
NUMBER = "59/1-р"


def at_noon(day: date):
    """The clock of the story: the test tells a year, whatever day it is run on."""
    return time_machine.travel(datetime.combine(day, time(12), ZoneInfo("Europe/Moscow")), tick=True)


@pytest.fixture
def first_day():
    """Early in a school year; the clock stands there while the world is made and the story begins."""
    return date(date.today().year, 10, 5)


@pytest.fixture
def year(live_server, first_day):
    with at_noon(first_day):
        program = open_school_year()
        with scope(school=program.school):
            curator = User.objects.get(username="curator")
            for name, grade, ready in (
                (MENTOR, 10, ready_mentor),
                (OTHER, 10, ready_mentor),
                (MENTEE, 7, ready_mentee),
                (LEFT_OUT, 7, ready_mentee),
            ):
                last, first = name.split()
                person = make_person(
                    program,
                    school_class=make_class(program, grade, "А"),
                    last_name=last,
                    first_name=first,
                    birth_year=program.first_year - grade - 6,
                )
                ready(program, curator, person=person)
    return program


def test_pair_from_the_group_meeting_to_both_bases(year, first_day, new_page):
    home = f"/{year.school.slug}/{year.label}/"

    with at_noon(first_day):
        curator, director = Visitor(new_page(), home), Visitor(new_page(viewport=NARROW_PHONE), home)
        phone = Visitor(new_page(viewport=NARROW_PHONE), home)
        curator.sign_in("curator")
        links = meet(curator)
        choose(phone, links[MENTEE], "Артём Л.")
        choose(phone, links[MENTOR], "Алиса П.")
        match(curator)
        part(curator)
        submit(curator)
        approve_and_sign(director, first_day)
        meet_three_times(curator, phone)
        make_plan(curator)

    with at_noon(first_day + timedelta(days=60)):
        curator = Visitor(new_page(viewport=NARROW_PHONE), home)
        curator.sign_in("curator")
        see_silence(curator, first_day)
        close(curator)
        for base in ("mentees", "mentors"):
            curator.go(f"{base}/?q={(MENTEE if base == 'mentees' else MENTOR).split()[0]}")
            curator.follow(MENTEE if base == "mentees" else MENTOR, exact=False)
            expect(curator.page.get_by_text(RESULT).first).to_be_visible()


def meet(curator) -> dict[str, str]:
    """The meeting is planned, everybody was there; returns addresses of the choice by name."""
    page = curator.page
    curator.menu("Групповая встреча")
    curator.follow("Запланировать встречу")
    page.get_by_label("Дата").fill(f"{timezone.localdate():%Y-%m-%d}")
    curator.press("Сохранить встречу")
    curator.press("Отметить всех")
    expect(page.get_by_text("Были: 4, не отмечены: 0 из 4")).to_be_visible()
    curator.go("group-meeting/preferences/")
    curator.press("Выдать ссылки: 4")
    links = {}
    for name in (MENTOR, MENTEE):
        row = page.get_by_role("listitem").filter(has_text=name)
        row.get_by_text("Ссылка", exact=True).click()
        links[name] = re.search(r"/p/\S+/", row.get_by_role("textbox").input_value())[0]
    return links


def choose(phone, link, who):
    phone.page.goto(link)
    phone.page.get_by_label(who, exact=False).select_option("первый")
    phone.press("Отправить ответ")
    expect(phone.page.get_by_text("Ваш ответ получен", exact=False)).to_be_visible()


def match(curator):
    curator.menu("Подбор пар")
    curator.press("Подобрать пары")
    draft = curator.page.locator("#col-draft article", has_text=MENTEE)
    expect(draft).to_contain_text(MENTOR)
    expect(draft).to_contain_text("друг друга")


def part(curator):
    """A change by hand asks why."""
    page = curator.page
    page.locator("#col-draft article", has_text=LEFT_OUT).get_by_role("link").click()
    panel = page.locator("#panel")
    expect(panel.locator(".panel-who")).to_contain_text(LEFT_OUT)
    curator.follow("Разъединить", inside=panel)
    curator.press("Разъединить пару")
    expect(page.get_by_label("Причина")).to_be_visible()
    page.get_by_label("Причина").fill(REASON)
    curator.press("Разъединить пару")
    expect(page.locator("#col-draft article")).to_have_count(1)
    expect(page.locator("#col-alone")).to_contain_text(LEFT_OUT)


def submit(curator):
    curator.confirm("Передать директору 1 пару", title="Передать директору 1 пару?", answer="Передать")
    expect(curator.page.locator("#col-submitted article")).to_have_count(1)


def approve_and_sign(director, day):
    """On a phone, with the hand-made change before the eyes; the order goes to paper and to Word."""
    page = director.page
    director.sign_in("director")
    director.follow("Утвердить", inside=page.get_by_role("navigation", name="Главные разделы"))
    expect(page.get_by_role("main")).to_contain_text("Правки вручную: 1")
    assert not is_wider(page, NARROW_PHONE["width"])
    director.confirm("Утвердить пару", title="Закрепить 1 пару?", answer="Утвердить пару")
    expect(page.get_by_text("Всё решено")).to_be_visible()
    director.go("documents/")
    director.follow("О закреплении наставнических пар и групп", exact=False)
    page.get_by_label("Номер").fill(NUMBER)
    director.press("Отметить: подписан на бумаге")
    expect(page.get_by_role("heading", name="Документ подписан")).to_be_visible()
    paper = pdf_text(director.download("Открыть подписанный PDF"))
    assert [words for words in (MENTOR, MENTEE, NUMBER, short_date(day)) if words not in paper] == []
    word = open_docx(BytesIO(director.download("Файл Word")))
    rows = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert [words for words in (MENTOR, MENTEE) if words not in rows] == []


def meet_three_times(curator, phone):
    """The mentor's own page, two taps each; the kinds come in their order."""
    page = curator.page
    curator.go("meetings/links/")
    curator.press("Выдать всем, у кого нет")
    curator.follow(MENTOR, exact=False, inside=page.get_by_role("main"))
    # The field is waited for: the content of a moment may be of the page before.
    address = page.get_by_label(re.compile("Адрес личной страницы")).first.input_value()
    link = re.search(r"/m/.+", address)[0]
    for kind in ("знакомство", "пробная рабочая", "планирование"):
        phone.page.goto(link)
        phone.page.get_by_text("Сегодня", exact=True).click()
        phone.press("Отметить встречу")
        expect(phone.page.get_by_text("Встреча записана")).to_be_visible()
        expect(phone.page.get_by_role("main")).to_contain_text(re.compile(kind, re.IGNORECASE))
    assert axe_problems(phone.page) == []


def make_plan(curator):
    page = curator.page
    curator.menu("Пары и группы")
    curator.follow(MENTOR, exact=False)
    curator.press(f"Составить план: {MENTEE}")
    page.get_by_label("Цель").fill("Освоить механику")
    page.get_by_label("Проект, задание").first.fill("Решить двадцать задач")
    curator.press("Сохранить план")
    curator.press("Передать куратору")
    curator.press("Согласовать план")
    expect(page.get_by_text("План согласован.")).to_be_visible()
    assert "Освоить механику" in pdf_text(curator.download("План в PDF"))


def see_silence(curator, last_met):
    page = curator.page
    curator.go("watch/")
    expect(page.get_by_role("main")).to_contain_text(f"Встреч нет с {short_date(last_met)}")
    assert (axe_problems(page), is_wider(page, NARROW_PHONE["width"])) == ([], False)


def close(curator):
    page = curator.page
    curator.go("pairs/")
    curator.follow(MENTOR, exact=False)
    curator.follow("Завершить пару")
    page.get_by_label("Да, запишу сейчас").check()
    page.get_by_label("Когда встретились").fill(f"{timezone.localdate():%Y-%m-%d}")
    curator.press("Продолжить")
    curator.press("Продолжить")
    page.get_by_label(MENTEE).fill(RESULT)
    for _ in range(3):
        curator.press("Продолжить")
    expect(page.get_by_role("heading", level=2, name="Проверка")).to_be_visible()
    curator.press("Завершить пару")
    expect(page.get_by_text("Спасибо вам за работу")).to_be_visible()
