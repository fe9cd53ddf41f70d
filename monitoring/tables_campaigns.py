"""Columns of the lists of surveys and of who has not answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import keep_signs, short_date
from monitoring.campaign_texts import group_of, name_of, note_of
from monitoring.campaigns import is_over
from monitoring.enums import CampaignState
from monitoring.models import Campaign, Invitation
from monitoring.services.campaign_people import Candidate
from programs.tables import Column

BADGES = {
    CampaignState.DRAFT: ("draft", "готовится"),
    CampaignState.OPEN: ("ok", "идёт"),
    CampaignState.CLOSED: ("done", "завершён"),
}
OVER = ("warn", "срок прошёл")


def state_of(campaign: Campaign, on: date) -> tuple[str, str]:
    """What is truer than the stored state: an open one whose last day has gone."""
    if campaign.state == CampaignState.OPEN and is_over(campaign, on):
        return OVER
    return BADGES[CampaignState(campaign.state)]


def audience_words(campaign: Campaign) -> str:
    """«наставники, Ученик – ученик», «родители, без имени»"""
    questionnaire = campaign.questionnaire
    parts = [
        ROLE_PLURALS.get(questionnaire.role, "все участники"),
        questionnaire.form.title if questionnaire.form else "",
        "без имени" if questionnaire.is_anonymous else "",
    ]
    return ", ".join(filter(None, parts))


ROLE_PLURALS = {
    "mentor": "наставники",
    "mentee": "наставляемые",
    "parent": "родители",
    "curator": "кураторы",
    "partner": "организации-партнёры",
}


def answered_words(campaign: Campaign) -> str:
    """«31 из 64», «приглашены 64» before it opens."""
    if campaign.state == CampaignState.DRAFT:
        return f"в списке {campaign.invited}" if campaign.invited else "никого не выбрано"
    return f"{campaign.answered} из {campaign.asked}"


def _progress(campaign: Campaign) -> Any:
    if campaign.state == CampaignState.DRAFT:
        return format_html('<span class="muted">{}</span>', answered_words(campaign))
    text = format_html('<span class="only-phone">ответили </span>{}', answered_words(campaign))
    return render_to_string(
        "components/_progress.html", {"value": campaign.answered, "total": campaign.asked, "text": text}
    )


def campaign_columns(on: date) -> list[Column]:
    return [
        Column(
            "title",
            "Опрос",
            lambda row: row.title,
            lambda row: format_html(
                "{}<span class='sub'>{}</span>", row.title, keep_signs(audience_words(row))
            ),
        ),
        Column("purpose", "Зачем", lambda row: row.get_purpose_display(), priority=2, phone="hide"),
        Column("answered", "Ответили", answered_words, _progress),
        Column(
            "until",
            "До",
            lambda row: row.closes_on,
            lambda row: (
                format_html('<span class="only-phone">до </span>{}', short_date(row.closes_on))
                if row.closes_on
                else None
            ),
            num=True,
        ),
        Column(
            "state",
            "Состояние",
            lambda row: state_of(row, on)[1],
            lambda row: state_badge(*state_of(row, on), False),
            phone="state",
        ),
    ]


EXPORT_HEADER = ["Опрос", "Кто отвечает", "Зачем", "Приглашены", "Ответили", "Последний день", "Состояние"]


def export_rows(campaigns: Any, on: date) -> list[list[Any]]:
    return [
        [
            row.title,
            audience_words(row),
            row.get_purpose_display(),
            row.asked,
            row.answered,
            row.closes_on,
            state_of(row, on)[1],
        ]
        for row in campaigns
    ]


def _invited(row: Invitation) -> Any:
    note = note_of(row)
    return format_html("{}<span class='sub'>{}</span>", name_of(row), note) if note else name_of(row)


INVITED_COLUMNS = [
    Column("name", "Кто", name_of, _invited),
    Column("group", "Класс", group_of),
    Column("email", "Почта", lambda row: row.email or None, priority=2, phone="hide"),
]
CANDIDATE_COLUMNS = [
    Column("name", "Кто", lambda row: row.name),
    Column("place", "Класс или должность", lambda row: row.place or None),
    Column("email", "Почта", lambda row: row.email or None, priority=2, phone="hide"),
]


def candidate_rows(candidates: list[Candidate], chosen: set[str] | None) -> list[dict[str, Any]]:
    """Everybody is ticked at first; after a refused form only who was ticked."""
    rows: list[dict[str, Any]] = []
    group = None
    for one in candidates:
        if one.group != group:
            group = one.group
            rows.append({"group": group})
        rows.append(
            {
                "id": one.key,
                "label": one.name,
                "cells": {column.key: (column.html or column.text)(one) for column in CANDIDATE_COLUMNS},
                "selected": chosen is None or one.key in chosen,
            }
        )
    return rows
