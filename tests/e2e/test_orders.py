"""Life changes pairs by orders: a member leaves a living group, a pair ends; the text goes to Word and to the site."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document as open_docx

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from pairing.models import Pair  # noqa: E402
from pairing.services.plans import approve_plan, submit_plan  # noqa: E402
from programs.models import User  # noqa: E402
from programs.services.documents import sign_document  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402
from tests.pairing.makers import make_pair, ready_mentee, ready_mentor  # noqa: E402
from tests.pairing.test_orders import named  # noqa: E402

LEAVES, STAYS = "Мамедов Руслан Тимурович", "Тер-Петросян Анна Кареновна"


@pytest.fixture
def group(live_server):
    program = open_school_year()
    with scope(school=program.school):
        curator = User.objects.get(username="curator")
        mentor = named(
            program, curator, ready_mentor, "Захарова Елизавета Романовна", places=3, takes_group=True
        )
        mentees = [named(program, curator, ready_mentee, name) for name in (LEAVES, STAYS)]
        model = mentor.form.interaction_models.get(code="equal_equal")
        pair = make_pair(program, curator, mentor=mentor, mentees=mentees, model=model)
        order = approve_plan(plan=submit_plan(program=program, pairs=[pair], by=curator), by=curator).order
        sign_document(document=order, number="1-р", date=timezone.localdate(), by=curator)
        return Pair.objects.with_people().get(pk=pair.pk)


def test_group_changes_and_ends_by_orders(group, new_page):
    home = f"/{group.program.school.slug}/{group.program.label}/"
    curator = Visitor(new_page(), home)
    director = Visitor(new_page(viewport=NARROW_PHONE), home)
    curator.sign_in("curator")
    director.sign_in("director")

    change_group(curator, group)
    sign(director, "Об изменении состава наставнической группы", "52-р")
    left_by_order(curator, group)
    dissolve(curator, group)
    prepare_the_end(curator)
    sign(director, "О прекращении работы наставнических пар и групп", "53-р")
    ended(curator)


def change_group(curator, group):
    page = curator.page
    curator.go(f"pairs/{group.pk}/")
    curator.follow("Изменить состав")
    page.get_by_label("Мамедов Руслан", exact=True).check()
    page.get_by_label("Основание: Мамедов Руслан").fill("перевод в другой класс")
    curator.press("Подготовить распоряжение")
    expect(page.get_by_role("heading", level=1)).to_have_text("Текст распоряжения")
    assert axe_problems(page) == []
    curator.press("Добавить пункт")
    page.get_by_role("textbox", name="Пункт 6").fill("Разместить распоряжение на стенде.")
    curator.press("Поднять пункт 6", exact=True)
    expect(page.get_by_role("textbox", name="Пункт 5")).to_have_value("Разместить распоряжение на стенде.")
    page.get_by_text("Добавить из списка").click()
    page.get_by_text("Целевая модель наставничества (Р-145)").click()
    page.locator(".save-bar").get_by_role("button", name="Сохранить текст").click()
    expect(page.get_by_text("Текст распоряжения сохранён.").first).to_be_visible()
    docx = open_docx(BytesIO(curator.download("Файл Word")))
    said = "\n".join(paragraph.text for paragraph in docx.paragraphs)
    assert "Вывести с" in said
    assert "Мамедова Руслана Тимуровича" in said
    assert "5. Разместить распоряжение на стенде." in said
    public = pdf_text(curator.download("Публичный вариант, PDF"))
    assert "Мамедов" not in public
    assert "Р-145" in public


def sign(director, title, number):
    page = director.page
    director.go("documents/?state=to_sign")
    director.follow(title, exact=False)
    assert not is_wider(page, NARROW_PHONE["width"])
    page.get_by_label("Номер").fill(number)
    director.press("Отметить: подписан на бумаге")
    expect(page.get_by_text("Документ больше не меняется.").first).to_be_visible()


def left_by_order(curator, group):
    curator.go(f"pairs/{group.pk}/")
    today = f"{timezone.localdate():%d.%m.%Y}"
    assert f"по {today}" in curator.said()
    assert f"№ 52-р от {today}" in curator.said()


def dissolve(curator, group):
    """Early, by the closing wizard."""
    page = curator.page
    curator.follow("Завершить пару")
    page.get_by_label("Нет, закрываем без неё").check()
    for _ in range(3):
        curator.press("Продолжить")
    page.get_by_label("Прекращена раньше срока").check()
    page.get_by_label("Причина").select_option(label="Переезд или перевод в другую школу")
    curator.press("Продолжить")
    curator.press("Продолжить")
    page.get_by_role("button", name=re.compile("^(Завершить|Прекратить)")).click()
    expect(page.get_by_text("Нет приказа о прекращении").first).to_be_visible()


def prepare_the_end(curator):
    curator.go("pairs/")
    curator.follow("Подготовить распоряжение")
    curator.press("Подготовить распоряжение")
    expect(curator.page.get_by_role("heading", level=1)).to_have_text("Текст распоряжения")


def ended(curator):
    curator.go("pairs/")
    assert "нет приказа о прекращении" not in curator.said()
