from __future__ import annotations

import pytest
from django.test import RequestFactory

from programs.views.acting import next_of


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("/sosh59/2026-2027/approvals/?page=2", "/sosh59/2026-2027/approvals/?page=2"),
        ("", "/here/"),
        ("1", "/here/"),
        ("programs:dashboard", "/here/"),
        ("//evil.example/", "/here/"),
        ("https://evil.example/", "/here/"),
        ("javascript:alert(1)", "/here/"),
        ("/\\\\evil.example/", "/here/"),
    ],
)
def test_next_page_is_an_address_of_this_site_or_the_usual_one(asked, expected):
    request = RequestFactory().post("/", {"next": asked})

    assert next_of(request, "/here/") == expected
