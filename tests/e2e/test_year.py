"""The year of a school in a real browser, on real input: two tables → pairs → order → roadmap → the 0–18 sheet."""

from datetime import date

import pytest
from django.utils import timezone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from mentoring_site.pdf import html_to_pdf  # noqa: E402
from mentoring_site.words import ru_date, short_date  # noqa: E402
from participants.enums import BaseKind  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, official_table, open_school_year, pdf_text  # noqa: E402

PUPILS, MODEL = "Ученик – ученик", "«Успевающий – неуспевающий»"
MENTOR, MENTOR_IN_LISTS = "Лебедев Артём Ильич", "Лебедев Артём"
MENTEE, MENTEE_IN_LISTS = "Панова Алиса Дмитриевна", "Панова Алиса"
TEACHER, OTHER = "Орлова Вера Петровна", "Зуев Кирилл Андреевич"
ORDER_TITLE, ORDER_NUMBER = "О закреплении наставнических пар и групп", "59/1-р"
NOTES = "Алиса боится отвечать у доски"
PROTOCOL = "<!doctype html><html lang='ru'><title>Протокол</title><p>Протокол № 1</p></html>"
BASE_TITLES = {BaseKind.MENTORS: "Наставники", BaseKind.MENTEES: "Наставляемые"}


def mentor_rows(entered: date) -> list[dict]:
    return [
        {
            "full_name": MENTOR,
            "contacts": "8 900 000-00-11, lebedev@example.org",
            "place": "10 «А»",
            "competencies": "математика, шахматы",
            "preferred_age": "7–8 класс",
            "time_resource": "1 раз в неделю",
            "entered_on": entered,
            "form": PUPILS,
        },
        {
            "full_name": TEACHER,
            "contacts": "8 900 000-00-12",
            "place": "учитель математики",
            "entered_on": "31.02.2026",
            "form": "Учитель – учитель",
        },
    ]


def mentee_rows(entered: date) -> list[dict]:
    return [
        {
            "full_name": MENTEE,
            "contacts": "Панова Мария Сергеевна (мать), 8 900 000-00-21",
            "birth_year": entered.year - 13,
            "request": "Подтянуть математику",
            "entered_on": entered,
            "form": PUPILS,
        },
        {
            "full_name": OTHER,
            "contacts": "Зуева Анна Ильинична (мать), 8 900 000-00-22",
            "birth_year": "двенадцать",
            "request": "Найти друзей",
            "partner_names": MENTOR,
            "entered_on": entered,
            "form": PUPILS,
        },
    ]


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_year_of_a_school_from_two_tables_to_the_final_assessment(year, new_page):
    today = timezone.localdate()
    home = f"/{year.school.slug}/{year.label}/"
    curator, director = Visitor(new_page(), home), Visitor(new_page(viewport=NARROW_PHONE), home)
    psychologist = Visitor(new_page(), home)

    fill_bases(curator, year)
    register_consents(curator)
    admit_people(curator, year)
    decline_pair_of_the_table(curator)
    submit_pair(curator)
    approve_and_sign(director, today)
    check_pair_is_active(curator)
    approve_roadmap(curator, director)
    mark_step_done(curator)
    record_test(psychologist, curator, home)
    assess(curator)


def fill_bases(curator, year):
    """Both tables, each with one bad row mended in the preview."""
    curator.sign_in("curator")
    import_table(
        curator,
        BaseKind.MENTORS,
        mentor_rows(year.starts),
        fix="Дата вхождения в программу, строка 4",
        value=short_date(year.starts),
        total="2 строки",
    )
    import_table(
        curator,
        BaseKind.MENTEES,
        mentee_rows(year.starts),
        fix="Год рождения наставляемого, строка 4",
        value=str(year.first_year - 12),
        total="2 строки",
    )


def import_table(curator, base, rows, *, fix, value, total):
    page = curator.page
    curator.menu(BASE_TITLES[base])
    curator.follow("Загрузить таблицу")
    page.get_by_label("Файл таблицы").set_input_files(official_table(base, rows))
    curator.press("Прочитать таблицу")
    curator.press("Проверить строки")
    assert axe_problems(page) == []
    page.get_by_label(fix).fill(value)
    curator.press("К записи")
    page.get_by_label("Считать принятыми").uncheck()
    curator.press(f"Записать {total}")
    expect(page.get_by_text("Таблица записана.")).to_be_visible()


def register_consents(curator):
    """A stack of papers: everybody to the programme, two of them to tests."""
    page = curator.page
    curator.menu("Согласия")
    curator.follow("Записать стопку")
    for name in (MENTOR, TEACHER, MENTEE, OTHER):
        page.get_by_role("checkbox", name=f"{name}: участие в программе").check()
    for name in (MENTOR, MENTEE):
        page.get_by_role("checkbox", name=f"{name}: психологическая диагностика").check()
    page.get_by_label("Где лежит оригинал").fill("кабинет 12, папка № 3")
    curator.press("Записать согласия")
    expect(page.get_by_text("Записано 6 согласий.").first).to_be_visible()


def admit_people(curator, year):
    """The mentor after an interview and training, the mentees from the list at once; the form has no class column."""
    page = curator.page
    curator.menu("Наставники")
    curator.follow(MENTOR_IN_LISTS)
    curator.follow("Изменить", inside=page.get_by_role("region", name="Наставник"))
    page.get_by_label("Собеседование").fill(f"{year.starts:%Y-%m-%d}")
    page.get_by_label("Обучение").fill(f"{year.starts:%Y-%m-%d}")
    curator.press("Сохранить запись")
    curator.press("Допустить к наставничеству")
    expect(page.get_by_role("region", name="Наставник").get_by_text("Готов", exact=True)).to_be_visible()

    curator.menu("Наставляемые")
    page.get_by_label("Выбрать все на странице").check()
    curator.press("Принять в программу")
    curator.follow(MENTEE_IN_LISTS)
    curator.follow("Изменить карточку")
    page.get_by_label("Класс").select_option("7\xa0«А»")
    curator.press("Сохранить карточку")
    expect(page.get_by_role("heading", level=1, name=MENTEE)).to_be_visible()


def decline_pair_of_the_table(curator):
    """A pair that the table named is only a proposal: nothing stands until the curator says so."""
    page = curator.page
    curator.menu("Пары и группы")
    curator.follow("Из таблиц: 1")
    curator.follow("Подтвердить пару")
    assert axe_problems(page) == []
    curator.follow("Не сейчас")
    curator.press("Такой пары нет")
    expect(page.get_by_text("Все пары из таблиц разобраны")).to_be_visible()


def submit_pair(curator):
    page = curator.page
    curator.menu("Пары и группы")
    curator.follow("Составить пару")
    page.get_by_role("combobox", name="Наставник").select_option(label=f"{MENTOR} · свободно мест: 1")
    page.get_by_role("combobox", name="Форма взаимодействия").select_option(label=MODEL)
    expect(page.locator("form[method=post] input[name=model]")).not_to_have_value(
        ""
    )  # the list is of that model
    page.get_by_role("checkbox", name=MENTEE_IN_LISTS).check()
    curator.press("Составить пару")
    expect(page.get_by_role("region", name="Участники").get_by_text(MENTEE)).to_be_visible()
    curator.press("Передать директору")
    expect(page.get_by_text("Пара передана директору.").first).to_be_visible()


def approve_and_sign(director, today):
    """On a phone: approve the plan, write the number and date from the paper."""
    page = director.page
    director.sign_in("director")
    director.follow("Утвердить", inside=page.get_by_role("navigation", name="Главные разделы"))
    expect(page.get_by_text(MENTEE_IN_LISTS)).to_be_visible()
    assert axe_problems(page) == []
    assert not is_wider(page, NARROW_PHONE["width"])
    director.confirm("Утвердить пару", title="Закрепить 1 пару?", answer="Утвердить пару")
    expect(page.get_by_text("Всё решено")).to_be_visible()

    director.go("documents/")
    director.follow(ORDER_TITLE, exact=False)
    page.get_by_label("Номер").fill(ORDER_NUMBER)
    page.get_by_label("Дата").fill(f"{today:%Y-%m-%d}")
    director.press("Отметить: подписан на бумаге")
    expect(page.get_by_role("heading", name="Документ подписан")).to_be_visible()
    words = pdf_text(director.download("Открыть подписанный PDF"))
    expected = [MENTOR, MENTEE, ORDER_NUMBER, "Савельевой О. С.", MODEL.strip("«»"), "10 «А»", "7 «А»"]
    assert [word for word in expected if word not in words] == []
    assert ru_date(today) in words or short_date(today) in words


def check_pair_is_active(curator):
    page = curator.page
    curator.menu("Пары и группы")
    curator.follow(MENTOR_IN_LISTS, exact=False)
    expect(page.get_by_role("main").get_by_text("Действует").first).to_be_visible()
    facts = page.get_by_role("region", name="Сроки и документы")
    expect(facts).to_contain_text(ORDER_NUMBER)


def approve_roadmap(curator, director):
    curator.menu("Дорожная карта")
    curator.confirm("Передать директору", title="Передать карту директору?", answer="Передать директору")
    expect(curator.page.get_by_role("link", name="Передать директору")).to_have_count(0)
    director.go("approvals/")
    director.confirm("Утвердить карту", title="Утвердить", answer="Утвердить карту")
    expect(director.page.get_by_text("Всё решено")).to_be_visible()
    director.go("roadmap/")
    words = pdf_text(director.download("Печать с «УТВЕРЖДАЮ»"))
    assert [word for word in ("УТВЕРЖДАЮ", "Н. В. Ершова") if word not in words] == []


def mark_step_done(curator):
    """The curator closes a step for which a paper is kept."""
    page = curator.page
    curator.menu("Дорожная карта")
    curator.follow("Информирование педагогов")
    page.get_by_label("Протокол").last.fill("протокол педсовета № 1")
    page.get_by_label("Файл").last.set_input_files(
        {"name": "протокол.pdf", "mimeType": "application/pdf", "buffer": html_to_pdf(PROTOCOL)}
    )
    curator.press("Отметить выполненным")
    expect(page.get_by_role("main").get_by_text("выполнен").first).to_be_visible()
    assert "Протокол № 1" in pdf_text(curator.download("протокол.pdf"))


def record_test(psychologist, curator, home):
    """The psychologist's conclusion reaches the curator, the notes stay where they are."""
    page = psychologist.page
    psychologist.sign_in("psychologist")
    psychologist.menu("Кабинет психолога")
    psychologist.follow("Записать тест")
    page.get_by_role("combobox", name="Наставник").fill(f"{MENTOR}, 10 «А»")
    page.get_by_role("combobox", name="Наставляемый").fill(f"{MENTEE}, 7 «А»")
    page.get_by_label("Методика").fill("Беседа и наблюдение")
    page.get_by_label("Рекомендована", exact=True).check()
    page.get_by_label("Личные записи").fill(NOTES)
    psychologist.press("Записать тест")
    psychologist.press("Открыть записи")
    expect(page.get_by_text(NOTES)).to_be_visible()
    curator.go(page.url.partition(home)[2].removesuffix("notes/"))
    expect(curator.page.get_by_role("main")).to_contain_text("рекомендована")
    assert NOTES not in curator.page.content()


def assess(curator):
    """Five indicators in full and four in part are 14 points of 18."""
    page = curator.page
    curator.menu("Мониторинг")
    curator.follow("Оценка 0–18", inside=page.get_by_role("navigation", name="Мониторинг"))
    curator.press("Начать оценку")
    for number in range(1, 10):
        page.get_by_role("radio", name=f"Показатель {number}: {2 if number <= 5 else 1}").check()
    page.get_by_label("Чем подтверждена оценка показателя 7").fill("отзывы двух партнёров")
    curator.press("Проверить и завершить")
    expect(page.get_by_text("Оценка завершена: 14 из 18, допустимый уровень.").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Допустимый уровень")
    words = pdf_text(curator.download("Печать"))
    assert [word for word in ("14", "допустимый уровень") if word not in words] == []
