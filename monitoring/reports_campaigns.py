"""Papers of a survey: slips to cut, blanks with names, the list of who has not answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import segno

from mentoring_site.words import counted, ru_date
from monitoring.campaign_texts import (
    by_group,
    group_of,
    name_of,
    note_of,
    questions_words,
    sentence,
    until_words,
)
from monitoring.models import Campaign, Invitation
from participants.applications.posters import loopback_note
from participants.reports_questionnaires import blank_html
from programs.services.documents import school_snapshot
from programs.services.links import link_url

SLIPS_A_PAGE = 8


def slips_context(campaign: Campaign, rows: Sequence[Invitation]) -> dict[str, Any]:
    """In the order of the rows, by class. Without names in the answers the name stands on a stub to cut off."""
    questions = campaign.questionnaire.questions.count()
    slips = [_slip(row) for row in rows]
    return {
        "school": school_snapshot(campaign.school),
        "title": campaign.title,
        "line": f"{questions_words(questions).capitalize()}, несколько минут, вход не нужен.",
        "until": sentence(until_words(campaign)),
        "is_anonymous": campaign.questionnaire.is_anonymous,
        "warning": loopback_note(),
        "pages": [slips[start : start + SLIPS_A_PAGE] for start in range(0, len(slips), SLIPS_A_PAGE)],
        "document_title": f"Листки: {campaign.title}",
    }


def _slip(row: Invitation) -> dict[str, str]:
    url = link_url(row.link)
    return {
        "name": name_of(row),
        "note": note_of(row),
        "group": group_of(row) if row.school_class_id else "",
        "url": url.partition("://")[2],
        "qr": segno.make(url, error="m").svg_data_uri(scale=4, border=1, xmldecl=False),
    }


def blank_parts(campaign: Campaign, rows: Sequence[Invitation]) -> list[str]:
    """One sheet for each who has not answered, with his name; a survey without names has one to copy."""
    questionnaire = campaign.questionnaire
    if questionnaire.is_anonymous:
        return [blank_html(questionnaire)]
    return [
        blank_html(
            questionnaire,
            name=", ".join(filter(None, (name_of(row), note_of(row)))),
            place=group_of(row) if row.school_class_id else "",
        )
        for row in rows
    ]


def unanswered_context(campaign: Campaign, rows: Sequence[Invitation], on: date) -> dict[str, Any]:
    return {
        "school": school_snapshot(campaign.school),
        "title": f"Ещё не ответили: {campaign.title}",
        "lead": f"На {ru_date(on)}: {counted(len(rows), 'человек', 'человека', 'человек')}. {until_words(campaign)}",
        "is_anonymous": campaign.questionnaire.is_anonymous,
        "groups": [
            (title, [{"name": name_of(row), "note": note_of(row)} for row in members])
            for title, members in by_group(rows)
        ],
        "document_title": f"Ещё не ответили: {campaign.title}",
    }
