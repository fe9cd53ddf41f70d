import logging
import re
import sys

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from mentoring_site.logs import SafeLineFilter
from mentoring_site.permissions import Role
from programs.tenancy import program_url
from tests.factories import make_member, make_school


@pytest.mark.django_db
def test_unknown_address_is_a_helpful_404(client):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "Такой страницы нет" in response.content.decode()


@pytest.mark.django_db
def test_unexpected_error_shows_the_number_that_the_log_holds(client, monkeypatch, caplog):
    def broken():
        raise ZeroDivisionError("Иванов Пётр")

    monkeypatch.setattr("mentoring_site.health.disk_problems", broken)
    client.raise_request_exception = False

    response = client.get("/readyz")

    number = re.search(r"\b[0-9a-f]{8}\b", response.content.decode())[0]
    record = next(record for record in caplog.records if record.name == "django.request")
    SafeLineFilter().filter(record)
    assert response.status_code == 500
    assert record.error_number == number
    assert "Иванов" not in response.content.decode()


@pytest.mark.django_db
def test_form_without_its_token_is_refused_in_russian():
    make_school()  # an empty site leads to the first start

    response = Client(enforce_csrf_checks=True).post("/", {"username": "a", "password": "b"})

    assert response.status_code == 403
    assert "Страница устарела" in response.content.decode()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Not Found: /a/Zx9-secret/", "Not Found: /a/***/"),
        ("Gone: /me/Zx9?x=1", "Gone: /me/***?x=1"),
        ("Not Found: /sosh59/2026-2027/a/list/", "Not Found: /sosh59/2026-2027/a/list/"),
        ("two\nlines\x1b[31m", "two\\nlines?[31m"),
    ],
)
def test_log_line_hides_personal_links_and_control_characters(message, expected):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, None, None)

    SafeLineFilter().filter(record)

    assert record.getMessage() == expected


def _record(error, *, name="django.request", level=logging.ERROR):
    try:
        raise error
    except type(error):
        return logging.LogRecord(name, level, __file__, 1, "Forbidden: /x/", None, sys.exc_info())


def test_refused_request_is_one_line_of_the_log():
    record = _record(PermissionDenied(), level=logging.WARNING)

    SafeLineFilter().filter(record)

    assert logging.Formatter("%(message)s").format(record) == "Forbidden: /x/"


@pytest.mark.django_db
def test_missing_right_writes_no_trace(program, sign_in, caplog):
    client = sign_in(make_member(program.school, Role.MENTEE))

    assert client.get(program_url(program, "programs:audit_list")).status_code == 403

    record = next(record for record in caplog.records if record.name == "django.request")
    SafeLineFilter().filter(record)
    assert logging.Formatter("%(message)s").format(record).startswith("Forbidden")
    assert "\n" not in logging.Formatter("%(message)s").format(record)


def test_trace_of_an_error_keeps_its_place_and_hides_whose_data_it_was():
    record = _record(
        ValueError("violates a constraint\nDETAIL:  Failing row contains (12, Иванов\nПётр).\n/me/Zx9/")
    )

    SafeLineFilter().filter(record)

    line = logging.Formatter("%(message)s").format(record)
    assert "test_errors.py" in line
    assert line.endswith("violates a constraint\nDETAIL: ***")
