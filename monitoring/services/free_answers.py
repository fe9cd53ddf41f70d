"""Free texts of surveys without names: the curator reads each and shows or hides it; nobody else sees it before."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from mentoring_site.words import counted
from monitoring.enums import CampaignState, ModerationState
from monitoring.models import Campaign, FreeAnswer
from monitoring.survey_sheets import STILL_OPEN, few_words, survey_of
from programs.models import User
from programs.services.audit import Refusal, record_event

DECISIONS = (ModerationState.SHOWN, ModerationState.HIDDEN)


def waiting_of(campaign: Campaign) -> list[FreeAnswer]:
    """Texts with their questions, by letter within a question: not as they came."""
    rows = campaign.free_answers.select_related("question")
    return sorted(
        rows, key=lambda one: (one.question.position, one.question_id, one.text.casefold(), one.text)
    )


@transaction.atomic
def moderate(*, campaign: Campaign, decisions: Mapping[int, str], by: User) -> int:
    """decisions: {key of the text: "shown" or "hidden"}; others stay as they are. Returns how many changed.

    Raises Refusal while the survey goes on or so few have answered that its texts must stay unread.
    """
    campaign = Campaign.objects.select_for_update().select_related("program__school").get(pk=campaign.pk)
    if campaign.state != CampaignState.CLOSED:
        raise Refusal(STILL_OPEN)
    survey = survey_of(campaign)
    if survey.hold_words():
        raise Refusal(few_words(survey.n))
    if set(decisions.values()) - set(DECISIONS):
        raise ValueError(f"not a decision on a text: {sorted(decisions.values())}")
    changed = [
        answer
        for answer in campaign.free_answers.select_for_update().filter(pk__in=decisions)
        if answer.state != decisions[answer.pk]
    ]
    for answer in changed:
        answer.state, answer.moderated_by = decisions[answer.pk], by
    FreeAnswer.objects.bulk_update(changed, ["state", "moderated_by"])
    if changed:
        texts = counted(len(changed), "свободный ответ", "свободных ответа", "свободных ответов")
        record_event("survey.moderate", by=by, target=campaign, sentence=f"решено, что показать: {texts}")
    return len(changed)
