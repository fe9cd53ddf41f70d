"""A conference from the plan to its signed protocol: taps on the phone, guests of the ceremony beside it."""

import pytest
from django.utils import timezone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402
from tests.factories import make_class, make_mentee, make_person  # noqa: E402

PUPIL = "Лебедев Артём Ильич"


@pytest.fixture
def year(live_server):
    program = open_school_year()
    with scope(school=program.school):
        for last, first, middle in (("Лебедев", "Артём", "Ильич"), ("Орлова", "Вера", "Петровна")):
            person = make_person(
                program,
                school_class=make_class(program, 7, "А"),
                last_name=last,
                first_name=first,
                middle_name=middle,
            )
            make_mentee(program, person)
    return program


def test_conference_is_planned_counted_by_taps_and_proved_by_a_protocol(year, new_page):
    curator = Visitor(new_page(viewport=NARROW_PHONE), f"/{year.school.slug}/{year.label}/")
    page = curator.page
    curator.sign_in("curator")
    curator.go("events/add/")
    curator.follow("Ученическая конференция", exact=False)
    page.get_by_label("Дата").fill(f"{timezone.localdate():%Y-%m-%d}")
    curator.press("Запланировать событие")
    expect(page.get_by_text("Событие запланировано.").first).to_be_visible()

    curator.follow("Кто был")
    assert axe_problems(page) == []
    assert not is_wider(page, NARROW_PHONE["width"])
    here = page.get_by_role("button", name=f"Здесь: {PUPIL}")
    here.click()
    expect(here).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Были: 1, не отмечены: 1 из 2")).to_be_visible()

    curator.follow("Протокол")
    page.get_by_label("Председатель").fill("Ершова Нина Викторовна")
    page.get_by_label("Слушали и решили").fill("Слушали: о наставничестве\nРешили: собрать заявки до пятницы")
    page.get_by_label("Приложить список присутствовавших по фамилиям").check()
    curator.press("Подготовить протокол к подписи")
    expect(page.get_by_role("heading", name="Протокол ученической конференции", exact=False)).to_be_visible()
    printed = pdf_text(curator.download("Открыть проект в PDF"))
    assert "собрать заявки до пятницы" in printed
    assert PUPIL in printed
