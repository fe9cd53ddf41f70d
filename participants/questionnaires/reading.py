"""Submitted answers as people read them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mentoring_site.words import short_date
from participants.enums import ResponseState
from participants.models import Response
from participants.questionnaires.answers import in_words
from participants.questionnaires.page import questions_of, topics_for
from participants.questionnaires.respondents import answered_by


def answers_of(response: Response | None) -> dict[str, Any] | None:
    """What templates/participants/_answers.html prints of a submitted response."""
    if response is None or response.state != ResponseState.SUBMITTED:
        return None
    questionnaire = response.questionnaire
    topics = topics_for(questionnaire)
    day = short_date(timezone.localtime(response.submitted_at).date())
    how = f"{response.get_source_display()}, {day}"
    return {
        "response": response,
        "title": questionnaire.title,
        "how": ", ".join(filter(None, (answered_by(response), how))),
        "facts": [
            {"label": question.text, "value": in_words(question, response.answers.get(question.code), topics)}
            for question in questions_of(questionnaire, topics)
        ]
        if response.answers
        else [],
    }
