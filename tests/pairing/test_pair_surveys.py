from __future__ import annotations

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.enums import PairState, PairSurveyKind
from pairing.models import PairSurveyInvite, Referral
from pairing.services.pair_surveys import (
    answers_of,
    close_survey,
    invite_pair,
    start_round,
    type_answers,
)
from participants.models import Response
from programs.services.audit import Refusal
from programs.services.links import find_link, token_of
from programs.tenancy import program_url
from tests.factories import make_member
from tests.pairing.makers import make_pair, make_pair_in

TODAY = timezone.localdate
GOOD = {"satisfaction": 9, "comfort": 8, "needs_help": False}


@pytest.fixture
def psychologist(program):
    return make_member(program.school, Role.PSYCHOLOGIST)


@pytest.fixture
def pair(program, curator):
    return make_pair_in(program, curator, PairState.ACTIVE)


def invites_of(pair):
    return list(PairSurveyInvite.objects.filter(pair=pair).order_by("role"))


def url_of(invite, name=""):
    return f"/s/{token_of(invite.link)}/{name}"


def sent(values):
    return {
        f"q-{code}": str(int(value)) if not isinstance(value, str) else value
        for code, value in values.items()
    }


def test_round_gives_each_half_its_own_link(program, pair, psychologist):
    survey = start_round(program=program, pairs=[pair], by=psychologist, on=TODAY())

    mentee, mentor = invites_of(pair)
    assert survey.questionnaire.title == "Как дела в паре"
    assert [mentor.person, mentee.person] == [pair.mentor.person, pair.members.get().mentee.person]
    assert mentor.link.payload == {
        "questionnaire": survey.questionnaire_id,
        "person": mentor.person_id,
        "subject": f"pair:{pair.pk}:{survey.pk}",
    }


def test_round_of_a_draft_pair_is_refused(program, curator, psychologist):
    with pytest.raises(Refusal, match="для действующих пар"):
        start_round(program=program, pairs=[make_pair(program, curator)], by=psychologist, on=TODAY())


def test_invite_pair_twice_gives_the_same_links(pair, curator):
    first = invite_pair(pair=pair, kind=PairSurveyKind.CLOSING, by=curator, on=TODAY())
    again = invite_pair(pair=pair, kind=PairSurveyKind.CLOSING, by=curator, on=TODAY())

    assert [invite.pk for invite in first] == [invite.pk for invite in again]
    assert answers_of(pair, PairSurveyKind.CLOSING) == {invite.person_id: None for invite in first}


def test_page_saves_checks_and_sends_the_answers(client, program, pair, psychologist):
    start_round(program=program, pairs=[pair], by=psychologist, on=TODAY())
    mentee, _ = invites_of(pair)

    page = client.get(url_of(mentee)).content.decode()
    assert f"О работе с наставником: {pair.mentor.person.list_name}" in page
    kept = client.post(url_of(mentee, "draft/"), {"q-satisfaction": "7"}, headers={"HX-Request": "true"})
    assert kept.content.decode().startswith("Черновик сохранён")
    checked = client.post(url_of(mentee), sent(GOOD | {"helped": "Разговоры"}), follow=True)
    assert "Проверьте ответы" in checked.content.decode()
    thanks = client.post(url_of(mentee, "check/"), follow=True)

    assert "Спасибо, ответы получены" in thanks.content.decode()
    mentee.refresh_from_db()
    assert (mentee.satisfaction, mentee.response.answers) == (9, GOOD | {"helped": "Разговоры"})
    assert answers_of(pair, PairSurveyKind.PULSE)[mentee.person_id] == GOOD | {"helped": "Разговоры"}
    assert not Referral.objects.exists()


def test_page_without_a_required_answer_says_so_and_sends_nothing(client, program, pair, psychologist):
    start_round(program=program, pairs=[pair], by=psychologist, on=TODAY())
    mentee, _ = invites_of(pair)

    answer = client.post(url_of(mentee), {"q-satisfaction": "7"})

    assert answer.status_code == 422
    assert "Ответьте на этот вопрос" in answer.content.decode()
    assert client.post(url_of(mentee, "check/"), follow=True).redirect_chain[-1][0] == url_of(mentee)
    mentee.refresh_from_db()
    assert mentee.response is None


def test_call_for_help_reaches_the_psychologist_with_its_words(client, program, pair, psychologist):
    start_round(program=program, pairs=[pair], by=psychologist, on=TODAY())
    mentee, _ = invites_of(pair)

    client.post(
        url_of(mentee),
        sent(GOOD | {"needs_help": True, "help_about": "Страшно отвечать", "tells_curator": False}),
    )
    client.post(url_of(mentee, "check/"))

    referral = Referral.objects.get()
    assert (referral.person, referral.pair, referral.reason, referral.tells_curator) == (
        mentee.person,
        pair,
        "Страшно отвечать",
        False,
    )


def test_person_in_two_rounds_answers_each(program, pair, psychologist):
    for answers in (GOOD, GOOD | {"satisfaction": 4}):
        survey = start_round(program=program, pairs=[pair], by=psychologist, on=TODAY())
        invite = survey.invites.get(role="mentor")
        type_answers(invite=invite, answers=answers, by=psychologist, on=TODAY())

    assert Response.objects.filter(person=pair.mentor.person).count() == 2
    assert answers_of(pair, PairSurveyKind.PULSE)[pair.mentor.person_id] == GOOD | {"satisfaction": 4}


def test_typed_sheet_after_an_answer_by_link_is_refused(client, program, pair, psychologist):
    start_round(program=program, pairs=[pair], by=psychologist, on=TODAY())
    mentee, _ = invites_of(pair)
    type_answers(invite=mentee, answers=GOOD, by=psychologist, on=TODAY())

    with pytest.raises(Refusal, match="уже отправлены"):
        type_answers(invite=mentee, answers=GOOD, by=psychologist, on=TODAY())
    assert "Спасибо, ответы получены" in client.get(url_of(mentee)).content.decode()


def test_closing_a_round_revokes_unused_links(program, pair, psychologist):
    survey = start_round(program=program, pairs=[pair], by=psychologist, on=TODAY())
    used, unused = invites_of(pair)
    type_answers(invite=used, answers=GOOD, by=psychologist, on=TODAY())

    close_survey(survey=survey, by=psychologist)

    open_links = [find_link(token_of(one.link), "survey", timezone.now()) for one in (used, unused)]
    assert open_links == [used.link, None]


def test_paper_sheet_of_a_finished_round_is_refused_and_said_why(program, pair, psychologist, sign_in):
    survey = start_round(program=program, pairs=[pair], by=psychologist, on=TODAY())
    invite = invites_of(pair)[0]
    close_survey(survey=survey, by=psychologist)

    with pytest.raises(Refusal, match="начните новый опрос"):
        type_answers(invite=invite, answers=GOOD, by=psychologist, on=TODAY())
    answer = sign_in(psychologist).post(
        program_url(program, "pairing:pair_survey_invite", pk=invite.pk), sent(GOOD)
    )

    assert (answer.status_code, "Опрос закончен" in answer.content.decode()) == (422, True)
    assert not Response.objects.exists()
