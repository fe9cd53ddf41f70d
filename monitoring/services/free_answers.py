"""Free texts of surveys without names: the curator reads each and shows or hides it; nobody else sees it before."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count

from mentoring_site.words import counted
from monitoring.enums import CampaignState, ModerationState
from monitoring.models import Campaign, FreeAnswer
from monitoring.survey_sheets import STILL_OPEN, few_words, survey_of, surveys_of
from programs.models import Program, User
from programs.services.audit import Refusal, record_event

DECISIONS = (ModerationState.SHOWN, ModerationState.HIDDEN)


def waiting_of(campaign: Campaign) -> list[FreeAnswer]:
    """Texts with their questions, by letter within a question: not as they came."""
    rows = campaign.free_answers.select_related("question")
    return sorted(
        rows, key=lambda one: (one.question.position, one.question_id, one.text.casefold(), one.text)
    )


def readable_waiting(program: Program) -> dict[int, int]:
    """{survey: texts that wait and may be read}; those of a survey with too few answers stay unread for good."""
    rows = FreeAnswer.objects.filter(
        campaign__program=program, campaign__state=CampaignState.CLOSED, state=ModerationState.WAITING
    )
    counts = dict(rows.order_by().values_list("campaign").annotate(n=Count("pk")))
    if not counts:
        return {}
    campaigns = Campaign.objects.filter(pk__in=counts).select_related("questionnaire__form")
    surveys = surveys_of(program, campaigns)
    return {survey.campaign.pk: counts[survey.campaign.pk] for survey in surveys if not survey.hold_words()}


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
