"""Every route × every role × a foreign school: who may enter is declared once and proved here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django_scopes import scope

from mentoring_site import errors
from mentoring_site.permissions import ROLE_PERMISSIONS, SEES_WHOLE_SCHOOL, Role
from programs.models.school import RESERVED_SLUGS
from programs.registries.papers import DOCUMENT_KINDS, DocumentKind
from programs.services.structure import appoint_substitute
from programs.tenancy import program_url
from tests.access_matrix import GET, MATRIX, OPEN_TO_ALL, POST
from tests.access_world import World, arguments_of
from tests.factories import make_member, make_program, make_school

OWN_TESTS = ("admin:",)  # tests/programs/test_admin.py
LET_IN = {200, 204, 302, 400, 409, 422}
SCHOOL_ROLES = [role for role in Role if role != Role.COORDINATOR]


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def has_arguments(self) -> bool:
        return self.pattern.count("<") > 2


def _walk(resolver: URLResolver, pattern: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = pattern + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(":".join([*spaces, entry.name or here]), here, entry.callback)
        else:
            yield from _walk(entry, here, (*spaces, entry.namespace) if entry.namespace else spaces)


ROUTES = {route.name: route for route in _walk(get_resolver()) if not route.name.startswith(OWN_TESTS)}


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def own_media(media, settings) -> None:
    """The world is built once for all tests here, so its files stay in one place."""
    settings.MEDIA_ROOT = media


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, media) -> Iterator[World]:
    """Every row that an address may be about, built once: what a test changes is undone after it."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        kind = DocumentKind("test_paper", "Проверка", "reports/base_report.html")
        patch.setitem(DOCUMENT_KINDS, kind.code, kind)
        with scope(school=(school := make_school())):
            world = World(make_program(school))
            assert world.assessment  # pages of «the present one» need one to show
            assert world.step
            # Twice: what one address has used up (a pair without a case) is there again, and no test makes it anew.
            for name in (*MATRIX, *MATRIX):
                if name in ROUTES and ROUTES[name].has_arguments:
                    arguments_of(name, world)
            yield world
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def papers(papers_drawn_once) -> None:
    """What stands on a paper is not asked here."""


@pytest.fixture(autouse=True)
def bare_refusals(monkeypatch) -> None:
    """Thousands of refusals are only counted here; how their pages look is asked in tests/mentoring_site."""
    monkeypatch.setattr(errors, "error_page", lambda request, status, *_, **__: HttpResponse(status=status))


def _url(name: str, world: World, program: Any = None) -> str:
    arguments = arguments_of(name, world) if ROUTES[name].has_arguments else {}
    return program_url(program or world.program, name, **arguments)


def _answer(client: Any, name: str, url: str, method: str = "") -> int:
    """Status of one request; what it changed is undone."""
    with transaction.atomic():
        send = client.post if (method or MATRIX[name][0]) == POST else client.get
        status = send(url).status_code
        transaction.set_rollback(True)
    return status


# --- declarations -----------------------------------------------------------------------------------------


def test_every_route_is_marked_or_open_with_a_reason():
    unmarked = [
        name
        for name, route in ROUTES.items()
        if name not in OPEN_TO_ALL
        and not getattr(route.view, "required_permissions", ())
        and not hasattr(route.view, "link_purpose")  # tests/programs/test_links.py
    ]

    assert unmarked == [], "mark the view with @requires(Permission.…)"


def test_matrix_names_every_route():
    missing = {
        name: tuple(getattr(route.view, "required_permissions", ()))
        for name, route in ROUTES.items()
        if name not in MATRIX and name not in OPEN_TO_ALL and not hasattr(route.view, "link_purpose")
    }

    assert missing == {}, "add to tests/access_matrix.py MATRIX: URL name, method, permissions, rows"


def test_matrix_holds_no_stale_name():
    stale = [name for name in (*MATRIX, *OPEN_TO_ALL) if name not in ROUTES]

    assert stale == [], "remove from tests/access_matrix.py"


def test_matrix_agrees_with_the_marks():
    different = {
        name: (set(ROUTES[name].view.required_permissions), permissions)
        for name, (_, permissions, _) in MATRIX.items()
        if name in ROUTES and set(ROUTES[name].view.required_permissions) != permissions
    }

    assert different == {}


@pytest.mark.django_db
def test_every_route_with_arguments_has_something_to_be_about(world):
    for name in MATRIX:
        if name in ROUTES and ROUTES[name].has_arguments:
            assert arguments_of(name, world)


def test_first_parts_of_addresses_are_reserved():
    first = {
        str(entry.pattern).split("/")[0].removeprefix("^")
        for entry in _walk_top(get_resolver())
        if not str(entry.pattern).startswith("<")
    }

    assert {part for part in first if part and "." not in part} - RESERVED_SLUGS == set()


def _walk_top(resolver: URLResolver) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver) and not str(entry.pattern):
            yield from _walk_top(entry)
        else:
            yield entry


# --- answers ----------------------------------------------------------------------------------------------


def _expected(role: str, name: str) -> set[int]:
    _, permissions, rows = MATRIX[name]
    if not permissions & ROLE_PERMISSIONS[role]:
        return {403}
    if rows == "personal":
        return LET_IN | {403, 404}
    if rows == "own" and role not in SEES_WHOLE_SCHOOL:
        return {404}
    return LET_IN


@pytest.mark.django_db
@pytest.mark.parametrize("role", SCHOOL_ROLES)
def test_role_enters_exactly_where_its_rights_lead(world, sign_in, role):
    client = sign_in(make_member(world.program.school, role))

    wrong = {}
    for name in MATRIX:
        if name in ROUTES:
            status, expected = _answer(client, name, _url(name, world)), _expected(role, name)
            if status not in expected:
                wrong[name] = (status, sorted(expected))

    assert wrong == {}


@pytest.mark.django_db
def test_anonymous_is_sent_to_sign_in(world, client):
    answers = {}
    for name, (method, _, _) in MATRIX.items():
        if name in ROUTES:
            url = _url(name, world)
            response = client.post(url) if method == POST else client.get(url)
            answers[name] = (response.status_code, response.headers.get("Location", "")[:7])

    assert {name: answer for name, answer in answers.items() if answer != (302, "/?next=")} == {}


@pytest.mark.django_db
def test_stranger_of_another_school_finds_nothing(world, sign_in):
    stranger = make_member(make_school(), *SCHOOL_ROLES)
    client = sign_in(stranger)

    wrong = {
        name: status
        for name in MATRIX
        if name in ROUTES and (status := _answer(client, name, _url(name, world))) != 404
    }

    assert wrong == {}


@pytest.mark.django_db
def test_row_of_another_school_is_not_found_at_home(world, sign_in):
    """The address of one's own school with the number of a foreign row."""
    school = make_school()
    with scope(school=school):
        home = make_program(school)
        everybody = make_member(school, *SCHOOL_ROLES)
    client = sign_in(everybody)

    wrong = {}
    for name in MATRIX:
        if name in ROUTES and "<int:pk>" in ROUTES[name].pattern:
            status = _answer(client, name, _url(name, world, home))
            if status != 404:
                wrong[name] = status

    assert wrong == {}


@pytest.mark.django_db
def test_row_of_another_year_is_not_found(world, sign_in):
    last_year = make_program(world.program.school, label="2025-2026")
    client = sign_in(make_member(world.program.school, *SCHOOL_ROLES))
    accounts = ("programs:staff_", "programs:role_", "programs:substitution_")  # they live across years
    people = (
        *("participants:person_", "participants:consent_", "participants:representative_"),
        *("participants:duplicate_", "participants:destruction_", "monitoring:portfolio_"),
    )
    # Of the school, not of a year.
    lists = (
        *("participants:topic_", "pairing:method_", "pairing:ban_", "programs:calendar_"),
        *("monitoring:library_", "programs:partner_", "programs:agreement_create"),
    )

    wrong = {
        name: status
        for name in MATRIX
        if name in ROUTES
        and "<int:pk>" in ROUTES[name].pattern
        and not name.startswith(accounts + people + lists)
        and (status := _answer(client, name, _url(name, world, last_year))) != 404
    }

    assert wrong == {}


@pytest.mark.django_db
def test_changing_route_answers_get_with_405(world, sign_in):
    client = sign_in(make_member(world.program.school, *SCHOOL_ROLES))

    wrong = {
        name: status
        for name, (method, _, _) in MATRIX.items()
        if name in ROUTES
        and method == POST
        and (status := _answer(client, name, _url(name, world), GET)) != 405
    }

    assert wrong == {}


@pytest.mark.django_db
def test_acting_director_decides_like_the_director(world, sign_in):
    school = world.program.school
    director, deputy = make_member(school, Role.DIRECTOR), make_member(school, Role.DEPUTY_UVR)
    url = program_url(world.program, "programs:approvals")
    client = sign_in(deputy)
    assert client.get(url).status_code == 403

    appoint_substitute(
        program=world.program, deputy=deputy, starts=world.today, ends=world.today, basis="", by=director
    )

    assert client.get(url).status_code == 200
