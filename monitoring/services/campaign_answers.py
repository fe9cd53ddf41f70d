"""What happens to an invitation and to free texts when answers of a survey arrive."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from monitoring.campaigns import campaign_id_of
from monitoring.models import Campaign, FreeAnswer, Invitation
from participants.enums import QuestionKind
from participants.models import Letter, Response
from participants.questionnaires.nameless import random_key
from participants.questionnaires.respondents import representative_of
from participants.services.letters import OPEN as UNSENT
from programs.enums import LetterState
from programs.models import PersonalLink

LETTER_KIND = "survey"


def letter_kind(invitation: Invitation) -> str:
    """One kind for the invitation and its reminders, so that nobody gets two letters of one matter."""
    return f"{LETTER_KIND}-{invitation.pk}"


def take(*, response: Response, on: date, by: Any, link: PersonalLink | None = None) -> None:
    """ON_SUBMITTED of surveys. Few and short writes: a whole school answers in the last minutes of a lesson.

    link: the one that a nameless answer came by; the answer itself no longer knows it.
    """
    campaign_id = campaign_id_of(response.subject)
    if campaign_id is None or not Campaign.objects.filter(pk=campaign_id).exists():
        return
    rows = Invitation.objects.filter(campaign=campaign_id)
    if response.questionnaire.is_anonymous:
        _keep_free_texts(response, campaign_id)
        if link is not None:
            _mark(rows.filter(link=link), is_answered=True)
    else:
        _mark(_own(rows, response, link), is_answered=True, answered_on=on, response=response)


def _own(rows: QuerySet[Invitation], response: Response, link: PersonalLink | None) -> QuerySet[Invitation]:
    """By the person, or by the child and the parent that the subject names; who has no card is known by the link."""
    if response.person_id is None:
        return rows.filter(link=link)
    parent = representative_of(response.subject, response.person)
    return rows.filter(person=response.person_id, representative=parent)


def _mark(rows: Any, **fields: Any) -> None:
    """The invitation is answered; a letter that still waits would ask in vain (no journal: it would tell when)."""
    for invitation in rows.filter(is_answered=False):
        Invitation.objects.filter(pk=invitation.pk).update(**fields)
        Letter.objects.filter(
            program=invitation.program_id, kind=letter_kind(invitation), state__in=UNSENT
        ).update(state=LetterState.DROPPED)


def _keep_free_texts(response: Response, campaign_id: int) -> None:
    """What was written by hand must not lie beside the ticks of the same person; the row itself has no texts."""
    open_ones = response.questionnaire.questions.filter(kind=QuestionKind.OPEN).values_list("code", "pk")
    FreeAnswer.objects.bulk_create(
        FreeAnswer(
            pk=random_key(),
            school_id=response.school_id,
            campaign_id=campaign_id,
            question_id=pk,
            text=response.answers[code],
        )
        for code, pk in open_ones
        if response.answers.get(code)
    )
