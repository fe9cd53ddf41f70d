"""The journal of meetings as a paper: plain data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from mentoring_site.names import signature_name
from mentoring_site.words import short_date, surname_initials
from pairing.enums import MeetingState
from pairing.models import Meeting, Pair
from participants.applications.posters import qr_svg
from programs.models import Program
from programs.reports import curator_name
from programs.services.documents import school_snapshot


def link_slips_html(program: Program, slips: Iterable[dict[str, Any]], warning: str) -> str:
    """Slips to cut, one for a person: {pair, person, role, what, url}."""
    return render_to_string(
        "reports/meeting_slips.html",
        {
            "school": school_snapshot(program.school),
            "slips": [{**slip, "qr": qr_svg(slip["url"])} for slip in slips],
            "warning": warning,
        },
    )


def _how(meeting: Meeting) -> list[str]:
    """Hour, length, form and place, each on its line; empty of a cancelled meeting."""
    if meeting.state == MeetingState.CANCELLED:
        return []
    parts = (
        f"{meeting.starts_at:%H:%M}" if meeting.starts_at else "",
        f"{meeting.duration_minutes} мин" if meeting.duration_minutes else "",
        meeting.get_format_display() if meeting.format else "",
        meeting.place,
    )
    return [part for part in parts if part]


def _visa(meeting: Meeting) -> list[str]:
    if meeting.visa_at is None:
        return []
    day = timezone.localtime(meeting.visa_at).date()
    return [surname_initials(str(meeting.visa_by)), short_date(day)]


def absent_names(meeting: Meeting) -> list[str]:
    return [absence.member.mentee.person.list_name for absence in meeting.absences.all()]


def journal_context(pair: Pair, meetings: Iterable[Meeting], program: Program, on: date) -> dict[str, Any]:
    """Held and cancelled meetings in the order of days; an empty journal prints lines to fill by hand.

    on: day of printing, it names the curator who signs.
    """
    done = [meeting for meeting in meetings if meeting.state != MeetingState.PLANNED]
    rows = [
        {
            "number": number,
            "date": short_date(meeting.date),
            "kind": meeting.get_kind_display(),
            "how": _how(meeting),
            "topic": meeting.topic,
            "content": meeting.content,
            "next_step": meeting.next_step,
            "visa": _visa(meeting),
            "is_cancelled": meeting.state == MeetingState.CANCELLED,
            "cancelled": meeting.cancelled_reason if meeting.state == MeetingState.CANCELLED else "",
            "absent": ", ".join(absent_names(meeting)),
        }
        for number, meeting in enumerate(
            sorted(done, key=lambda meeting: (meeting.date, meeting.pk)), start=1
        )
    ]
    members = list(pair.members.all())
    curator = curator_name(program, on)
    return {
        "school": school_snapshot(program.school),
        "title": "Журнал встреч наставнической группы"
        if len(members) > 1
        else "Журнал встреч наставнической пары",
        "mentor": pair.mentor.person.full_name,
        "mentees": [member.mentee.person.full_name for member in members],
        "form": pair.form.title,
        "started": short_date(pair.starts_on) if pair.starts_on else "",
        "year_label": program.year_label,
        "rows": rows,
        "blank_rows": range(0 if rows else 8),
        "document_title": f"Журнал встреч: {pair}",
        "signatures": [
            {"post": "Наставник", "name": signature_name(pair.mentor.person.full_name)},
            {"post": "Куратор программы", "name": signature_name(curator) if curator else ""},
        ],
    }
