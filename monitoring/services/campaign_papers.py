"""Sheets of a survey that came on paper: typed twice in the keyboard grid of questionnaires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from monitoring.campaign_texts import group_of, name_of, note_of
from monitoring.campaigns import IS_ASKED, in_order, responses_of, rows_of, subject_of
from monitoring.enums import CampaignState
from monitoring.models import Campaign, Invitation
from monitoring.services.campaigns import answer_subject
from participants.enums import ResponseSource, ResponseState
from participants.models import Response
from participants.questionnaires.grid import Row, plain, type_rows
from participants.questionnaires.responses import start_response
from programs.models import User
from programs.services.audit import Refusal


def takes_sheets(campaign: Campaign) -> bool:
    """Sheets are typed until the survey is closed by hand: a stack handed in on the last day is typed later."""
    return campaign.state == CampaignState.OPEN


def invited_by_label(campaign: Campaign) -> dict[str, Invitation] | None:
    """«Панова Алиса Дмитриевна, 7 «А»» -> who was asked and has not answered; None for a survey without names."""
    if campaign.questionnaire.is_anonymous:
        return None
    found: dict[str, Invitation] = {}
    for row in in_order(campaign.invitations.filter(IS_ASKED, is_answered=False)):
        note = note_of(row) or (group_of(row) if row.school_class_id else "")
        label = plain(f"{name_of(row)}, {note}" if note else name_of(row))
        found[f"{label} ({row.pk})" if label in found else label] = row
    return found


def type_sheets(*, campaign: Campaign, rows: Sequence[Row], by: User, on: date) -> list[Response]:
    """The first typing, all or none; what stands against a sheet is said in its row."""
    if not takes_sheets(campaign):
        raise Refusal(f"Опрос {campaign.get_state_display()}: набранное записать нельзя.")

    def begin(row: Row) -> Response:
        return _begin(campaign, row.person, by, on)

    return type_rows(questionnaire=campaign.questionnaire, rows=rows, by=by, on=on, begin=begin)


def _begin(campaign: Campaign, invitation: Any, by: User, on: date) -> Response:
    about: dict[str, Any] = {"subject": subject_of(campaign)}
    if invitation is not None:
        if invitation.person_id is None and rows_of(campaign).filter(link=invitation.link_id).exists():
            raise Refusal("Эта анкета уже набрана или начата с телефона.")
        about = {
            "subject": answer_subject(campaign, invitation),
            "person": invitation.person,
            "link": invitation.link,
        }
    return start_response(
        questionnaire=campaign.questionnaire, on=on, source=ResponseSource.GRID, by=by, **about
    )


def sheets_waiting(campaign: Campaign) -> QuerySet[Response]:
    """Typed once, waiting for the second typing."""
    rows = rows_of(campaign).filter(state=ResponseState.DRAFT, source=ResponseSource.GRID)
    return rows.exclude(answers={}).select_related("person", "link").order_by("pk")


def sheets_too_many(campaign: Campaign) -> int:
    """By how many the sheets and answers of a nameless survey exceed those who were asked; 0 while they do not."""
    if not campaign.questionnaire.is_anonymous:
        return 0
    asked = campaign.invitations.filter(IS_ASKED).count()
    return max(0, responses_of(campaign).count() + sheets_waiting(campaign).count() - asked)
