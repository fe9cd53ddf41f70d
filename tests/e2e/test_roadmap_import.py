"""A school's own map is pasted, reviewed, written, handed over and approved."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402

TEXT = (
    "№ п/п\tЭтап\tМероприятия\tСрок\tОтветственный исполнитель\tВид документа\n"
    "1.1\tI. Подготовка\tПриказ о наставничестве\tкогда получится\tДиректор\tПриказ\n"
    "1.2\t\tФормирование базы наставников\tноябрь\tКуратор; рабочая группа\tБаза\n"
    "2.1\tII. Итоги\tФорум наставников\tпо отдельному плану\tОрлова Е. А.\tПрограмма форума\n"
    "Директор школы ____________\n"
)


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_own_map_is_pasted_reviewed_written_and_approved(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator = Visitor(new_page(), home)
    curator.sign_in("curator")

    paste(curator)
    review(curator)
    write(curator)
    curator.confirm("Передать директору", title="Передать карту директору?", answer="Передать директору")
    director = Visitor(new_page(viewport=NARROW_PHONE), home)
    director.sign_in("director")
    director.go("roadmap/")
    director.confirm("Утвердить карту", title="Утвердить дорожную карту?", answer="Утвердить карту")

    text = pdf_text(director.page.request.get(f"{home}roadmap/pdf/?columns=5").body())
    for words in (
        "УТВЕРЖДАЮ",
        "I. Подготовка",
        "1.2 Формирование базы",
        "когда получится",
        "Программа форума",
    ):
        assert words in text


def paste(curator):
    curator.go("roadmap/")
    curator.follow("Загрузить карту")
    curator.page.get_by_label("Вставить таблицу").fill(TEXT)
    curator.press("Прочитать карту")
    expect(curator.page.get_by_label("Загрузить столбец «Этап» как")).to_have_value("stage")
    assert axe_problems(curator.page) == []
    curator.press("Проверить строки")


def review(curator):
    """Two rows are doubtful: a term that gives no day, a person whose role is not known."""
    page = curator.page
    expect(page.get_by_text("проверить: срок")).to_be_visible()
    term, person = (
        page.locator("tr", has_text="Приказ о наставничестве"),
        page.locator("tr", has_text="Орлова Е. А."),
    )
    page.set_viewport_size({"width": 1440, "height": 2000})  # the bar of buttons lies over no field
    assert axe_problems(page) == []
    page.set_viewport_size(NARROW_PHONE)
    assert not is_wider(page, NARROW_PHONE["width"])
    person.get_by_label("Социальный педагог").check()
    curator.press("Сохранить ответы")
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.get_by_text("Осталось проверить: 1")).to_be_visible()
    curator.press("Поставить весь год шагам без дат (1)")
    expect(page.get_by_text("Сомнений не осталось")).to_be_visible()
    expect(term.get_by_text("Даты всей Программы поставлены вами")).to_be_visible()
    curator.press("К записи")


def write(curator):
    page = curator.page
    expect(page.get_by_text("стоит под таблицей")).to_be_visible()
    page.get_by_label("Заменить черновик карты").check()
    curator.press("Записать черновик карты")
    expect(page.get_by_text("3 шага в черновике")).to_be_visible()
    curator.follow("Открыть карту")
    expect(page.get_by_text("II. Итоги")).to_be_visible()
