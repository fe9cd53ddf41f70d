"""Rows of the register of consents for the page, the table and the stack's grid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.templatetags.ui import state_badge
from participants.consent_light import SHORT_LABELS, light_of, year_purposes
from participants.consent_register import place_of
from participants.enums import ConsentPurpose, PersonKind
from participants.models import Person
from participants.signers import signs_in_words
from programs.tables import Column

EXPORT_HEADER = (
    *("Фамилия, имя, отчество", "Класс или должность", "На что согласие", "Состояние", "Кто подписал"),
    *("Дата подписи", "Действует по", "Отозвано", "Где лежит оригинал"),
)


def register_columns(on: date, *, keeps_special: bool) -> list[Column]:
    """Person, class, and a column for each purpose: shape and date."""

    def cell(person: Person, purpose: str) -> Any:
        states = _light(person, on, keeps_special).states
        state = next(state for state in states if state.purpose == purpose)
        return state_badge(state.kind, state.word, box=purpose == ConsentPurpose.PARTICIPATION)

    purposes = [
        Column(
            purpose,
            SHORT_LABELS[purpose],
            lambda person, purpose=purpose: cell(person, purpose),
            priority=1 if purpose in (ConsentPurpose.PARTICIPATION, ConsentPurpose.TESTING) else 2,
            phone="state" if purpose == ConsentPurpose.PARTICIPATION else "hide",
        )
        for purpose in year_purposes(keeps_special=keeps_special)
    ]
    return [
        Column("name", "Человек", lambda person: person.list_name),
        Column("place", "Класс", lambda person: place_of(person) or None),
        *purposes,
    ]


def export_rows(people: Iterable[Person], on: date, *, keeps_special: bool) -> list[list[Any]]:
    """A row for each purpose with a paper, and always one for the participation."""
    rows = []
    for person in people:
        for state in _light(person, on, keeps_special).states:
            paper = state.paper
            if paper is None and state.purpose != ConsentPurpose.PARTICIPATION:
                continue
            rows.append(
                [
                    person.full_name,
                    place_of(person),
                    state.label,
                    "действует" if state.is_valid else _lack(state.decision.missing),
                    paper.get_given_by_display() if paper else None,
                    paper.signed_on if paper else None,
                    paper.valid_until if paper else None,
                    paper.withdrawn_on if paper else None,
                    paper.kept_at if paper else None,
                ]
            )
    return rows


def stack_purposes(people: Iterable[Person], *, keeps_special: bool) -> list[ConsentPurpose]:
    """Columns of the grid: keeping contact only when a graduate is shown."""
    purposes = list(year_purposes(keeps_special=keeps_special))
    if any(person.kind == PersonKind.GRADUATE for person in people):
        purposes.append(ConsentPurpose.CONTACT)
    return purposes


def _lack(missing: str) -> str:
    """«нет согласия родителей» without the purpose, which has a column of its own."""
    return missing.rpartition(": ")[0] or missing


def stack_rows(
    people: Iterable[Person],
    on: date,
    purposes: Iterable[str],
    ticked: frozenset[str],
    tick_columns: frozenset[str],
    *,
    keeps_special: bool,
) -> list[dict[str, Any]]:
    """The grid: a cell is done (valid paper), a tick, or None where the paper is not asked of the person."""
    rows = []
    for person in people:
        states = {state.purpose: state for state in _light(person, on, keeps_special).states}
        cells = []
        for purpose in purposes:
            if (state := states.get(purpose)) is None:
                cells.append(None)
                continue
            value = f"{person.pk}:{purpose}"
            is_done = state.kind == "ok"  # papers that end soon may be renewed
            is_ticked = not is_done and (value in ticked or purpose in tick_columns)
            cells.append({"is_done": is_done, "value": value, "state": state, "checked": is_ticked})
        rows.append(
            {
                "person": person,
                "place": place_of(person),
                "who_signs": signs_in_words(person, on),
                "cells": cells,
            }
        )
    return rows


def _light(person: Person, on: date, keeps_special: bool) -> Any:
    """Worked out once a person: several columns ask for it."""
    kept = person.__dict__.get("_consent_light")
    if kept is None or kept[0] != on:
        light = light_of(person, person.consents.all(), on, keeps_special=keeps_special)
        kept = person.__dict__["_consent_light"] = (on, light)
    return kept[1]
