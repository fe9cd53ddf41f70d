"""Columns and rows of the two bases for components/_table.html."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html

from mentoring_site.permissions import Access, Permission
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import short_date
from participants.enums import BaseKind, ConsentPurpose, Gender, MenteeStatus, MentorStatus
from participants.registries import BASE_COLUMNS, ENTRY_STATES, BaseColumn, of_base
from participants.services.consents import Decision, decisions_for
from programs.tenancy import program_url

PER_PAGE = 50
SHOWN_LETTERS = 30  # one line on a phone; a table cuts further where its room ends
SOON_DAYS = 45  # a consent that ends within this many days is worth a look

CALM = frozenset({"ok", "ready", "done"})

# Kind of the badge and the word, masculine and feminine.
STATES: dict[str, tuple[str, str, str]] = {
    MenteeStatus.NOMINATED: ("draft", "Предложен", "Предложена"),
    MentorStatus.CANDIDATE: ("draft", "Кандидат", "Кандидат"),
    MentorStatus.ADMITTED: ("ready", "Допущен", "Допущена"),
    MentorStatus.RESERVE: ("wait", "В резерве", "В резерве"),
    MentorStatus.LEFT: ("none", "Выбыл", "Выбыла"),
}


@dataclass(frozen=True)
class Column:
    """One own column: value of an entry, and the key of querysets.SORTS when it sorts."""

    key: str
    label: str
    value: Callable[[Any], Any]
    sort: str = ""
    phone: str = "fact"
    phone_label: str = ""
    priority: int = 1
    order: int = 0
    num: bool = False
    clip: bool = False


def _one_line(text: str) -> str:
    """The beginning of a long text; the card has it whole."""
    line = " ".join(text.split())
    if len(line) <= SHOWN_LETTERS:
        return line
    whole_words = line[:SHOWN_LETTERS].rsplit(" ", 1)[0]
    return whole_words.rstrip(" ,;:—–-") + "…"


def _form(entry: Any) -> str:
    return format_html('<span class="nowrap">{}</span>', entry.form.title if entry.form else "не определена")


def _entered(entry: Any) -> str:
    return short_date(entry.entered_on) if entry.entered_on else ""


OWN_COLUMNS = {
    BaseKind.MENTEES: (
        Column("name", "Наставляемый", lambda e: e.person.list_name, "name", "main", order=0),
        Column("place", "Класс", lambda e: e.place, "place", order=10, clip=True),
        Column("request", "Запрос", lambda e: _one_line(e.request), order=20, clip=True),
        Column("form", "Форма", _form, order=30, priority=4, phone="hide"),
        Column("entered", "В программе с", _entered, "entered", "hide", order=90, priority=4, num=True),
    ),
    BaseKind.MENTORS: (
        Column("name", "Наставник", lambda e: e.person.list_name, "name", "main", order=0),
        Column("place", "Класс, должность", lambda e: e.place, "place", order=10, clip=True),
        Column(
            "competencies",
            "Компетенции",
            lambda e: _one_line(e.competencies),
            order=20,
            clip=True,
            priority=4,  # nine letters of it say nothing where readiness needs the room
        ),
        Column("form", "Форма", _form, order=30, priority=4, phone="hide"),
        Column("places", "Мест", lambda e: e.places, order=35, num=True, phone="hide", priority=4),
        Column("entered", "В программе с", _entered, "entered", "hide", order=90, priority=4, num=True),
    ),
}


def state_of(entry: Any) -> tuple[str, str]:
    """(kind of badge, word in the person's gender) of the stored status."""
    kind, masculine, feminine = STATES[entry.status]
    if entry.status == MenteeStatus.ADMITTED and entry._meta.model_name == "mentee":
        masculine, feminine = "Принят", "Принята"
    return kind, feminine if entry.person.gender == Gender.FEMALE else masculine


def states_of(entries: list[Any], access: Access, on: date) -> dict[int, tuple[str, str]]:
    """States of entries of one base, the upper apps' words first."""
    states = {entry.pk: state_of(entry) for entry in entries}
    for provider in ENTRY_STATES:
        states |= provider(entries, access, on)
    return states


def consent_state(decision: Decision, on: date) -> tuple[str, str]:
    """(kind of badge, word) of a consent to participation."""
    if not decision.is_allowed:
        return "late", "нет бланка" if decision.missing.startswith("нет") else "не действует"
    if decision.valid_until and (decision.valid_until - on).days <= SOON_DAYS:
        return "warn", f"до {decision.valid_until:%d.%m}"
    return "ok", "есть"


def _consents(entries: list[Any], access: Access, on: date) -> dict[int, Any]:
    people = [entry.person for entry in entries]
    decisions = decisions_for(people, ConsentPurpose.PARTICIPATION, on)
    return {entry.pk: consent_state(decisions[entry.person_id], on) for entry in entries}


CONSENT_COLUMNS = [
    BaseColumn(base, "consent", "Согласие", 70, _consents, Permission.CONSENT_VIEW, "problem")
    for base in BaseKind
]


def table_of(
    base: str, entries: list[Any], access: Access, on: date, *, sort: str, link: Callable[[str], str]
) -> dict[str, Any]:
    """`columns` and `rows` of one page. link: address of the list sorted by a key."""
    added = of_base([*CONSENT_COLUMNS, *BASE_COLUMNS], base, access)
    state = Column("state", "Состояние", lambda e: None, "status", "state", order=80)
    values = {column.code: column.values(entries, access, on) for column in added}
    states = states_of(entries, access, on)
    rows = []
    for entry in entries:
        cells = {column.key: column.value(entry) for column in OWN_COLUMNS[base]}
        cells |= {column.code: _cell(values[column.code].get(entry.pk), column) for column in added}
        cells["state"] = state_badge(*states[entry.pk])
        rows.append(
            {
                "id": entry.pk,
                "cells": cells,
                "url": program_url(access.program, "participants:person_detail", pk=entry.person_id),
                "label": entry.person.full_name,
                "tone": "quiet" if entry.left_on else "",
            }
        )
    columns = [_declared(column, sort, link) for column in (*OWN_COLUMNS[base], state)]
    columns += [
        {
            "key": column.code,
            "label": column.label,
            "phone": column.phone,
            "phone_label": column.phone_label,
            "priority": column.priority,
            "order": column.order,
        }
        for column in added
    ]
    return {"columns": sorted(columns, key=lambda column: column["order"]), "rows": rows}


def _cell(value: Any, column: BaseColumn) -> Any:
    """A (kind, word) becomes a badge; on phones a line of its own is for problems only."""
    if not isinstance(value, tuple):
        return value
    badge = state_badge(*value, box=False)
    if column.phone != "problem":
        return badge
    if value[0] in CALM:
        return format_html('<span class="only-wide">{}</span>', badge)
    return format_html('<span class="only-phone">{} </span>{}', column.label.lower() + ":", badge)


def _declared(column: Column, sort: str, link: Callable[[str], str]) -> dict[str, Any]:
    key = sort.removeprefix("-")
    is_sorted = bool(column.sort) and column.sort == key
    is_descending = is_sorted and sort.startswith("-")
    return {
        "key": column.key,
        "label": column.label,
        "phone": column.phone,
        "phone_label": column.phone_label,
        "priority": column.priority,
        "order": column.order,
        "num": column.num,
        "clip": column.clip,
        "sorted": ("desc" if is_descending else "asc") if is_sorted else "",
        "url": link(f"-{column.sort}" if is_sorted and not is_descending else column.sort)
        if column.sort
        else "",
    }
