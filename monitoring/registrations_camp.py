"""What the surveys put into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, ru_date, short_date
from monitoring.campaigns import SUBJECT, campaigns_of
from monitoring.enums import CampaignState
from monitoring.models import Campaign
from monitoring.services.campaign_answers import LETTER_KIND, take
from monitoring.services.campaign_merging import merge_invitations
from monitoring.services.campaigns import why_ended
from participants.enums import QuestionnaireKind
from participants.models import Questionnaire
from participants.registries import (
    ASKING_PAGES,
    LETTER_KINDS,
    MERGE_MOVERS,
    ON_SUBMITTED,
    SUBJECT_GATES,
    RoomTab,
    register_room_tabs,
)
from programs.registries.calendar import CALENDAR_ITEMS, CalendarItem, CalendarOwner
from programs.registries.programme import DutyPage, register_duty_pages
from programs.registries.screens import ATTENTION, AttentionItem
from programs.tenancy import program_url

SOON = timedelta(days=3)
PAST = timedelta(days=60)


def _open(access: Access) -> QuerySet[Campaign]:
    return campaigns_of(access.program).filter(state=CampaignState.OPEN, closes_on__isnull=False)


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """A survey that ends soon without many answers, and one that is over but not closed."""
    if not access.has(Permission.MONITORING_EDIT) or not access.program.is_open:
        return
    for campaign in _open(access).filter(closes_on__lte=on + SOON).order_by("closes_on", "pk"):
        page = program_url(access.program, "monitoring:campaign_detail", pk=campaign.pk)
        if campaign.closes_on < on:
            yield AttentionItem(
                "warn",
                f"Опрос «{campaign}»",
                "закончился, но не завершён",
                f"Последний день был {short_date(campaign.closes_on)}, результаты ждут",
                "Завершить опрос",
                page,
                order=60,
            )
        elif silent := campaign.asked - campaign.answered:
            yield AttentionItem(
                "wait",
                counted(silent, "человек", "человека", "человек"),
                f"не {'ответил' if silent == 1 else 'ответили'} на опрос «{campaign}»",
                f"Последний день – {ru_date(campaign.closes_on)}",
                "Напомнить",
                page,
                order=60,
            )


def in_words(access: Access, on: date) -> str:
    """For the page of duties: «2 опроса идут»."""
    running = Campaign.objects.filter(program=access.program, state=CampaignState.OPEN).count()
    return (
        f"{counted(running, 'опрос идёт', 'опроса идут', 'опросов идут')}"
        if running
        else "опросов сейчас нет"
    )


def closing_days(owner: CalendarOwner, on: date) -> Iterable[CalendarItem]:
    """Last days of surveys, for who runs them."""
    if owner.access is None or not owner.access.has(Permission.MONITORING_EDIT):
        return
    rows = Campaign.objects.filter(program=owner.program, closes_on__gte=on - PAST)
    for campaign in rows.exclude(state=CampaignState.DRAFT).order_by("closes_on", "pk"):
        yield CalendarItem(
            uid=f"campaign-{campaign.pk}",
            title="Последний день опроса",
            day=campaign.closes_on,
            note=campaign.title,
            changed_at=campaign.closed_at or campaign.opened_at,
        )


def _page_of_new_survey(questionnaire: Questionnaire) -> str:
    page = program_url(questionnaire.program, "monitoring:campaign_create")
    return f"{page}?questionnaire={questionnaire.pk}"


register_room_tabs(
    RoomTab("monitoring", "Опросы", 10, "monitoring:campaign_list", Permission.MONITORING_VIEW)
)
register_duty_pages(
    DutyPage("curator_7", "Опросы", "monitoring:campaign_list", Permission.MONITORING_VIEW, in_words)
)
ASKING_PAGES[QuestionnaireKind.SURVEY] = ("Начать опрос", Permission.MONITORING_EDIT, _page_of_new_survey)
ON_SUBMITTED.setdefault(QuestionnaireKind.SURVEY, []).append(take)
MERGE_MOVERS.append(merge_invitations)
SUBJECT_GATES[SUBJECT] = why_ended
LETTER_KINDS[LETTER_KIND] = "Опрос"
ATTENTION.append(attention)
CALENDAR_ITEMS.append(closing_days)
