"""Columns of the list of pairs: one declaration feeds the page, the download and the PDF."""

from __future__ import annotations

from datetime import date

from django.utils.html import format_html, format_html_join

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import keep_signs, short_date
from pairing.rows import BADGES, PairRow
from programs.tables import Column


def badge(row: PairRow) -> str:
    return state_badge(BADGES[row.state], row.state_label.capitalize())


def _mentor(row: PairRow) -> str:
    return format_html('{} <span class="muted place">{}</span>', row.mentor.name, row.mentor.place)


def _form(row: PairRow) -> str:
    return format_html('<span class="nowrap">{}</span>', row.form)


def _mentees(row: PairRow) -> str:
    return format_html_join(
        ", ",
        '<span class="nowrap">{}</span>{}',
        (
            (member.name, format_html(' <span class="muted">{}</span>', member.place) if member.place else "")
            for member in row.members
        ),
    )


PAIR_COLUMNS = (
    Column(
        "mentor",
        "Наставник",
        lambda row: (
            f"{row.mentor.full_name}, {row.mentor.place}" if row.mentor.place else row.mentor.full_name
        ),
        html=_mentor,
        sort="mentor",
        phone="main",
    ),
    Column(
        "mentees",
        "Наставляемые",
        lambda row: "; ".join(
            f"{member.full_name}, {member.place}" if member.place else member.full_name
            for member in row.members
        ),
        html=_mentees,
        phone="fact",
    ),
    Column("form", "Форма", lambda row: row.form, html=_form, priority=4, phone="hide"),
    Column(
        "model",
        "Форма взаимодействия",
        lambda row: "; ".join(row.models),
        html=lambda row: keep_signs("; ".join(row.models)) or None,
        priority=2,
        phone="hide",
    ),
    Column("state", "Состояние", lambda row: row.state_label, html=badge, sort="state", phone="state"),
    Column(
        "starts",
        "Начало",
        lambda row: row.starts_on,
        html=lambda row: _day(row.starts_on),
        sort="starts",
        priority=3,
        phone="hide",
    ),
    Column(
        "ends",
        "Окончание",
        lambda row: row.ends_on,
        html=lambda row: _day(row.ends_on),
        sort="ends",
        phone="hide",
    ),
)
# Facts that stand in downloads and papers only.
EXPORT_COLUMNS = (
    *PAIR_COLUMNS,
    Column("order", "Распоряжение", lambda row: row.order),
    Column("reason", "Причина прекращения", lambda row: row.reason),
    Column("results", "Результаты", lambda row: row.results),
)


def _day(day: date | None) -> str:
    return short_date(day) if day else ""
