"""The cut of a nameless answer: what is stored tells neither whose it is, nor by which link and when it came.

A draft still hangs on its link, so it is sealed with a key that only the browser of the respondent keeps: who else
holds the link (the curator has printed them all), the database or its backup, reads nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from secrets import randbelow
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.utils import timezone

from participants.enums import QuestionKind, ResponseState
from participants.models import Response
from programs.models import PersonalLink
from programs.services.audit import Refusal

CAMPAIGN = "campaign"
USED = "По этой ссылке уже ответили. Спасибо!"
SEALED = "sealed"
KEYS = 2**52


def shared_subject(subject: str) -> str:
    """«campaign:5» names a survey; a longer or another subject would name somebody and is dropped."""
    prefix, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    return f"{CAMPAIGN}:{number}" if prefix == CAMPAIGN and number.isdecimal() else ""


def random_key() -> int:
    """A primary key that does not count on: side by side, rows in order would tell who answered after whom."""
    return randbelow(KEYS) + 1


def new_draft_key() -> str:
    return Fernet.generate_key().decode()


def seal_draft(answers: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What is stored of a nameless draft. Raises ValueError for a key that is none."""
    return {SEALED: Fernet(key.encode()).encrypt(json.dumps(dict(answers)).encode()).decode()}


def open_draft(stored: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The answers again; nothing without the key of the browser that gave them."""
    try:
        return json.loads(Fernet(key.encode()).decrypt(str(stored.get(SEALED, "")).encode()))
    except (ValueError, InvalidToken):
        return {}


def is_draft_key(key: str) -> bool:
    try:
        Fernet(key.encode())
    except ValueError:
        return False
    return True


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
        pk=-random_key(),  # below zero, where the numbers of other answers never come
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
