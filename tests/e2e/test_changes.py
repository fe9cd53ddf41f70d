"""Before and after in every look: chart, words, table, who got worse, what only the psychologist sees."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from monitoring.models import Parameter  # noqa: E402
from programs.models import User  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402
from tests.monitoring.changes_world import (  # noqa: E402
    make_parameter,
    measure_people,
    measure_twice,
)

TEN = [*[(3, 3.5)] * 7, (3.2, 3.2), (3.5, 3.1), (4, 4.2)]
LOOKS = (
    ({"width": 1440, "height": 900}, "light"),
    ({"width": 1440, "height": 900}, "dark"),
    (NARROW_PHONE, "dark"),
)


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_before_and_after_are_read_on_a_phone(year, new_page):
    with scope(school=year.school):
        by = User.objects.get(username="curator")
        people = measure_twice(make_parameter(year), TEN, by)
        measure_people(Parameter.objects.get(program=year, code="anxiety"), people, [(40, 30)] * 10, by)
    curator = Visitor(new_page(viewport=NARROW_PHONE), f"/{year.school.slug}/{year.label}/")
    page = curator.page

    curator.sign_in("curator")
    curator.go("monitoring/changes/")
    expect(page.get_by_role("img", name="Средний балл по предмету запроса: до и после").last).to_be_visible()
    expect(page.get_by_text("показатель вырос")).to_be_visible()
    check(page)
    page.get_by_text("Показать одного").click()
    expect(page.get_by_text("−0,40")).to_be_visible()
    curator.go("monitoring/changes/")
    page.get_by_text("Другой параметр").click()
    page.get_by_role("link", name="Школьная тревожность").first.click()
    expect(page.get_by_text("Значения видит только психолог")).to_be_visible()
    check(page)


def check(page):
    for viewport, scheme in LOOKS:
        page.set_viewport_size(viewport)
        page.emulate_media(
            color_scheme=scheme, reduced_motion="reduce"
        )  # colours that move have no contrast yet
        assert not is_wider(page, viewport["width"])
        assert axe_problems(page) == []
    page.set_viewport_size(NARROW_PHONE)
    page.emulate_media(color_scheme="light")
