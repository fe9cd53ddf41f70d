"""A nameless answer is cut from its link, its hour and its journal; the link says only that it was used."""

from __future__ import annotations

import json
from datetime import datetime, time

import pytest
from django.test import Client
from django.utils import timezone

from mentoring_site.permissions import Role
from participants.enums import QuestionnaireKind, ResponseSource
from participants.models import Response
from participants.questionnaires import editing, responses
from participants.questionnaires.by_link import issue_survey_link, survey_payload
from participants.questionnaires.nameless import shared_subject
from participants.registries import ON_SUBMITTED, SUBJECT_GATES
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.services.links import token_of
from tests.factories import make_member, make_mentor
from tests.participants.questionnaires.makers import ANSWERS, make_questionnaire

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MIDNIGHT = timezone.make_aware(datetime.combine(TODAY, time.min))
SENT = {"q-skills": "Меня зовут Вера", "q-group": "1", "q-ready": "9"}


@pytest.fixture
def questionnaire(program):
    return make_questionnaire(program, kind="survey", title="Качество", is_anonymous=True, role="")


@pytest.fixture
def link(program, questionnaire):
    return issue_survey_link(program=program, questionnaire=questionnaire, by=None, subject="campaign:7")


@pytest.fixture
def taken(monkeypatch):
    """What takers were handed: (texts they saw, link)."""
    found = []
    monkeypatch.setitem(
        ON_SUBMITTED,
        QuestionnaireKind.SURVEY,
        [lambda *, response, on, by, link: found.append((dict(response.answers), link))],
    )
    return found


def url(link, name=""):
    return f"/s/{token_of(link)}/{name}"


def answer(client, link, data=SENT):
    client.post(url(link), data)
    return client.post(url(link, "check/"), follow=True)


def test_sent_answer_is_a_new_row_without_link_hour_text_and_journal(client, link, taken):
    client.post(url(link, "draft/"), SENT)
    draft = Response.objects.get()
    events = AuditEvent.objects.count()

    page = answer(client, link)

    stored = Response.objects.get()
    link.refresh_from_db()
    assert stored.pk != draft.pk
    assert (stored.person, stored.link, stored.entered_by, stored.subject) == (None, None, None, "campaign:7")
    assert (stored.started_at, stored.submitted_at) == (MIDNIGHT, MIDNIGHT)
    assert stored.answers == {"group": True, "ready": 9}
    assert (link.is_used, AuditEvent.objects.count()) == (True, events)
    assert taken == [({"skills": "Меня зовут Вера", "group": True, "ready": 9}, link)]
    assert "По этой ссылке уже ответили" in page.content.decode()


def test_nameless_draft_is_shown_to_the_browser_that_wrote_it_alone(client, link):
    client.post(url(link, "draft/"), SENT)
    curator_with_the_link = Client()

    own, other = client.get(url(link)).content.decode(), curator_with_the_link.get(url(link)).content.decode()
    looked_through = curator_with_the_link.get(url(link, "check/"))

    stored = json.dumps(Response.objects.get().answers, ensure_ascii=False)
    assert ("Меня зовут Вера" in own, "Меня зовут Вера" in other) == (True, False)
    assert looked_through.status_code == 302
    assert ("Вера" in stored, "group" in stored) == (False, False)


def test_nameless_draft_goes_on_in_the_newer_edition_unread(client, link, questionnaire, taken):
    client.post(url(link, "draft/"), SENT)
    editing.open_questionnaire(
        questionnaire=editing.copy_questionnaire(questionnaire=questionnaire, by=None), by=None
    )

    page = client.get(url(link)).content.decode()
    answer(client, link)

    assert "Меня зовут Вера" in page
    assert (Response.objects.get().answers, len(taken)) == ({"group": True, "ready": 9}, 1)


def test_broken_key_of_a_browser_starts_an_empty_page(client, link, taken):
    client.cookies["nastavnik_draft"] = "not a key"

    page = client.get(url(link))
    answer(client, link)

    assert (page.status_code, len(taken)) == (200, 1)


def test_keys_of_nameless_answers_do_not_follow_the_order_of_coming(program, questionnaire):
    keys = []
    for _ in range(12):
        link = issue_survey_link(program=program, questionnaire=questionnaire, by=None)
        answer(Client(), link)
        keys.append(Response.objects.exclude(pk__in=keys).get().pk)

    assert all(key < 0 for key in keys)
    assert keys not in (sorted(keys), sorted(keys, reverse=True))


def test_used_link_shows_thanks_and_takes_nothing_more(client, link, taken):
    answer(client, link)

    page = client.get(url(link)).content.decode()
    said = client.post(url(link, "draft/"), SENT, headers={"HX-Request": "true"}).content.decode()
    again = answer(client, link, {"q-skills": "Другое"})

    assert "По этой ссылке уже ответили" in page
    assert said.startswith("Черновик не сохранён. По этой ссылке уже ответили.")
    assert "Спасибо, ответы получены" in again.content.decode()
    assert (Response.objects.count(), len(taken)) == (1, 1)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_robots_of_messengers_write_nothing(client, link, method):
    for name in ("", "check/", "draft/", "blank/"):
        getattr(client, method)(url(link, name), headers={"Purpose": "prefetch", "User-Agent": "TelegramBot"})

    link.refresh_from_db()
    assert (Response.objects.count(), link.is_used) == (0, False)


def test_answer_after_closing_is_refused_kindly_and_its_draft_goes(client, link, questionnaire):
    client.post(url(link, "draft/"), SENT)
    editing.close_questionnaire(questionnaire=questionnaire, by=None)

    page = answer(client, link)

    assert "Опрос закончен, ответы больше не принимаются" in page.content.decode()
    assert not Response.objects.exists()


def test_gate_of_the_survey_stops_a_link_while_the_questionnaire_is_open(client, link, monkeypatch):
    monkeypatch.setitem(SUBJECT_GATES, "campaign", lambda subject, on: f"Опрос {subject} завершён.")

    page = answer(client, link)

    assert "Опрос campaign:7 завершён." in page.content.decode()
    assert not Response.objects.exists()


def test_payload_of_a_nameless_link_names_nobody(program, questionnaire):
    person = make_mentor(program).person

    payload = survey_payload(questionnaire, person, "campaign:7:parent:3")

    assert payload == {"questionnaire": questionnaire.pk, "subject": "campaign:7"}


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("campaign:7", "campaign:7"),
        ("campaign:7:parent:3", "campaign:7"),
        ("campaign:x", ""),
        ("campaign", ""),
        ("pair:12:3", ""),
        ("", ""),
    ],
)
def test_only_the_survey_of_a_subject_is_kept(subject, kept):
    assert shared_subject(subject) == kept


def test_newer_edition_with_another_promise_does_not_stand_for_the_asked_one(client, link, questionnaire):
    copy = editing.copy_questionnaire(questionnaire=questionnaire, by=None)
    editing.change_head(questionnaire=copy, head={"is_anonymous": False}, by=None)
    editing.open_questionnaire(questionnaire=copy, by=None)

    assert "Опрос закончен" in client.get(url(link)).content.decode()


def test_sheet_of_paper_is_cut_too_and_a_scan_is_refused(program, questionnaire, taken):
    curator = make_member(program.school, Role.CURATOR)
    draft = responses.start_response(
        questionnaire=questionnaire,
        on=TODAY,
        source=ResponseSource.GRID,
        person=make_mentor(program).person,
        subject="campaign:7:parent:3",
        by=curator,
    )
    with pytest.raises(Refusal, match="почерк"):
        responses.submit_paper(response=draft, on=TODAY, by=curator, free_text="Я")

    stored = responses.submit_response(
        response=draft, answers=ANSWERS, on=TODAY, by=curator, source=ResponseSource.GRID
    )

    assert Response.objects.get() == stored
    assert (stored.person, stored.entered_by, stored.subject, stored.source) == (
        None,
        None,
        "campaign:7",
        ResponseSource.GRID,
    )
    assert (taken[0][1], "skills" in stored.answers) == (None, False)
