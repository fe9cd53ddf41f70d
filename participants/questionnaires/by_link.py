"""Questionnaires behind a personal link `/s/<token>/`: whoever holds it answers as the person of its payload.

payload: {"questionnaire": id, "person": id, "subject": "pair:12:3"}; without a person the answers belong to the link;
without a subject the person answers this questionnaire once. Of an anonymous questionnaire the link holds a draft
until it is sent; then it only knows that it was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction

from participants.enums import QuestionnaireRole, QuestionnaireState, ResponseSource, ResponseState
from participants.models import Person, Questionnaire, Response
from participants.questionnaires.nameless import (
    USED,
    is_draft_key,
    new_draft_key,
    open_draft,
    seal_draft,
    shared_subject,
)
from participants.questionnaires.respondents import representative_of
from participants.questionnaires.responses import (
    carry_to,
    move_to,
    refuse_without_consent,
    save_draft,
    start_response,
    submit_response,
)
from participants.registries import SUBJECT_GATES, SUBJECT_WORDS
from participants.services.guards import refuse_closed
from programs.enums import LinkPurpose
from programs.models import PersonalLink, Program
from programs.services.audit import Refusal
from programs.services.links import issue_link

ENDED = "Опрос закончен, ответы больше не принимаются. Спасибо, что откликнулись."


@dataclass(frozen=True)
class Asked:
    """What a link asks: the edition in use, of whom, about what. person: None for a nameless answer.

    key: opens a nameless draft; the browser that wrote it brings it along (with_key), a new one opens nothing.
    """

    link: PersonalLink
    questionnaire: Questionnaire
    person: Person | None
    subject: str
    key: str = field(default_factory=new_draft_key, repr=False)

    @property
    def about(self) -> str:
        """«О паре с наставником: Лебедев Артём»; empty when there is nothing to say."""
        words = SUBJECT_WORDS.get(self.subject.partition(":")[0])
        return words(self.subject, self.person) if words else ""

    @property
    def hello(self) -> str:
        if self.person is None:
            return "Здравствуйте!"
        if self.questionnaire.role == QuestionnaireRole.PARENT:
            return f"Здравствуйте! Эти вопросы — о вашем ребёнке: {self.person.first_name}."
        return f"Здравствуйте, {self.person.first_name}!"

    @property
    def name_on_paper(self) -> str:
        """Printed instead of the line for the name; nothing on a nameless sheet."""
        if self.person is None:
            return ""
        parent = representative_of(self.subject, self.person)
        return f"{parent}, ребёнок: {self.person.full_name}" if parent else self.person.full_name


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
    return issue_link(
        program=program,
        purpose=LinkPurpose.SURVEY,
        by=by,
        title=questionnaire.title,
        payload=survey_payload(questionnaire, person, subject),
        expires_at=expires_at,
    )


def survey_payload(
    questionnaire: Questionnaire, person: Person | None = None, subject: str = ""
) -> dict[str, Any]:
    """What a link of a questionnaire holds, for those who issue many at once. A nameless one names nobody."""
    if questionnaire.is_anonymous:
        person, subject = None, shared_subject(subject)
    payload: dict[str, Any] = {"questionnaire": questionnaire.pk, "subject": subject}
    return payload | {"person": person.pk} if person is not None else payload


def asked_by(link: PersonalLink) -> Asked | None:
    """None when its questionnaire or its person is no more.

    A newer open edition stands for the named one, unless it promises something else about names.
    """
    rows = Questionnaire.objects.select_related("form", "program__school")
    questionnaire = rows.filter(program=link.program, pk=link.payload.get("questionnaire")).first()
    person_id = link.payload.get("person")
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    if questionnaire is None or (person_id and person is None):
        return None
    if questionnaire.state != QuestionnaireState.OPEN:
        newer = rows.filter(
            program=link.program,
            code=questionnaire.code,
            state=QuestionnaireState.OPEN,
            is_anonymous=questionnaire.is_anonymous,
        ).first()
        questionnaire = newer or questionnaire
    subject = link.payload.get("subject", "")
    if questionnaire.is_anonymous:
        return Asked(link, questionnaire, None, shared_subject(subject))
    return Asked(link, questionnaire, person, subject)


def with_key(asked: Asked, key: str) -> Asked:
    """With the key that the browser kept, if it is one."""
    return replace(asked, key=key) if is_draft_key(key) else asked


def answered(asked: Asked) -> Response | None:
    """The response that the link has begun or sent, in whatever edition of its questionnaire.

    What was sent without a name is not found by its link: an empty stand-in says that it was, neither what nor when.
    """
    if asked.questionnaire.is_anonymous and asked.link.is_used:
        return Response(
            program=asked.link.program, questionnaire=asked.questionnaire, state=ResponseState.SUBMITTED
        )
    rows = Response.objects.filter(
        program=asked.link.program, questionnaire__code=asked.questionnaire.code, subject=asked.subject
    )
    rows = rows.filter(person=asked.person) if asked.person else rows.filter(person=None, link=asked.link)
    found = rows.select_related("questionnaire__form", "questionnaire__program").order_by("-pk").first()
    if found is not None and asked.questionnaire.is_anonymous:
        found.answers = open_draft(found.answers, asked.key)
    return found


def look(asked: Asked, on: date) -> Response:
    """The draft to show; nothing is written, so opening the page leaves no trace. Raises Refusal with the reason."""
    response = answered(asked)
    if response is not None and response.state == ResponseState.SUBMITTED:
        return response
    refuse_closed(asked.link.program)
    _refuse_ended(asked, on)
    refuse_without_consent(asked.person, on)
    if response is None:
        return Response(program=asked.link.program, questionnaire=asked.questionnaire)
    return carry_to(response, asked.questionnaire)


@transaction.atomic
def keep(asked: Asked, answers: Mapping[str, Any], on: date) -> Response:
    """Save what is answered so far. Raises Refusal as start_response and save_draft do."""
    _take_turn(asked)
    if asked.questionnaire.is_anonymous and asked.link.is_used:
        raise Refusal(USED)
    stored = seal_draft(answers, asked.key) if asked.questionnaire.is_anonymous else answers
    response = save_draft(response=_begin(asked, on), answers=stored, on=on)
    response.answers = dict(answers)
    return response


@transaction.atomic
def send(asked: Asked, on: date) -> Response:
    """Submit the kept draft; pressed twice, it is sent once. Raises Refusal, also for an unanswered question."""
    _take_turn(asked)
    response = answered(asked)
    if response is None or response.state == ResponseState.DRAFT:
        response = _begin(asked, on)
        response = submit_response(response=response, answers=response.answers, on=on)
        asked.link.is_used = asked.questionnaire.is_anonymous
    return response


def _take_turn(asked: Asked) -> None:
    """Two phones with one link wait for each other: the second sees what the first has done."""
    locked = PersonalLink.objects.select_for_update(no_key=True)
    asked.link.refresh_from_db(fields=["is_used"], from_queryset=locked)


def _refuse_ended(asked: Asked, on: date) -> None:
    if asked.questionnaire.state != QuestionnaireState.OPEN:
        raise Refusal(ENDED)
    gate = SUBJECT_GATES.get(asked.subject.partition(":")[0])
    if gate and (reason := gate(asked.subject, on)):
        raise Refusal(reason)


def _begin(asked: Asked, on: date) -> Response:
    begun = answered(asked)
    if begun is not None and begun.state == ResponseState.SUBMITTED:
        return begun  # sent already: the caller's write says when
    _refuse_ended(asked, on)
    if begun is not None and asked.questionnaire.is_anonymous:  # its answers are open in memory alone
        carry_to(begun, asked.questionnaire).save(update_fields=["questionnaire"])
        return begun
    if begun is not None:
        return move_to(begun, asked.questionnaire)
    return start_response(
        questionnaire=asked.questionnaire,
        on=on,
        source=ResponseSource.PHONE,
        person=asked.person,
        link=asked.link,
        subject=asked.subject,
    )
