"""Rows of the register of consents for the page, the table and the stack's grid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.templatetags.ui import state_badge
from participants.consent_light import SHORT_LABELS, light_of
from participants.consent_register import place_of
from participants.enums import YEAR_PURPOSES, ConsentPurpose
from participants.models import Person
from programs.tables import Column

EXPORT_HEADER = (
    *("Фамилия, имя, отчество", "Класс или должность", "На что согласие", "Состояние", "Кто подписал"),
    *("Дата подписи", "Действует по", "Отозвано", "Где лежит оригинал"),
)


def register_columns(on: date) -> list[Column]:
    """Person, class, and a column for each purpose: shape and date."""

    def cell(person: Person, purpose: str) -> Any:
        state = next(state for state in _light(person, on).states if state.purpose == purpose)
        return state_badge(state.kind, state.word, box=purpose == ConsentPurpose.PARTICIPATION)

    purposes = [
        Column(
            purpose,
            SHORT_LABELS[purpose],
            lambda person, purpose=purpose: cell(person, purpose),
            priority=1 if purpose in (ConsentPurpose.PARTICIPATION, ConsentPurpose.TESTING) else 2,
            phone="state" if purpose == ConsentPurpose.PARTICIPATION else "hide",
        )
        for purpose in YEAR_PURPOSES
    ]
    return [
        Column("name", "Человек", lambda person: person.list_name),
        Column("place", "Класс", lambda person: place_of(person) or None),
        *purposes,
    ]


def export_rows(people: Iterable[Person], on: date) -> list[list[Any]]:
    """A row for each purpose with a paper, and always one for the participation."""
    rows = []
    for person in people:
        for state in _light(person, on).states:
            paper = state.paper
            if paper is None and state.purpose != ConsentPurpose.PARTICIPATION:
                continue
            rows.append(
                [
                    person.full_name,
                    place_of(person),
                    state.label,
                    "действует" if state.is_valid else state.decision.missing,
                    paper.get_given_by_display() if paper else None,
                    paper.signed_on if paper else None,
                    paper.valid_until if paper else None,
                    paper.withdrawn_on if paper else None,
                    paper.kept_at if paper else None,
                ]
            )
    return rows


def stack_rows(
    people: Iterable[Person], on: date, ticked: frozenset[str], tick_column: str
) -> list[dict[str, Any]]:
    """The grid: a cell is done (valid paper) or a tick; papers that end soon may be renewed."""
    rows = []
    for person in people:
        cells = []
        for state in _light(person, on).states:
            value = f"{person.pk}:{state.purpose}"
            is_done = state.kind == "ok"
            cells.append(
                {
                    "is_done": is_done,
                    "value": value,
                    "state": state,
                    "checked": not is_done and (value in ticked or state.purpose == tick_column),
                }
            )
        rows.append(
            {
                "person": person,
                "place": place_of(person),
                "who_signs": "подписывает родитель" if person.is_minor(on) else "нужна личная подпись",
                "cells": cells,
            }
        )
    return rows


def _light(person: Person, on: date) -> Any:
    """Worked out once a person: several columns ask for it."""
    kept = person.__dict__.get("_consent_light")
    if kept is None or kept[0] != on:
        kept = person.__dict__["_consent_light"] = (on, light_of(person, person.consents.all(), on))
    return kept[1]
