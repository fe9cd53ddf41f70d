"""The two stages of monitoring: links and paper → results → SWOT → before and after → 0–18 → the report is signed."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document as open_docx
from openpyxl import Workbook

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from participants.models import Response  # noqa: E402
from programs.models import User  # noqa: E402
from tests.e2e.conftest import DESKTOP, NARROW_PHONE  # noqa: E402
from tests.e2e.walk import XLSX, Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402
from tests.factories import make_class, make_consent, make_mentee, make_person  # noqa: E402

PEOPLE = (
    *("Белова Яна", "Волков Лев", "Громова Ася", "Дёмин Пётр"),
    *("Ежова Майя", "Зуев Кирилл", "Юдин Марк"),
)
MARK = "Средний балл по всем предметам"
BEFORE = ("3,2", "3.4", "3,5", "3,1", "4", "3,8", "3,9")
AFTER = ("3,6", "3,9", "4,1", "3,8", "4,8", "4,7", "н/а")
FEW, MANY = "Первый опрос", "Второй опрос"
LIVELY, NAMING = "Встречи после уроков", "Спасибо Петру из 7 «А»"
CLEAR = "Участникам понятна цель программы"
TASK_WORDS, CONCLUSION = (
    "Спросили всех, ответило большинство.",
    "Программу продолжаем, наставников учим раньше.",
)
NUMBER = "59/7-м"


@pytest.fixture
def year(live_server):
    program = open_school_year()
    with scope(school=program.school):
        curator = User.objects.get(username="curator")
        for full in PEOPLE:
            last, first = full.split()
            person = make_person(
                program,
                school_class=make_class(program, 7, "А"),
                last_name=last,
                first_name=first,
                middle_name="",
            )
            make_mentee(program, person)
            make_consent(person, curator, signed_on=program.starts)
    return program


def test_monitoring_from_the_first_link_to_the_signed_report(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator, director = Visitor(new_page(), home), Visitor(new_page(viewport=NARROW_PHONE), home)
    phone = Visitor(new_page(viewport=NARROW_PHONE), home)
    curator.sign_in("curator")

    open_survey(curator, FEW)
    links = take_links(curator)
    for link in links[:3]:
        answer(phone, link)
    type_sheets(curator, FEW, [("8", "1", "")])
    see_words_instead_of_numbers(curator, FEW)
    say_that_it_has_ended(phone, links[3])

    open_survey(curator, MANY)
    type_sheets(curator, MANY, [("9", "1", text) for text in (LIVELY, NAMING, "", "", "", "")])
    read_results(curator, MANY)
    forget_who_answered(year)
    build_swot(curator)
    conclude_task(curator)

    import_before_and_after(curator)
    read_changes(curator)
    assess(curator)
    write_report(curator)
    sign(director)
    read_papers(director)


def open_survey(curator, title):
    page = curator.page
    curator.menu("Мониторинг")
    curator.follow("Опросы")
    curator.follow("Анкеты")
    curator.follow("Качество программы наставничества", exact=False)
    curator.follow("Начать опрос")
    page.get_by_label("Название").fill(title)
    page.get_by_label("Зачем опрос").select_option("quality")
    curator.press("Выбрать, кого спросить")
    expect(page.get_by_role("heading", level=1)).to_have_text("Кого спросить")
    curator.press("Добавить отмеченных")
    curator.confirm("Открыть опрос", title="Открыть опрос?", answer="Открыть опрос")
    expect(page.get_by_text(f"Опрос открыт, {len(PEOPLE)} ссылок готовы", exact=False)).to_be_visible()
    assert axe_problems(page) == []
    words = pdf_text(curator.download("Напечатать листки"))
    assert [name for name in PEOPLE if name not in words] == []


def take_links(curator) -> list[str]:
    """Addresses from the texts for personal messages."""
    page = curator.page
    curator.follow("Тексты и листки по классам")
    curator.follow("Лично каждому")
    boxes = page.locator("textarea[id^=own-]")
    expect(boxes).to_have_count(len(PEOPLE))
    return [re.search(r"/s/[\w-]+/", box.input_value())[0] for box in boxes.all()]


def answer(phone, link):
    page = phone.page
    page.goto(link)
    expect(page.get_by_text("Имя к ответам не прикрепляется")).to_be_visible()
    assert (axe_problems(page), is_wider(page, NARROW_PHONE["width"])) == ([], False)
    page.locator("#id_q-clear_7").check()
    page.locator("#id_q-recommend_0").check()
    expect(page.get_by_text("Отвечено 2 из 10")).to_be_visible()
    phone.press("Проверить и отправить")
    phone.press("Отправить ответы")
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, ответы получены")


def open_room(curator, title):
    curator.menu("Мониторинг")
    curator.follow("Опросы")
    curator.follow(title, inside=curator.page.get_by_role("table"), exact=False)


def type_sheets(curator, title, sheets):
    """A row is a sheet, and the same sheets once more."""
    page = curator.page
    open_room(curator, title)
    curator.follow("Набрать с бумаги")
    assert axe_problems(page) == []
    for button in ("Записать первый набор", "Сверить и записать"):
        for row, (clear, recommend, best) in enumerate(sheets):
            page.locator("input[name$=-clear]").nth(row).fill(clear)
            page.locator("input[name$=-recommend]").nth(row).fill(recommend)
            page.locator("[name$=-good]").nth(row).fill(best)
        curator.press(button)
        page.wait_for_load_state()


def close(curator, title, warning=""):
    open_room(curator, title)
    curator.page.get_by_role("link", name="Завершить опрос").click()
    dialog = curator.page.get_by_role("dialog")
    expect(dialog).to_contain_text(warning)
    curator.press("Завершить опрос", inside=dialog)
    curator.follow("Посмотреть результаты")


def see_words_instead_of_numbers(curator, title):
    page = curator.page
    close(curator, title, warning="Ответили 4 из 7: результаты без имени показывают от пяти ответов")
    expect(page.get_by_text("Ответили 4 человека: чтобы никого нельзя было узнать")).to_be_visible()
    expect(page.get_by_text("Насколько понятно, зачем")).to_have_count(0)


def say_that_it_has_ended(phone, link):
    phone.page.goto(link)
    expect(phone.page.get_by_role("main")).to_contain_text("Опрос закончен")


def read_results(curator, title):
    """Numbers, and texts only after the curator has read them."""
    page = curator.page
    close(curator, title)
    expect(page.get_by_text("да — 6 из 6 (100 %)").first).to_be_visible()
    expect(page.get_by_text(LIVELY)).to_have_count(0)
    assert axe_problems(page) == []
    results = page.url
    curator.follow("Прочитать ответы")
    for text, choice in ((LIVELY, "Показать"), (NAMING, "Скрыть")):
        row = page.get_by_role("listitem").filter(has_text=text)
        row.get_by_role("radio", name=choice).check()
    curator.press("Сохранить решения")
    page.goto(results)
    expect(page.get_by_text(LIVELY)).to_be_visible()
    expect(page.get_by_text(NAMING)).to_have_count(0)


def forget_who_answered(year):
    with scope(school=year.school):
        kept = Response.objects.filter(questionnaire__code="survey-quality")
        assert set(kept.values_list("link", "person")) == {(None, None)}


def build_swot(curator):
    page = curator.page
    curator.menu("Мониторинг")
    curator.follow("Анализ", exact=False)
    curator.press("Взять в анализ все", exact=False)
    expect(page.get_by_role("group", name="Сильные стороны").get_by_text(CLEAR)).to_be_visible()
    assert axe_problems(page) == []


def conclude_task(curator):
    curator.menu("Мониторинг")
    curator.follow("Написать вывод: задача 1")
    curator.page.get_by_label("Текст вывода").fill(TASK_WORDS)
    curator.press("Записать вывод")
    expect(curator.page.get_by_text("выводы написаны к 1 из 6")).to_be_visible()


def marks_file():
    """As a school keeps it: a title above, commas and points, «н/а», somebody who is not there, a mark of 11."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Успеваемость 7 «А»"])
    sheet.append(["№", "ФИО", "Класс", f"{MARK} до", f"{MARK} после"])
    for number, row in enumerate(zip(PEOPLE, BEFORE, AFTER, strict=True), start=1):
        name, before, after = row
        sheet.append([number, name, "7а", before, after])
    sheet.append([8, "Ветров Глеб", "7а", "4", "4"])
    file = BytesIO()
    book.save(file)
    return {"name": "7а.xlsx", "mimeType": XLSX, "buffer": file.getvalue()}


def import_before_and_after(curator):
    page = curator.page
    curator.menu("Мониторинг")
    curator.follow("Измерения")
    curator.follow("Загрузить таблицу")
    page.get_by_label("Файл таблицы").set_input_files(marks_file())
    curator.press("Проверить таблицу")
    expect(page.get_by_text("Запишем 7 строк.")).to_be_visible()
    assert axe_problems(page) == []
    curator.press("Записать измерения")
    expect(page.get_by_role("main")).to_contain_text("«Ветров Глеб» нет среди ваших участников")


def read_changes(curator):
    page = curator.page
    curator.menu("Мониторинг")
    curator.follow("Изменения", exact=False)
    curator.follow(MARK, exact=False)
    page.wait_for_load_state()
    expect(
        page.get_by_role("img", name="лучше 6, без изменений 0, хуже 0", exact=False).first
    ).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Улучшение неслучайно")
    assert (axe_problems(page), is_wider(page, DESKTOP["width"])) == ([], False)


def assess(curator):
    """What surveys and measures have said stands beside the indicators; five in full and four in part are 14."""
    page = curator.page
    curator.menu("Мониторинг")
    curator.follow("Оценка 0–18")
    curator.press("Начать оценку")
    expect(page.get_by_role("main")).to_contain_text("Параметры, где улучшение неслучайно: 1 из 1")
    assert axe_problems(page) == []
    for number in range(1, 10):
        page.get_by_role("radio", name=f"Показатель {number}: {2 if number <= 5 else 1}").check()
    page.get_by_label("Чем подтверждена оценка показателя 7").fill("отзывы двух партнёров")
    curator.press("Проверить и завершить")
    expect(page.get_by_text("Оценка завершена: 14 из 18, допустимый уровень.").first).to_be_visible()


def write_report(curator):
    page = curator.page
    curator.menu("Мониторинг")
    curator.follow("Отчёт")
    last = page.get_by_role("region", name=re.compile("Выводы и задачи"))
    last.get_by_role("textbox").fill(CONCLUSION)
    curator.press("Сохранить вывод", inside=last)
    assert axe_problems(page) == []
    curator.press("Подготовить к подписи")
    page.wait_for_load_state()


def sign(director):
    page = director.page
    director.sign_in("director")
    director.go("documents/")
    director.follow("О результатах мониторинга", exact=False, inside=page.get_by_role("main"))
    assert not is_wider(page, NARROW_PHONE["width"])
    page.get_by_label("Номер").fill(NUMBER)
    page.get_by_label("Дата").fill(f"{timezone.localdate():%Y-%m-%d}")
    director.press("Отметить: подписан на бумаге")
    expect(page.get_by_role("heading", name="Документ подписан")).to_be_visible()


def read_papers(director):
    """The paper says what the pages said, and names nobody who took part."""
    said = (NUMBER, CONCLUSION, TASK_WORDS, CLEAR, MARK, "6 из 6", "14 баллов из 18")
    paper = pdf_text(director.download("Открыть подписанный PDF"))
    assert [words for words in said if words not in paper] == []
    assert [name for name in (*PEOPLE, LIVELY) if name in paper] == []
    word = open_docx(BytesIO(director.download("Файл Word")))
    assert CONCLUSION in "\n".join(one.text for one in word.paragraphs)
