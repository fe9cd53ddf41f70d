"""Columns and badges of mentors' reports."""

from __future__ import annotations

from typing import Any

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import short_date
from pairing.enums import MentorReportState
from pairing.models import MentorReport
from programs.tables import Column


def report_badge(report: MentorReport) -> Any:
    if report.state == MentorReportState.ACCEPTED:
        return state_badge("ok", "Принят")
    if report.state == MentorReportState.SUBMITTED:
        return state_badge("wait", "У куратора")
    return state_badge("warn", "Возвращён") if report.return_comment else state_badge("draft", "Черновик")


def _mentees(report: MentorReport) -> str:
    return ", ".join(member.mentee.person.list_name for member in report.pair.members.all())


REPORT_COLUMNS = [
    Column("mentor", "Наставник", lambda report: report.pair.mentor.person.list_name),
    Column("mentees", "С кем работает", _mentees, clip=True),
    Column("kind", "Вид", lambda report: report.get_kind_display().capitalize(), priority=2),
    Column(
        "period",
        "Период",
        lambda report: f"{short_date(report.starts)} – {short_date(report.ends)}",
        priority=2,
        num=True,
    ),
    Column("state", "Состояние", lambda report: report.get_state_display(), report_badge, phone="state"),
]
