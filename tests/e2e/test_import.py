"""A messy table from a phone: read, repaired, written, and taken back but for the person worked with since."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from participants.models import Mentee  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import XLSX, Visitor, axe_problems, open_school_year  # noqa: E402
from tests.participants.importing.ugly import sheets  # noqa: E402

MENTORS_FORM = [
    [
        "№",
        "ФИО наставника",
        "Место работы/учебы наставника",
        "Основные компетенции наставника",
        "Интересы наставника",
    ],
    [1, "Орлова Вера Петровна", "учитель физики", "физика", "шахматы"],
]


def messy_rows(first_year):
    return [
        ["МБОУ «СОШ № 59»"],
        [
            "№",
            "ФИО наставляемого",
            "Класс",
            "Год рождения",
            "Основной запрос",
            "Отметка о прохождении программы",
        ],
        [1, 2, 3, 4, 5, 6],
        ["9 «А» класс"],
        [1, "беляев  иван петрович", None, first_year - 15, "Друзья"],
        ["Обучающиеся"],
        [2, "Панова Алиса Дмитриевна", None, str(first_year - 13)[2:], "Дроби"],
        [3, "Ким Ли Мин", "7 кл.", f"{first_year - 13} г. р.", "Речь"],
        ["Итого: 3 человека"],
        ["Куратор ____________"],
    ]


def upload(page, name, rows):
    file = {
        "name": name,
        "mimeType": XLSX,
        "buffer": sheets.xlsx(("Титул", [["Приложение"]]), ("База", rows)),
    }
    page.get_by_label("Файл таблицы").set_input_files(file)


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_messy_table_is_repaired_written_and_undone_from_a_phone(year, new_page):
    curator = Visitor(new_page(viewport=NARROW_PHONE), f"/{year.school.slug}/{year.label}/")
    curator.sign_in("curator")

    refuse_the_other_form(curator)
    repair_and_write(curator, year)
    take_back(curator, year)


def refuse_the_other_form(curator):
    """The form of mentors, chosen for mentees, is called by its name and moved by one press."""
    page = curator.page
    curator.go("mentees/import/")
    upload(page, "наставники.xlsx", MENTORS_FORM)
    curator.press("Прочитать таблицу")
    expect(page.get_by_text("Похоже, это форма базы наставников.")).to_be_visible()
    curator.press("Загрузить в базу наставников")
    page.wait_for_url("**/mentors/import/**")
    curator.press("Не загружать этот файл")


def repair_and_write(curator, year):
    page = curator.page
    curator.go("mentees/import/")
    upload(page, "наставляемые.xlsx", messy_rows(year.first_year))
    curator.press("Прочитать таблицу")
    curator.press("Выбрать строку и дальше")
    curator.press("Проверить строки")
    expect(page.get_by_text("5 строк пропущено, это не люди:")).to_be_visible()
    assert axe_problems(page) == []

    curator.press("Принять все предложения (2)")  # the year of birth in full, the only class of the grade
    page.get_by_label("Класс для всех").select_option("7\xa0«А»")
    curator.press("Поставить класс")
    expect(page.get_by_text("Класс поставлен всем, у кого его не было.")).to_be_visible()
    curator.press("К записи")
    curator.press("Записать 3 строки")
    expect(page.get_by_text("Таблица записана.")).to_be_visible()
    assert classes(year) == {"Беляев": "9\xa0«А»", "Панова": "7\xa0«А»", "Ким": "7\xa0«А»"}


def take_back(curator, year):
    """Somebody has changed one card since: it stays, and the page says so before and after."""
    page = curator.page
    result = page.url
    curator.go("mentees/")
    curator.follow("Панова Алиса")
    curator.follow("Изменить карточку")
    page.get_by_label("Телефон").first.fill("8 900 000-00-01")
    curator.press("Сохранить карточку")
    expect(page.get_by_role("heading", level=1, name="Панова Алиса Дмитриевна")).to_be_visible()

    page.goto(result)
    curator.follow("Отменить загрузку")
    expect(page.get_by_text("карточку или запись изменили после загрузки")).to_be_visible()
    assert axe_problems(page) == []
    curator.press("Отменить остальное")

    expect(page.get_by_text("Загрузка отменена, кроме строк ниже.")).to_be_visible()
    assert classes(year) == {"Панова": "7\xa0«А»"}


def classes(year):
    with scope(school=year.school):
        return {
            one.person.last_name: str(one.person.enrolments.get(program=year).school_class)
            for one in Mentee.objects.select_related("person")
        }
