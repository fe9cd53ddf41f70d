"""Surveys with answers as they lie in the base; how they come there is tests of the campaigns."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.utils import timezone

from monitoring.enums import CampaignState, SurveyPurpose
from monitoring.models import Campaign, Invitation
from participants.enums import (
    QuestionKind,
    QuestionnaireKind,
    QuestionnaireState,
    ResponseSource,
    ResponseState,
)
from participants.models import Person, Question, Questionnaire, Response
from programs.models import MentoringForm, Program
from tests.factories import make_member

_codes = count(1)
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"code": "comfort", "kind": QuestionKind.SCALE, "text": "Насколько комфортно?", "pair_code": "comfort"},
    {"code": "glad", "kind": QuestionKind.YES_NO, "text": "Рады, что участвовали?"},
    {
        "code": "again",
        "kind": QuestionKind.YES_NO,
        "text": "Хотите продолжить?",
        "factor": "готовы продолжить участие",
    },
    {"code": "often", "kind": QuestionKind.ONE, "text": "Как часто?", "options": ["часто", "редко"]},
    {"code": "best", "kind": QuestionKind.OPEN, "text": "Что ценно?"},
)


def make_survey(
    program: Program,
    answers: Iterable[dict[str, Any]] = (),
    *,
    people: Iterable[Person] = (),
    role: str = "mentee",
    moment: str = "after",
    form: MentoringForm | None = None,
    is_anonymous: bool = False,
    state: str = CampaignState.CLOSED,
    questions: Iterable[dict[str, Any]] = QUESTIONS,
    code: str = "",
    title: str = "Итоги года",
    invited: int = 0,
) -> Campaign:
    """A survey with one sheet for each of `answers`, by the people in order when they are given."""
    now = timezone.now()
    school, author = program.school, make_member(program.school, "curator")
    questionnaire = Questionnaire.objects.create(
        school=school,
        program=program,
        kind=QuestionnaireKind.SURVEY,
        code=code or f"survey-{next(_codes)}",
        title=title,
        role=role,
        form=form,
        moment=moment,
        is_anonymous=is_anonymous,
        state=QuestionnaireState.OPEN,
        opened_at=now,
    )
    for position, question in enumerate(questions):
        Question.objects.create(school=school, questionnaire=questionnaire, position=position, **question)
    campaign = Campaign.objects.create(
        school=school,
        program=program,
        questionnaire=questionnaire,
        title=title,
        purpose=SurveyPurpose.BEFORE if moment == "before" else SurveyPurpose.AFTER,
        state=state,
        opened_at=now,
        closed_at=now if state == CampaignState.CLOSED else None,
        created_by=author,
    )
    asked = list(people)
    for index, sheet in enumerate(answers):
        add_sheet(campaign, sheet, asked[index] if index < len(asked) else None)
    for number in range(invited):
        Invitation.objects.create(
            school=school,
            program=program,
            campaign=campaign,
            addressee=f"Приглашённый {number}",
            is_anonymous=is_anonymous,
        )
    return campaign


def add_sheet(campaign: Campaign, answers: dict[str, Any], person: Person | None = None) -> Response:
    return Response.objects.create(
        school=campaign.school,
        program=campaign.program,
        questionnaire=campaign.questionnaire,
        person=person,
        subject=f"campaign:{campaign.pk}",
        state=ResponseState.SUBMITTED,
        source=ResponseSource.PHONE,
        submitted_at=timezone.now(),
        answers=answers,
    )
