"""Two promises of every route: a POST without the page's token does nothing, and a GET writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver

from mentoring_site.permissions import Role
from programs.registries.papers import DOCUMENT_KINDS, DocumentKind
from programs.tenancy import program_url
from tests.access_matrix import GET, MATRIX
from tests.access_world import World, arguments_of
from tests.factories import make_member

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
SOME = {"int": "1", "base": "mentors"}
WRITTEN = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
PAPERS = (
    "_pdf",
    "_docx",
    "_blanks",
    "_sample",
)  # drawn for seconds; what they read, the pages beside them read too


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here
        else:
            yield from _patterns(entry, here)


def _address(pattern: str, school: str, year: str) -> str:
    """An address of the pattern with anything in place of its arguments."""
    known = {"school": school, "year": year}
    return "/" + PART.sub(lambda part: known.get(part[2]) or SOME.get(part[1], "some"), pattern)


@pytest.fixture
def everybody(program):
    """A member who may do all that anybody may: refusals are not for want of a right."""
    return make_member(program.school, *[role for role in Role if role != Role.COORDINATOR])


@pytest.mark.django_db
def test_every_post_without_the_token_is_refused(program, caplog):
    """Nobody is signed in: the token is asked before the sign-in, and the answer is made sooner."""
    client = Client(enforce_csrf_checks=True)
    addresses = [
        _address(pattern, program.school.slug, program.label)
        for pattern in _patterns(get_resolver())
        if not pattern.startswith("admin/")  # Django's own
    ]

    written: list[str] = []
    with connection.execute_wrapper(_noting(written)):
        let_in = [address for address in addresses if client.post(address).status_code != 403]

    refused = [record for record in caplog.records if record.name == "django.security.csrf"]
    assert (let_in, written, len(refused)) == ([], [], len(addresses))


@pytest.mark.django_db
def test_token_of_a_page_lets_its_post_in(program, everybody):
    client = Client(enforce_csrf_checks=True)
    client.force_login(everybody)
    url = program_url(program, "participants:mentee_add")
    page = client.get(url).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)

    assert client.post(url, {"csrfmiddlewaretoken": token[1]}).status_code in (200, 302, 422)
    assert client.post(url).status_code == 403


@pytest.mark.django_db
def test_no_get_writes_anything(program, everybody, sign_in, monkeypatch):
    monkeypatch.setitem(
        DOCUMENT_KINDS, "test_paper", DocumentKind("test_paper", "Проверка", "reports/base_report.html")
    )
    world, client = World(program), sign_in(everybody)
    assert all((world.assessment, world.step))  # pages of «the present one» need one to show
    found: dict[str, list[str]] = {}
    for name in [name for name, rule in MATRIX.items() if rule[0] == GET and not name.endswith(PAPERS)]:
        url = _url(name, world)
        written: list[str] = []
        with connection.execute_wrapper(_noting(written)):
            client.get(url)
        if written:
            found[name] = written

    assert found == {}


@pytest.mark.django_db
def test_note_of_what_is_written_sees_a_write(everybody):
    written: list[str] = []
    with connection.execute_wrapper(_noting(written)):
        everybody.save()

    assert written == ["programs_user"]


def _url(name: str, world: World) -> str:
    try:
        return program_url(world.program, name)
    except NoReverseMatch:
        return program_url(world.program, name, **arguments_of(name, world))


def _noting(written: list[str]) -> Callable[..., Any]:
    """Keeps the tables that are written to; the visitor's own session is none of the school's."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        table = WRITTEN.match(sql)
        if table and table[1] != "django_session":
            written.append(table[1])
        return execute(sql, params, many, context)

    return note
