"""The class teacher with a stack of papers and a phone: guardian and teenager, scan, withdrawal, nobody is paired."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from mentoring_site.permissions import Role  # noqa: E402
from participants.models import Consent, DestructionTask, Representative  # noqa: E402
from programs.models import AuditEvent  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import PASSWORD, Visitor, axe_problems, is_wider, open_school_year  # noqa: E402
from tests.factories import (  # noqa: E402
    make_class,
    make_consent,
    make_member,
    make_mentee,
    make_mentor,
    make_person,
)


@pytest.fixture
def year(live_server):
    return open_school_year()


def people_of_a_class(year):
    """A teacher of 9 «А» with one pupil of 15 there, a pupil elsewhere, a mentor who may be paired."""
    with scope(school=year.school):
        teacher = make_member(year.school, Role.CLASS_TEACHER, username="class-teacher")
        teacher.set_password(PASSWORD)
        teacher.save()
        ninth = make_class(year, 9, "А", teacher)
        pupil = make_person(
            year,
            school_class=ninth,
            last_name="Панова",
            first_name="Алиса",
            birth_year=year.first_year - 15,
        )
        make_mentee(year, pupil)
        Representative.objects.create(
            school=year.school, person=pupil, full_name="Панова Мария Сергеевна", kinship="мать"
        )
        make_mentee(year, make_person(year, last_name="Чужова"))
        mentor = make_mentor(year)
        make_consent(mentor.person, teacher, signed_on=year.starts)
    return pupil, mentor


def test_stack_of_a_class_with_guardian_and_teenager_on_a_phone(year, new_page):
    pupil, mentor = people_of_a_class(year)
    home = f"/{year.school.slug}/{year.label}/"
    teacher = Visitor(new_page(viewport=NARROW_PHONE), home)
    page = teacher.page
    teacher.sign_in("class-teacher")

    teacher.go("consents/")
    teacher.follow("Записать стопку")
    expect(page.get_by_text("подписывают родитель и подросток")).to_be_visible()
    assert "Чужова" not in teacher.said()
    assert axe_problems(page) == []
    page.get_by_label("Где лежит оригинал").fill("папка 9 «А»")
    page.get_by_role("link", name="отметить всех").first.click()
    expect(page.get_by_role("checkbox", name="Панова Алиса Петрович: Участие в программе")).to_be_checked()
    expect(page.get_by_label("Где лежит оригинал")).to_have_value("папка 9 «А»")
    teacher.press("Записать согласия")
    expect(page.get_by_text("Записано 1").first).to_be_visible()

    teacher.go(f"consents/people/{pupil.pk}/")
    assert axe_problems(page) == []
    expect(page.get_by_text("Представитель и подросток").first).to_be_visible()
    page.get_by_label("На что согласие").select_option("testing")
    page.get_by_label("Законный представитель").select_option(label="Панова Мария Сергеевна")
    page.get_by_label("Скан, если нужен").set_input_files(
        {"name": "лист.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 scan"}
    )
    teacher.press("Записать согласие")
    expect(page.get_by_text("Представитель и подросток: Панова Мария Сергеевна")).to_be_visible()
    for _ in range(2):  # a file leaves the page as it is: the button works again
        with page.expect_download() as download:
            page.get_by_role("button", name="Открыть скан").click()
        assert download.value.suggested_filename == "лист.pdf"

    page.get_by_role("link", name="Отозвать: участие в программе").click()
    dialog = page.get_by_role("dialog", name="Отозвать согласие?").filter(visible=True)
    dialog.get_by_label("Причина или реквизиты заявления").fill("заявление матери")
    dialog.get_by_role("button", name="Отозвать согласие").click()
    expect(page.get_by_text("Закреплять в пару нельзя").first).to_be_visible()

    curator = Visitor(new_page(), home)
    curator.sign_in("curator")
    curator.go(f"pairs/add/?mentor={mentor.pk}")
    assert "нет согласия" in curator.said()
    assert "Панова Алиса" not in [
        box.get_attribute("aria-label") for box in curator.page.get_by_role("checkbox").all()
    ]
    with scope(school=year.school):
        assert dict(Consent.objects.filter(person=pupil).values_list("purpose", "given_by")) == {
            "participation": "both",
            "testing": "both",
        }
        assert DestructionTask.objects.get().person == pupil
        assert AuditEvent.objects.filter(action="consent.scan_view", target_id=pupil.pk).count() == 2


def test_blanks_by_class_fit_the_phone(year, new_page):
    people_of_a_class(year)
    curator = Visitor(new_page(viewport=NARROW_PHONE), f"/{year.school.slug}/{year.label}/")
    curator.sign_in("curator")

    curator.go("consents/")
    curator.follow("Напечатать бланки")

    expect(curator.page.get_by_role("heading", level=1, name="Бланки согласий")).to_be_visible()
    assert axe_problems(curator.page) == []
    assert not is_wider(curator.page, NARROW_PHONE["width"])
    data = curator.page.request.get(
        curator.page.get_by_role("link", name="Напечатать 1 бланк").first.get_attribute("href")
    )
    assert data.body().startswith(b"%PDF")
