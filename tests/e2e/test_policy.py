"""Pages obey the content policy in a real browser: `new_page` fails the test on any complaint of the console."""

import pytest
from django_scopes import scope

from mentoring_site.permissions import Role
from tests.e2e.conftest import NARROW_PHONE
from tests.e2e.walk import is_wider
from tests.factories import make_member, make_program, make_school

PASSWORD = "correct horse battery"


@pytest.mark.parametrize("address", ["/", "/nowhere/"])
def test_page_before_sign_in_fits_a_phone_and_breaks_no_policy(new_page, address):
    make_school()  # an empty site leads to the first start
    page = new_page(viewport=NARROW_PHONE)

    response = page.goto(address)

    assert response.status == (200 if address == "/" else 404)
    assert not is_wider(page, NARROW_PHONE["width"])


def test_admin_forms_and_lists_break_no_policy(new_page):
    school = make_school()
    with scope(school=school):
        make_program(school)
    curator = make_member(school, Role.CURATOR, username="curator-1")
    curator.set_password(PASSWORD)
    curator.save()
    page = new_page()
    page.goto("/")
    page.fill("[name=username]", "curator-1")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/2026-2027/")

    statuses = [
        page.goto(address).status
        for address in (
            "/admin/",
            "/admin/programs/user/",
            "/admin/programs/schoolclass/add/",
            "/admin/participants/person/",
        )
    ]

    assert statuses == [200, 200, 200, 200]
