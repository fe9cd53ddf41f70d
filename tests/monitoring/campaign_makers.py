"""Surveys of the tests, made through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mentoring_site.permissions import Role
from monitoring.enums import SurveyPurpose
from monitoring.models import Campaign, Invitation
from monitoring.services.campaign_people import candidates_of
from monitoring.services.campaigns import create_campaign, invite, open_campaign
from participants.enums import QuestionKind, QuestionnaireKind
from participants.models import Questionnaire, Response
from participants.questionnaires import by_link
from programs.models import Program, User
from tests.factories import TODAY, make_consent, make_member, make_mentee
from tests.participants.questionnaires.makers import make_questionnaire

QUESTIONS: tuple[dict[str, Any], ...] = (
    {"code": "glad", "kind": QuestionKind.YES_NO, "text": "Рады участию?", "is_required": True},
    {"code": "useful", "kind": QuestionKind.SCALE, "text": "Насколько полезно?"},
    {"code": "words", "kind": QuestionKind.OPEN, "text": "Чего не хватило?"},
)
ANSWERS = {"glad": True, "useful": 8, "words": "Времени"}


def make_survey(
    program: Program, *, role: str = "mentee", is_open: bool = False, **head: Any
) -> Questionnaire:
    """A draft «Как дела?» of the form «Ученик – ученик» with a tick, a scale and a text."""
    defaults = {"title": "Как дела?", "kind": QuestionnaireKind.SURVEY}
    return make_questionnaire(program, is_open=is_open, role=role, questions=QUESTIONS, **(defaults | head))


def make_campaign(
    program: Program, by: User | None = None, *, questionnaire: Questionnaire | None = None, **fields: Any
) -> Campaign:
    """A draft without anybody; ten days to answer."""
    defaults: dict[str, Any] = {
        "title": "Как дела в паре",
        "purpose": SurveyPurpose.INTERIM,
        "closes_on": TODAY + timedelta(days=10),
        "on": TODAY,
    }
    return create_campaign(
        program=program,
        questionnaire=questionnaire or make_survey(program),
        by=by or make_member(program.school, Role.CURATOR),
        **(defaults | fields),
    )


def make_running(program: Program, *, people: int = 3, is_anonymous: bool = False, **fields: Any) -> Campaign:
    """An open survey of so many mentees with consents, each with a link."""
    by = make_member(program.school, Role.CURATOR)
    for _ in range(people):
        make_consent(make_mentee(program).person, by)
    questionnaire = make_survey(program, is_anonymous=is_anonymous)
    campaign = make_campaign(program, by, questionnaire=questionnaire, **fields)
    invite(campaign=campaign, candidates=candidates_of(campaign), on=TODAY, by=by)
    open_campaign(campaign=campaign, on=TODAY, by=by)
    campaign.refresh_from_db()
    return campaign


def answer(invitation: Invitation, answers: dict[str, Any] | None = None) -> Response:
    """As from a phone: kept, then sent."""
    asked = by_link.asked_by(invitation.link)
    by_link.keep(asked, answers or ANSWERS, TODAY)
    return by_link.send(asked, TODAY)
