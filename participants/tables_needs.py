"""Rows of «Запросы и охват» for the pages, the tables to download and the papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html

from mentoring_site.permissions import Access
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import short_date
from participants.coverage import Line, Share
from participants.enums import BaseKind, CategoryKind
from participants.needs import OFFERED, WANTED, Narrowing, TopicRow
from programs.tenancy import program_url

NEEDS_COLUMNS = [
    {"key": "topic", "label": "Тема", "phone": "main"},
    {"key": "wanted", "label": "Просят", "num": True, "phone_label": "просят"},
    {"key": "offered", "label": "Предлагают", "num": True, "phone_label": "предлагают"},
    {"key": "gap", "label": "Не хватает", "phone": "state"},
    {"key": "invite", "label": "", "phone": "act"},
]

NEEDS_HEADER = ["Тема", "Просят", "Предлагают", "Не хватает"]
LINE_HEADER = ["Известно", "Приняты", "В паре", "Ждут пару", "Дольше всех, дней", "В среднем, дней"]
LISTS = {BaseKind.MENTEES: "participants:mentee_list", BaseKind.MENTORS: "participants:mentor_list"}


def needs_columns(*, sees_all: bool, can_invite: bool) -> list[dict[str, Any]]:
    """Who sees only his own people is told of no gap: mentors of other classes may lead his children."""
    hidden = ({"gap"} if not sees_all else set()) | ({"invite"} if not can_invite else set())
    return [column for column in NEEDS_COLUMNS if column["key"] not in hidden]


def query_of(by: Narrowing) -> dict[str, str]:
    """The filters as parameters of an address."""
    chosen = {"form": by.form, "school_class": by.school_class, "subject": by.subject}
    return {name: str(value.pk) for name, value in chosen.items() if value is not None}


def needs_rows(
    rows: Sequence[TopicRow], access: Access, by: Narrowing, *, can_invite: bool
) -> list[dict[str, Any]]:
    """Subjects, then themes, each group under its head; every number leads to the people."""
    people_url = program_url(access.program, "participants:needs_people")
    invite_url = program_url(access.program, "participants:invite") if can_invite else ""
    shown: list[dict[str, Any]] = []
    group = None
    for row in rows:
        if row.topic.is_subject != group:
            group = row.topic.is_subject
            shown.append({"group": "Учебные предметы" if group else "Темы"})
        shown.append(
            {
                "id": row.topic.pk,
                "label": row.topic.title,
                "cells": {
                    "topic": row.topic.title,
                    "wanted": _people(people_url, row, WANTED, row.wanted, by),
                    "offered": _people(people_url, row, OFFERED, row.offered, by),
                    "gap": state_badge("warn", f"не хватает {row.gap}", box=False) if row.gap else "",
                    "invite": _invite(invite_url, row) if invite_url and row.gap else "",
                },
            }
        )
    return shown


def plain_needs(rows: Iterable[TopicRow]) -> list[list[Any]]:
    return [[row.topic.title, row.wanted, row.offered, row.gap] for row in rows]


def plain_lines(lines: Iterable[Line]) -> list[list[Any]]:
    return [
        [
            line.label,
            line.known,
            line.admitted,
            line.paired,
            len(line.waits),
            line.longest_days,
            line.mean_days,
        ]
        for line in lines
    ]


def line_groups(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Categories by base, for who reads them."""
    titles = {BaseKind.MENTEES: "Наставляемые", BaseKind.MENTORS: str(CategoryKind.MENTOR.label).capitalize()}
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(titles[line.base], []).append(line)
    return list(groups.items())


def line_rows(lines: Iterable[Line], access: Access) -> list[dict[str, Any]]:
    """Each number is a link to the list that it counts; the lists tell of pairs only while the programme runs."""
    is_open = access.program.is_open

    def of_pairs(line: Line, number: int, pair: str, **more: str) -> Any:
        return _link(_list(access, line, pair=pair, **more), number) if is_open else number

    return [
        {
            "id": number,
            "label": line.label,
            "url": _list(access, line),
            "cells": {
                "label": line.label,
                "known": _link(_list(access, line), line.known),
                "admitted": _link(_list(access, line, status="admitted"), line.admitted),
                "paired": of_pairs(line, line.paired, "yes"),
                "waiting": of_pairs(line, len(line.waits), "no", status="admitted"),
                "longest": line.longest_days,
                "mean": line.mean_days,
            },
        }
        for number, line in enumerate(lines)
    ]


def line_columns(label: str) -> list[dict[str, Any]]:
    return [
        {"key": "label", "label": label, "phone": "main"},
        {"key": "known", "label": LINE_HEADER[0], "num": True, "phone": "hide"},
        {"key": "admitted", "label": LINE_HEADER[1], "num": True, "phone": "hide"},
        {"key": "paired", "label": LINE_HEADER[2], "num": True, "phone_label": "в паре:"},
        {"key": "waiting", "label": LINE_HEADER[3], "num": True, "phone_label": "ждут:"},
        {"key": "longest", "label": LINE_HEADER[4], "num": True, "phone": "hide", "priority": 3},
        {"key": "mean", "label": LINE_HEADER[5], "num": True, "phone": "hide", "priority": 3},
    ]


def share_figures(shares: Iterable[Share], population_url: str) -> list[dict[str, Any]]:
    """Missing totals are shown as missing, with the way to type them."""
    figures = []
    for share in shares:
        note = missing = ""
        if share.total is None:
            missing = "Всего не указано" if population_url else "всего не указано"
            note = "впишите численность" if population_url else ""
        elif share.is_odd:
            missing = "в программе больше, чем всего"
            note = "проверьте численность"
        else:
            note = f"{percent_words(share.percent)}, численность на {short_date(share.counted_on)}"
        figures.append(
            {
                "label": share.label,
                "value": share.engaged,
                "of": share.total,
                "url": population_url,
                "missing": missing,
                "note": note,
            }
        )
    return figures


def percent_words(percent: float | None) -> str:
    """«10,7 %»; «нет данных» when it cannot be known."""
    return (
        "нет данных"
        if percent is None
        else f"{percent:.1f}\u00a0%".replace(".", ",").replace(",0\u00a0", "\u00a0")
    )


def _people(url: str, row: TopicRow, side: str, number: int, by: Narrowing) -> Any:
    if not number:
        return "0"
    query = urlencode({"topic": row.topic.pk, "side": side, **query_of(by)})
    return format_html('<a href="{}?{}">{}</a>', url, query, number)


def _invite(url: str, row: TopicRow) -> Any:
    audience = "teachers" if row.topic.kind == "teacher" else "seniors"
    query = urlencode({"audience": audience, "topic": row.topic.pk})
    return format_html(
        '<a href="{}?{}" aria-label="Пригласить: {}">Пригласить</a>', url, query, row.topic.title
    )


def _list(access: Access, line: Line, **more: str) -> str:
    return f"{program_url(access.program, LISTS[line.base])}?{urlencode({**line.query, **more})}"


def _link(url: str, number: int) -> Any:
    return format_html('<a href="{}">{}</a>', url, number) if number else "0"
