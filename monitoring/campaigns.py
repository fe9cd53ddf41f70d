"""Surveys as others read them."""

from __future__ import annotations

from django.db.models import QuerySet

from monitoring.models import Campaign
from participants.enums import ResponseState
from participants.models import Response


def subject_of(campaign: Campaign) -> str:
    """What `Response.subject` of its answers says."""
    return f"campaign:{campaign.pk}"


def responses_of(campaign: Campaign) -> QuerySet[Response]:
    """The submitted answers."""
    return Response.objects.filter(
        questionnaire_id=campaign.questionnaire_id,
        subject=subject_of(campaign),
        state=ResponseState.SUBMITTED,
    )
