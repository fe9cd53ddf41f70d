from __future__ import annotations

import pytest
from django.utils import timezone

from participants.models import Response
from participants.questionnaires.by_link import issue_survey_link
from participants.questionnaires.editing import close_questionnaire, copy_questionnaire, open_questionnaire
from programs.services.links import token_of
from tests.factories import make_consent, make_member, make_mentor
from tests.participants.questionnaires.makers import make_questionnaire

TODAY = timezone.localdate()
SENT = {"q-skills": "Математика", "q-group": "1"}


@pytest.fixture
def questionnaire(program):
    return make_questionnaire(program, kind="survey", title="Как вам школа")


@pytest.fixture
def person(program):
    found = make_mentor(program).person
    make_consent(found, make_member(program.school, "curator"))
    return found


def url(link, name=""):
    return f"/s/{token_of(link)}/{name}"


def test_link_without_a_person_keeps_its_own_answers(client, program, questionnaire):
    link, other = (issue_survey_link(program=program, questionnaire=questionnaire, by=None) for _ in range(2))

    for one in (link, other):
        client.post(url(one), SENT)
        client.post(url(one, "check/"))

    rows = Response.objects.order_by("pk").values_list("person", "link", "state")
    assert list(rows) == [(None, link.pk, "submitted"), (None, other.pk, "submitted")]


def test_without_consent_the_page_says_which_paper_is_missing(client, program, questionnaire):
    person = make_mentor(program).person
    link = issue_survey_link(program=program, questionnaire=questionnaire, by=None, person=person)

    page = client.get(url(link))
    client.post(url(link, "draft/"), SENT)

    assert (page.status_code, "Анкету пока нельзя заполнять" in page.content.decode()) == (200, True)
    assert not Response.objects.exists()


def test_draft_goes_on_in_the_newer_edition(client, program, questionnaire, person):
    link = issue_survey_link(program=program, questionnaire=questionnaire, by=None, person=person)
    client.post(url(link, "draft/"), SENT)
    newer = open_questionnaire(
        questionnaire=copy_questionnaire(questionnaire=questionnaire, by=None), by=None
    )

    assert "Математика" in client.get(url(link)).content.decode()
    client.post(url(link), SENT)
    client.post(url(link, "check/"))

    response = Response.objects.get()
    assert (response.questionnaire, response.answers["skills"], response.state) == (
        newer,
        "Математика",
        "submitted",
    )


def test_closed_questionnaire_takes_no_answers(client, program, questionnaire, person):
    link = issue_survey_link(program=program, questionnaire=questionnaire, by=None, person=person)
    close_questionnaire(questionnaire=questionnaire, by=None)

    page = client.post(url(link), SENT, follow=True)

    assert "Опрос закончен" in page.content.decode()
    assert not Response.objects.exists()


def test_sent_answers_are_never_changed_by_the_link(client, program, questionnaire, person):
    link = issue_survey_link(program=program, questionnaire=questionnaire, by=None, person=person)
    client.post(url(link), SENT)
    client.post(url(link, "check/"))

    said = client.post(url(link, "draft/"), {"q-skills": "Другое"}, headers={"HX-Request": "true"})

    assert "уже отправлены" in said.content.decode()
    assert Response.objects.get().answers["skills"] == "Математика"


def test_blank_is_printed_with_the_name(client, program, questionnaire, person):
    link = issue_survey_link(program=program, questionnaire=questionnaire, by=None, person=person)

    assert client.get(url(link, "blank/"))["Content-Type"] == "application/pdf"


def test_wrong_answer_stands_at_its_field_and_the_right_ones_are_kept(client, program, questionnaire, person):
    link = issue_survey_link(program=program, questionnaire=questionnaire, by=None, person=person)

    page = client.post(url(link), SENT | {"q-ready": "11"})

    assert page.status_code == 422
    assert page.context["form"].errors == {"q-ready": ["«11» не подходит: нужно число от 1 до 10."]}
    assert Response.objects.get().answers == {"skills": "Математика", "group": True}
    assert page.context["progress"] == {"done": 2, "total": 6}


def test_progress_moves_on_save_and_on_autosave(client, program, questionnaire, person):
    link = issue_survey_link(program=program, questionnaire=questionnaire, by=None, person=person)

    fresh = client.get(url(link)).content.decode()
    by_itself = client.post(url(link, "draft/"), SENT, headers={"HX-Request": "true"}).content.decode()
    by_button = client.post(url(link, "draft/"), SENT | {"q-ready": "3"}, follow=True).content.decode()

    assert "Отвечено <b>0</b> из 6" in fresh
    assert by_itself.startswith("Черновик сохранён в ")
    assert 'hx-swap-oob="true"' in by_itself
    assert "Отвечено <b>2</b> из 6" in by_itself
    assert "Отвечено <b>3</b> из 6" in by_button


def test_double_press_sends_once_without_a_complaint(client, program, questionnaire, person):
    link = issue_survey_link(program=program, questionnaire=questionnaire, by=None, person=person)
    client.post(url(link), SENT)

    pages = [client.post(url(link, "check/"), follow=True) for _ in range(2)]

    assert [list(page.context["messages"]) for page in pages] == [[], []]
    assert Response.objects.get().state == "submitted"
