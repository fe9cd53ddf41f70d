"""A roadmap that lives: brought from a paste, approved, closed by what the data say, revised, put into the folder."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from programs.models import Batch  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402

TEXT = (
    "№ п/п\tЭтап\tМероприятия\tСрок\tОтветственный исполнитель\tВид документа\n"
    "1.1\tI. Подготовка\tИнформирование педагогического сообщества образовательной организации о реализации "
    "Программы наставничества\tсентябрь\tКуратор\tПротокол\n"
    "1.2\t\tПриказ о наставничестве\tкогда получится\tДиректор\tПриказ\n"
    "2.1\tII. Итоги\tФорум наставников\tпо отдельному плану\tОрлова Е. А.\tПрограмма форума\n"
    "Директор школы ____________\n"
)
REASON = "Форум переносим на весну"


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_own_map_is_brought_closed_by_evidence_revised_and_put_into_the_folder(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator, director = Visitor(new_page(), home), Visitor(new_page(viewport=NARROW_PHONE), home)
    curator.sign_in("curator")
    director.sign_in("director")

    paste(curator)
    review(curator)
    write(curator)
    approve(curator, director, "Утвердить дорожную карту?")
    printed = pdf_text(director.page.request.get(f"{home}roadmap/pdf/?columns=5").body())
    for words in ("УТВЕРЖДАЮ", "I. Подготовка", "1.2 Приказ", "когда получится", "Программа форума"):
        assert words in printed

    hold_council(curator)
    close_by_evidence(curator)
    revise(curator)
    approve(curator, director, "Утвердить дорожную карту?")
    director.go("roadmap/revisions/")
    assert REASON in director.said()
    director.go("roadmap/1/")
    assert "выполнен" in director.said().lower()  # progress came over into the next revision
    take_folder(curator, year)


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
    person = page.locator("tr", has_text="Орлова Е. А.")
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
    curator.press("К записи")


def write(curator):
    page = curator.page
    expect(page.get_by_text("стоит под таблицей")).to_be_visible()
    page.get_by_label("Заменить черновик карты").check()
    curator.press("Записать черновик карты")
    expect(page.get_by_text("3 шага в черновике")).to_be_visible()
    curator.follow("Открыть карту")
    expect(page.get_by_text("II. Итоги")).to_be_visible()


def approve(curator, director, title):
    curator.confirm("Передать директору", title="Передать карту директору?", answer="Передать директору")
    expect(curator.page.get_by_text("передана директору").first).to_be_visible()
    director.go("approvals/")
    director.confirm("Утвердить карту", title="Утвердить карту", answer="Утвердить карту")


def hold_council(curator):
    """An event with who was there; it is what step 1 wants."""
    page = curator.page
    curator.go("events/add/")
    curator.follow("Педагогический совет", exact=False)
    page.get_by_label("Дата").fill(f"{timezone.localdate():%Y-%m-%d}")
    curator.press("Запланировать событие")
    page.get_by_role("main").get_by_role("link", name="Отметить проведённым").click()
    dialog = page.get_by_role("dialog", name="Событие прошло?")
    dialog.get_by_label("Сколько человек было").fill("41")
    dialog.get_by_role("button", name="Отметить проведённым").click()
    expect(page.get_by_text("41").first).to_be_visible()


def close_by_evidence(curator):
    curator.go("roadmap/proposals/")
    assert "41" in curator.said()
    assert axe_problems(curator.page) == []
    curator.press("Отметить выполненными")
    curator.go("roadmap/1/")
    assert "41" in curator.said()
    assert "Выполнен" in curator.said()


def revise(curator):
    page = curator.page
    curator.go("roadmap/")
    curator.confirm(
        "Новая редакция",
        title="Открыть новую редакцию?",
        answer="Открыть новую редакцию",
        **{"Что и почему меняется": REASON},
    )
    curator.follow("Изменить шаг № 2.1")
    page.get_by_label("Срок, как печатать").fill("апрель")
    page.get_by_label("Начало").fill("")
    page.get_by_label("Окончание").fill("")
    curator.press("Сохранить шаг")
    expect(page.get_by_text("изменено: 1")).not_to_have_count(0)


def take_folder(curator, year):
    """No worker runs here, so after a while the page offers to make the file at once."""
    page = curator.page
    curator.go("documents/folder/")
    curator.press("Собрать папку в ZIP")
    expect(page.get_by_text("Готовим файл")).to_be_visible()
    with scope(school=year.school):
        Batch.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=1))
    page.reload()
    curator.press("Приготовить сейчас")
    expect(page.get_by_text("Файл готов")).to_be_visible(timeout=60_000)
    with ZipFile(BytesIO(curator.download("Скачать файл"))) as folder:
        names = folder.namelist()
        contents = next(name for name in names if name.endswith("Опись.pdf"))
        listed = pdf_text(folder.read(contents))
    assert any("рожная карта" in name for name in names)
    assert "рожная карта" in listed
