"""Pages behind personal links: who holds the token is let in, who guesses waits."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import include, path, reverse
from django.utils import timezone

from mentoring_site.logs import SafeLineFilter
from mentoring_site.permissions import Role
from programs.enums import LinkPurpose, ProgramState
from programs.links import behind_link
from programs.models import AuditEvent, PersonalLink, WrongLink
from programs.services import links
from programs.services.audit import Refusal
from programs.services.links import find_link, issue_link, link_url, revoke_link, token_of
from tests.factories import make_member, make_program, make_school


@behind_link(LinkPurpose.APPLICATION)
def _page(request, link):
    return HttpResponse(f"{request.program.label} {link.payload['role']} {PersonalLink.objects.count()}")


urlpatterns = [path("a/<str:token>/", _page, name="test_page"), path("", include("mentoring_site.urls"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def link(program, curator):
    return issue_link(
        program=program,
        purpose=LinkPurpose.APPLICATION,
        by=curator,
        title="Плакат",
        payload={"role": "mentor"},
    )


def test_page_opens_for_who_holds_the_token_in_the_scope_of_its_school(client, link):
    response = client.get(f"/a/{token_of(link)}/")

    assert (response.status_code, response.content.decode()) == (200, "2026-2027 mentor 1")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_table_holds_no_token(link):
    row = PersonalLink.objects.values().get()

    assert len(token_of(link)) == 43
    assert token_of(link) not in map(str, row.values())


def test_link_address_begins_with_the_site_and_is_the_same_each_time(link, settings, monkeypatch):
    monkeypatch.setitem(links.LINK_PAGES, LinkPurpose.APPLICATION, "test_page")

    assert link_url(link) == link_url(link) == f"{settings.SITE_URL}/a/{token_of(link)}/"


@pytest.mark.parametrize("end", ["revoked", "expired", "other purpose", "unknown"])
def test_page_is_not_found_when_the_link_is_no_more(client, link, curator, end):
    token = token_of(link)
    if end == "revoked":
        revoke_link(link=link, by=curator)
    elif end == "expired":
        PersonalLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "other purpose":
        PersonalLink.objects.update(purpose=LinkPurpose.SURVEY)
    else:
        token = "x" * 43

    assert client.get(f"/a/{token}/").status_code == 404


def test_who_guesses_waits_and_who_has_the_link_does_not(client, link):
    answers = [client.get(f"/a/guess{number}/").status_code for number in range(31)]

    waiting = client.get("/a/guess/")

    assert answers == [404] * 30 + [429]
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (429, "60")
    assert client.get(f"/a/{token_of(link)}/").status_code == 200
    assert client.get("/a/guess/", REMOTE_ADDR="10.0.0.7").status_code == 404


def test_old_guesses_are_forgotten(client, link):
    WrongLink.objects.create(address="10.0.0.7", at=timezone.now() - timedelta(minutes=2))

    client.get("/a/guess/")

    assert list(WrongLink.objects.values_list("address", flat=True)) == ["127.0.0.1"]


def test_issuing_and_revoking_stand_in_the_journal_once(link, curator):
    revoke_link(link=link, by=curator)
    revoke_link(link=link, by=curator)

    assert list(AuditEvent.objects.order_by("pk").values_list("action", "sentence")) == [
        ("link.issue", "выдана ссылка «Плакат»"),
        ("link.revoke", "отозвана ссылка «Плакат»"),
    ]


def test_finished_programme_issues_no_links(program, curator):
    program.state = ProgramState.COMPLETED

    with pytest.raises(Refusal, match="Программа завершена"):
        issue_link(program=program, purpose=LinkPurpose.SURVEY, by=curator)


def test_link_opens_its_own_school_only(link):
    make_program(make_school())

    found = find_link(token_of(link), LinkPurpose.APPLICATION, timezone.now())

    assert (found.school, found.program) == (link.school, link.program)


@pytest.mark.parametrize("purpose", sorted(links.LINK_PAGES))
def test_no_log_line_holds_the_token_of_a_page(purpose):
    address = reverse(links.LINK_PAGES[purpose], kwargs={"token": "Zx9-secret"})
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (address,), None)

    SafeLineFilter().filter(record)

    assert "Zx9" not in record.getMessage()
