"""The cut of a nameless answer: what is stored tells neither whose it is, nor by which link and when it came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from participants.enums import QuestionKind, ResponseState
from participants.models import Response
from programs.models import PersonalLink
from programs.services.audit import Refusal

CAMPAIGN = "campaign"
USED = "По этой ссылке уже ответили. Спасибо!"


def shared_subject(subject: str) -> str:
    """«campaign:5» names a survey; a longer or another subject would name somebody and is dropped."""
    prefix, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    return f"{CAMPAIGN}:{number}" if prefix == CAMPAIGN and number.isdecimal() else ""


def store_nameless(*, draft: Response, answers: Mapping[str, Any], source: str, on: date) -> Response:
    """A new row instead of the draft, which goes; the draft's link is only marked as used.

    Free texts are not stored beside the other answers: ON_SUBMITTED takers keep them apart. Raises Refusal when
    the link was used meanwhile.
    """
    if draft.link_id is not None:
        link = PersonalLink.objects.select_for_update(no_key=True).get(pk=draft.link_id)
        if link.is_used:
            raise Refusal(USED)
        link.is_used = True
        link.save(update_fields=["is_used"])
    day = timezone.make_aware(datetime.combine(on, time.min))
    stored = Response.objects.create(
        school_id=draft.school_id,
        program=draft.program,
        questionnaire=draft.questionnaire,
        subject=shared_subject(draft.subject),
        source=source,
        state=ResponseState.SUBMITTED,
        submitted_at=day,
        answers=without_texts(draft, answers),
    )
    Response.objects.filter(pk=stored.pk).update(started_at=day)  # the field writes the hour by itself
    stored.started_at = day
    draft.delete()
    return stored


def without_texts(response: Response, answers: Mapping[str, Any]) -> dict[str, Any]:
    texts = response.questionnaire.questions.filter(kind=QuestionKind.OPEN).values_list("code", flat=True)
    return {code: answer for code, answer in answers.items() if code not in set(texts)}
