"""Pages obey the content policy in a real browser: `new_page` fails the test on any complaint of the console."""

import pytest
from django.contrib.auth import get_user_model

from tests.e2e.conftest import NARROW_PHONE

PASSWORD = "correct horse battery"


@pytest.mark.parametrize("address", ["/", "/nowhere/"])
def test_page_before_sign_in_fits_a_phone_and_breaks_no_policy(new_page, address):
    page = new_page(viewport=NARROW_PHONE)

    response = page.goto(address)

    assert response.status == (200 if address == "/" else 404)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW_PHONE["width"]


def test_admin_forms_and_lists_break_no_policy(new_page):
    get_user_model().objects.create_superuser(username="admin-1", password=PASSWORD)
    page = new_page()
    page.goto("/")
    page.fill("[name=username]", "admin-1")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/home/")

    statuses = [
        page.goto(address).status
        for address in ("/admin/", "/admin/axes/accessattempt/", "/admin/axes/accesslog/")
    ]

    assert statuses == [200, 200, 200]
