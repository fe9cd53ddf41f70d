"""Interview and training: the curator plans, the psychologist fills on a phone, attendance by taps, a certificate."""

import pytest
from django.utils import timezone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from participants.enums import MentorStatus  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402
from tests.factories import make_class, make_mentor, make_person  # noqa: E402

MENTOR, SHORT = "Лебедев Артём Ильич", "Лебедев Артём"
COURSE, SESSION = "Школа наставника", "Первая встреча"


@pytest.fixture
def year(live_server):
    program = open_school_year()
    with scope(school=program.school):
        for last, first, middle in (("Лебедев", "Артём", "Ильич"), ("Орлова", "Вера", "Петровна")):
            person = make_person(
                program,
                school_class=make_class(program, 10, "А"),
                last_name=last,
                first_name=first,
                middle_name=middle,
            )
            make_mentor(program, person, status=MentorStatus.CANDIDATE, interviewed_on=None, trained_on=None)
    return program


def test_interview_and_training_from_the_plan_to_the_certificate(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator = Visitor(new_page(), home)
    psychologist = Visitor(new_page(viewport=NARROW_PHONE), home)
    phone = Visitor(new_page(viewport=NARROW_PHONE), home)
    today = f"{timezone.localdate():%Y-%m-%d}"

    plan_interviews(curator, today)
    fill_sheet(psychologist)
    plan_training(curator, today)
    mark_attendance(phone)
    complete_and_print(curator)
    admit(curator)


def plan_interviews(curator, today):
    page = curator.page
    curator.sign_in("curator")
    curator.menu("Отбор и обучение")
    page.get_by_label("Выбрать все на странице").check()
    curator.press("Назначить собеседование")
    page.get_by_label("Дата").fill(today)
    page.get_by_label("Место").fill("кабинет 214")
    curator.press("Назначить 2\xa0собеседования")
    expect(page.get_by_text("Назначено 2\xa0собеседования.").first).to_be_visible()
    assert MENTOR in pdf_text(curator.download("Напечатать бланки"))


def fill_sheet(psychologist):
    page = psychologist.page
    psychologist.sign_in("psychologist")
    psychologist.go("interviews/?tab=planned")
    psychologist.follow(SHORT)
    assert axe_problems(page) == []
    assert not is_wider(page, NARROW_PHONE["width"])
    for row in page.get_by_role("list").locator(".mark-row").all():
        row.get_by_label("2", exact=True).check()
    page.get_by_label("Кто присутствовал").fill("Мещерякова А. Б.")
    page.get_by_label("С участием педагога-психолога").check()
    psychologist.press("Провести собеседование")
    expect(page.get_by_text("Выберите заключение").first).to_be_visible()
    page.get_by_label("Рекомендован", exact=True).check()
    psychologist.press("Провести собеседование")
    expect(page.get_by_text("Собеседование проведено: рекомендован.").first).to_be_visible()
    assert "Мещерякова А. Б." in pdf_text(psychologist.download("Лист в PDF"))


def plan_training(curator, today):
    page = curator.page
    curator.menu("Отбор и обучение")
    curator.follow("Обучение", inside=page.get_by_role("navigation", name="Отбор и обучение"))
    curator.follow("Добавить программу обучения")
    page.get_by_label("Название").fill(COURSE)
    page.get_by_label("Часов для зачёта").fill("1,5")
    curator.press("Сохранить программу")
    curator.follow("Запланировать занятие")
    page.get_by_label("Тема").fill(SESSION)
    page.get_by_label("Дата").fill(today)
    page.get_by_label("Часов").fill("1,5")
    curator.press("Сохранить занятие")
    expect(page.get_by_role("region", name="Занятия")).to_contain_text(SESSION)


def mark_attendance(phone):
    """Two taps: one by htmx, the other taken away again."""
    page = phone.page
    phone.sign_in("curator")
    phone.go("training/")
    phone.follow(COURSE)
    phone.follow(SESSION)
    assert axe_problems(page) == []
    assert not is_wider(page, NARROW_PHONE["width"])
    here = page.get_by_role("button", name=f"Здесь: {MENTOR}")
    assert here.bounding_box()["height"] >= 44
    here.click()
    expect(here).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Были: 1, не отмечены: 1 из 2")).to_be_visible()
    other = page.get_by_role("button", name="Нет: Орлова Вера Петровна")
    other.click()
    expect(other).to_have_attribute("aria-pressed", "true")
    other.click()
    expect(other).to_have_attribute("aria-pressed", "false")


def complete_and_print(curator):
    page = curator.page
    page.reload()
    curator.follow("Зачесть обучение 1\xa0наставнику")
    curator.press("Зачесть обучение 1\xa0наставнику")
    expect(page.get_by_text("Обучение зачтено 1\xa0наставнику.", exact=False).first).to_be_visible()
    words = pdf_text(curator.download("Все сертификаты"))
    expected = [MENTOR, "1,5 часа", COURSE, "Н. В. Ершова"]
    assert [word for word in expected if word not in words] == []


def admit(curator):
    """Both dates came from the room, nobody typed them."""
    page = curator.page
    curator.menu("Наставники")
    curator.follow(SHORT)
    curator.press("Допустить к наставничеству")
    curator.follow("Отбор и обучение", inside=page.get_by_role("navigation", name="Разделы карточки"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("рекомендован")
    expect(main).to_contain_text("Нет согласия")
