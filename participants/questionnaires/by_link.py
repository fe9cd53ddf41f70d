"""Questionnaires behind a personal link `/s/<token>/`: whoever holds it answers as the person of its payload.

payload: {"questionnaire": id, "person": id, "subject": "pair:12:3"}; without a person the answers are nobody's by name
and belong to the link; without a subject the person answers this questionnaire once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from participants.enums import QuestionnaireState, ResponseSource, ResponseState
from participants.models import Person, Questionnaire, Response
from participants.questionnaires.responses import (
    carry_to,
    move_to,
    refuse_without_consent,
    save_draft,
    start_response,
    submit_response,
)
from participants.registries import SUBJECT_WORDS
from participants.services.guards import refuse_closed
from programs.enums import LinkPurpose
from programs.models import PersonalLink, Program
from programs.services.audit import Refusal
from programs.services.links import issue_link

ENDED = "Опрос закончен, ответы больше не принимаются. Спасибо, что откликнулись."


@dataclass(frozen=True)
class Asked:
    """What a link asks: the edition in use, of whom, about what."""

    link: PersonalLink
    questionnaire: Questionnaire
    person: Person | None
    subject: str

    @property
    def about(self) -> str:
        """«О паре с наставником: Лебедев Артём»; empty when there is nothing to say."""
        words = SUBJECT_WORDS.get(self.subject.partition(":")[0])
        return words(self.subject, self.person) if words else ""


def issue_survey_link(
    *,
    program: Program,
    questionnaire: Questionnaire,
    by: Any,
    person: Person | None = None,
    subject: str = "",
    expires_at: Any = None,
) -> PersonalLink:
    """A personal link to one questionnaire; its title names nobody, since the journal keeps it."""
    payload: dict[str, Any] = {"questionnaire": questionnaire.pk, "subject": subject}
    if person is not None:
        payload["person"] = person.pk
    return issue_link(
        program=program,
        purpose=LinkPurpose.SURVEY,
        by=by,
        title=questionnaire.title,
        payload=payload,
        expires_at=expires_at,
    )


def asked_by(link: PersonalLink) -> Asked | None:
    """None when its questionnaire or its person is no more. A newer open edition stands for the named one."""
    rows = Questionnaire.objects.select_related("form", "program__school")
    questionnaire = rows.filter(program=link.program, pk=link.payload.get("questionnaire")).first()
    person_id = link.payload.get("person")
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    if questionnaire is None or (person_id and person is None):
        return None
    if questionnaire.state != QuestionnaireState.OPEN:
        newer = rows.filter(
            program=link.program, code=questionnaire.code, state=QuestionnaireState.OPEN
        ).first()
        questionnaire = newer or questionnaire
    return Asked(link, questionnaire, person, link.payload.get("subject", ""))


def answered(asked: Asked) -> Response | None:
    """The response that the link has begun or sent, in whatever edition of its questionnaire."""
    rows = Response.objects.filter(
        program=asked.link.program, questionnaire__code=asked.questionnaire.code, subject=asked.subject
    )
    rows = rows.filter(person=asked.person) if asked.person else rows.filter(person=None, link=asked.link)
    return rows.select_related("questionnaire__form", "questionnaire__program").order_by("-pk").first()


def look(asked: Asked, on: date) -> Response:
    """The draft to show; nothing is written, so opening the page leaves no trace. Raises Refusal with the reason."""
    response = answered(asked)
    if response is not None and response.state == ResponseState.SUBMITTED:
        return response
    refuse_closed(asked.link.program)
    if asked.questionnaire.state != QuestionnaireState.OPEN:
        raise Refusal(ENDED)
    refuse_without_consent(asked.person, on)
    if response is None:
        return Response(program=asked.link.program, questionnaire=asked.questionnaire)
    return carry_to(response, asked.questionnaire)


@transaction.atomic
def keep(asked: Asked, answers: Mapping[str, Any], on: date) -> Response:
    """Save what is answered so far. Raises Refusal as start_response and save_draft do."""
    return save_draft(response=_begin(asked, on), answers=answers, on=on)


@transaction.atomic
def send(asked: Asked, on: date) -> Response:
    """Submit the kept draft. Raises Refusal, also while a required question is unanswered."""
    response = _begin(asked, on)
    return submit_response(response=response, answers=response.answers, on=on)


def _begin(asked: Asked, on: date) -> Response:
    begun = answered(asked)
    if begun is not None and begun.state == ResponseState.DRAFT:
        return move_to(begun, asked.questionnaire)
    if begun is not None:
        return begun  # sent already: the caller's write says when
    return start_response(
        questionnaire=asked.questionnaire,
        on=on,
        source=ResponseSource.PHONE,
        person=asked.person,
        link=asked.link,
        subject=asked.subject,
    )
