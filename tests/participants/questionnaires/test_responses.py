"""Answers: consent first, a draft that may be left, one final sending, paper as good as ticks."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from mentoring_site.permissions import Role
from participants.enums import ResponseSource, ResponseState
from participants.models import Response, StoredFile
from participants.questionnaires import editing, responses
from programs.models import AuditEvent
from programs.services.audit import Refusal
from tests.factories import TODAY, make_consent, make_member, make_mentor
from tests.participants.questionnaires.makers import ANSWERS, make_questionnaire

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 sheet"


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def person(program, curator):
    person = make_mentor(program).person
    make_consent(person, curator)
    return person


@pytest.fixture
def questionnaire(program):
    return make_questionnaire(program)


def begin(questionnaire, person):
    return responses.start_response(
        questionnaire=questionnaire, on=TODAY, source=ResponseSource.PHONE, person=person
    )


@pytest.mark.parametrize("write", [responses.save_draft, responses.submit_response])
def test_draft_deleted_meanwhile_is_refused_in_words(program, write):
    draft = responses.start_response(questionnaire=make_questionnaire(program), on=TODAY, source="phone")
    Response.objects.filter(pk=draft.pk).delete()

    with pytest.raises(Refusal, match="черновик удалили"):
        write(response=draft, answers={}, on=TODAY)


def test_draft_is_kept_and_then_sent_for_good(questionnaire, person):
    draft = responses.save_draft(response=begin(questionnaire, person), answers={"ready": 3}, on=TODAY)
    again = begin(questionnaire, person)

    sent = responses.submit_response(response=again, answers=ANSWERS, on=TODAY)

    assert (draft.pk, draft.answers) == (again.pk, {"ready": 3})
    assert (sent.state, sent.answers, sent.source) == (ResponseState.SUBMITTED, ANSWERS, ResponseSource.PHONE)
    assert AuditEvent.objects.filter(action="response.submit").get().person_ids == [person.pk]
    for late in (
        lambda: responses.save_draft(response=sent, answers={}, on=TODAY),
        lambda: responses.submit_response(response=sent, answers=ANSWERS, on=TODAY),
        lambda: begin(questionnaire, person),
    ):
        with pytest.raises(Refusal, match="уже отправлены"):
            late()


def test_nothing_of_a_known_person_is_kept_without_consent(program, questionnaire):
    person = make_mentor(program).person

    with pytest.raises(Refusal, match="нет согласия родителей: участие в программе"):
        begin(questionnaire, person)

    assert not Response.objects.exists()


def test_consent_withdrawn_in_the_middle_stops_the_draft(questionnaire, person, curator):
    draft = begin(questionnaire, person)
    person.consents.update(withdrawn_on=TODAY, withdrawn_reason="заявление")

    with pytest.raises(Refusal, match="согласие отозвано"):
        responses.save_draft(response=draft, answers=ANSWERS, on=TODAY)


def test_required_question_is_asked_of_the_phone_and_not_of_the_paper(questionnaire, person):
    draft = begin(questionnaire, person)

    with pytest.raises(Refusal, match="Нет ответа на вопрос «Что умеете"):
        responses.submit_response(response=draft, answers={"ready": 3}, on=TODAY)

    sheet = responses.submit_response(
        response=draft, answers={"ready": 3}, on=TODAY, source=ResponseSource.GRID
    )
    assert sheet.source == ResponseSource.GRID


def test_free_text_or_scan_is_an_answer(questionnaire, person, curator):
    with pytest.raises(Refusal, match="нет ни того ни другого"):
        responses.submit_paper(response=begin(questionnaire, person), on=TODAY)

    sent = responses.submit_paper(
        response=begin(questionnaire, person),
        on=TODAY,
        by=curator,
        free_text=" Люблю физику ",
        file_name="лист.pdf",
        data=PDF,
    )

    assert (sent.free_text, sent.source, sent.entered_by) == ("Люблю физику", ResponseSource.SCAN, curator)
    assert (sent.scan.file_name, bytes(sent.scan.content)) == ("лист.pdf", PDF)


def test_unfit_file_leaves_the_draft_as_it_was(questionnaire, person):
    draft = begin(questionnaire, person)

    with pytest.raises(ValidationError, match="не подходит"):
        responses.submit_paper(response=draft, on=TODAY, file_name="лист.exe", data=b"MZ")

    draft.refresh_from_db()
    assert draft.state == ResponseState.DRAFT
    assert not StoredFile.objects.exists()


def test_closed_questionnaire_takes_nothing(questionnaire, person, curator):
    draft = begin(questionnaire, person)
    editing.close_questionnaire(questionnaire=questionnaire, by=curator)

    with pytest.raises(Refusal, match="анкету закрыли"):
        responses.submit_response(response=draft, answers=ANSWERS, on=TODAY)
    questionnaire.refresh_from_db()
    with pytest.raises(Refusal, match="ответы не принимаются"):
        begin(questionnaire, make_mentor(questionnaire.program).person)


def test_draft_goes_on_in_the_next_edition_with_what_stayed(questionnaire, person, curator):
    draft = responses.save_draft(response=begin(questionnaire, person), answers=ANSWERS, on=TODAY)
    copy = editing.copy_questionnaire(questionnaire=questionnaire, by=curator)
    changed = copy.questions.get(code="age")
    editing.change_question(
        question=changed,
        data={"kind": "one", "text": changed.text, "options": ["младшие", "старшие"]},
        by=curator,
    )
    editing.open_questionnaire(questionnaire=copy, by=curator)

    moved = responses.move_to(draft, copy)

    assert moved.questionnaire == copy
    assert moved.answers == {code: answer for code, answer in ANSWERS.items() if code != "age"}
