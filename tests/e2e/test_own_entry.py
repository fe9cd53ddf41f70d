"""A mentor applies to a contest from his phone, the curator reads it among the others and takes it to the jury."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from mentoring_site.permissions import Role  # noqa: E402
from participants.models import Mentor  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import PASSWORD, Visitor, axe_problems, is_wider, open_school_year  # noqa: E402
from tests.factories import make_member, make_mentor  # noqa: E402
from tests.monitoring.makers_award import make_contest  # noqa: E402

PDF = {"name": "урок.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 1"}


@pytest.fixture
def year(live_server):
    return open_school_year()


@pytest.fixture
def mentor(year) -> Mentor:
    """With a contest that he may apply to himself."""
    with scope(school=year.school):
        found = make_mentor(year)
        found.person.user = make_member(year.school, Role.MENTOR)
        found.person.user.set_password(PASSWORD)
        found.person.user.save()
        found.person.save(update_fields=["user"])
        curator = year.school.memberships.get(role=Role.CURATOR).user
        make_contest(year, curator, takes_own=True)
    return found


def test_mentor_applies_from_his_phone_and_the_curator_admits_it(year, mentor, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    phone, curator = Visitor(new_page(viewport=NARROW_PHONE), home), Visitor(new_page(), home)

    phone.sign_in(mentor.person.user.username)
    phone.follow("Конкурсы для наставников")
    assert axe_problems(phone.page) == []
    phone.follow("Подать заявку: Наставник года")
    assert (axe_problems(phone.page), is_wider(phone.page, 390)) == ([], False)
    phone.press("Подать заявку")
    expect(phone.page.get_by_text("Опишите свою работу").first).to_be_visible()
    phone.page.get_by_label("О вашей работе").fill("Разобрали с Матвеем дроби")
    phone.page.get_by_label("Файл").set_input_files(PDF)
    phone.press("Подать заявку")
    expect(phone.page.get_by_text("Заявка подана")).to_be_visible()
    phone.follow("Наставник года")
    assert (axe_problems(phone.page), is_wider(phone.page, 390)) == ([], False)

    curator.sign_in("curator")
    curator.go("recognition/contests/")
    curator.follow("Наставник года", exact=False)
    expect(curator.page.get_by_text("своя заявка, с файлом")).to_be_visible()
    curator.follow(mentor.person.full_name)
    expect(curator.page.get_by_text("Наставник подал заявку сам")).to_be_visible()
    expect(curator.page.get_by_role("link", name="урок.pdf")).to_be_visible()
    curator.press("Допустить заявку")
    phone.page.reload()
    expect(phone.page.get_by_text("Заявка уже допущена")).to_be_visible()
