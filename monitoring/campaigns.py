"""Surveys as the other rooms read them: whose answers count, how many of the asked have answered, what is over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Least

from monitoring.enums import CampaignState
from monitoring.models import Campaign, Invitation
from monitoring.shares import Share
from participants.enums import ResponseState
from participants.models import Response
from programs.models import Program

SUBJECT = "campaign"
# Invitations that have really reached out: drafts and those whose consent is missing have no link.
IS_ASKED = Q(link__isnull=False) | Q(is_answered=True)


def subject_of(campaign: Campaign) -> str:
    """`Response.subject` of its answers: «campaign:12»."""
    return f"{SUBJECT}:{campaign.pk}"


def campaign_id_of(subject: str) -> int | None:
    """The survey that an answer belongs to; None when it is about something else.

    A parent's subject goes on with whose he is: «campaign:12:parent:5».
    """
    prefix, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    return int(number) if prefix == SUBJECT and number.isdecimal() else None


def responses_of(campaign: Campaign) -> QuerySet[Response]:
    """The submitted answers of a survey, by link and from paper."""
    return rows_of(campaign).filter(state=ResponseState.SUBMITTED)


def rows_of(campaign: Campaign) -> QuerySet[Response]:
    """Begun and submitted ones."""
    mine = subject_of(campaign)
    of_this = Q(subject=mine) | Q(subject__startswith=f"{mine}:")
    return Response.objects.filter(of_this, program=campaign.program_id)


def rate_of(campaign: Campaign) -> Share:
    """How many of those who were asked have answered; sheets that nobody was asked for do not make it more."""
    asked = campaign.invitations.filter(IS_ASKED).count()
    return Share(min(_answered(campaign), asked), asked)


def _answered(campaign: Campaign) -> int:
    if campaign.questionnaire.is_anonymous:
        return responses_of(campaign).count()
    return campaign.invitations.filter(is_answered=True).count()


def is_over(campaign: Campaign, on: date) -> bool:
    """No more answers by link: closed by hand, or the last day has gone (nobody has to press anything)."""
    return campaign.state == CampaignState.CLOSED or (
        campaign.closes_on is not None and campaign.closes_on < on
    )


def campaigns_of(program: Program) -> QuerySet[Campaign]:
    """For lists, newest first: with `asked` and `answered` as rate_of counts them, by one query."""
    invitations = Invitation.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    of_this = Concat(Value(f"{SUBJECT}:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    nameless = Response.objects.filter(
        program=program, subject=of_this, questionnaire__is_anonymous=True, state=ResponseState.SUBMITTED
    )
    return (
        Campaign.objects.filter(program=program)
        .select_related("questionnaire__form", "program__school")
        .annotate(
            invited=_count(invitations),
            asked=_count(invitations.filter(IS_ASKED)),
            named=_count(invitations.filter(is_answered=True, is_anonymous=False)),
            nameless=_count(nameless.order_by().values("questionnaire__is_anonymous")),
        )
        .annotate(answered=Least(F("named") + F("nameless"), F("asked")))
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")[:1]), 0)


def unanswered_of(campaign: Campaign) -> QuerySet[Invitation]:
    """Who was asked and has not answered, by class and name. Never in the order or with the time of anything."""
    rows = campaign.invitations.filter(link__isnull=False, is_answered=False)
    return in_order(rows)


def in_order(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return rows.select_related("person", "representative", "school_class", "link__program__school").order_by(
        F("school_class__grade").asc(nulls_last=True),
        "school_class__letter",
        F("person__search_key").asc(nulls_last=True),
        "addressee",
        "pk",
    )
