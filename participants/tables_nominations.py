"""Rows of nominations: the list, the tab of the person card, the printed paper. Observations are on the page only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from mentoring_site.permissions import Access, Permission
from mentoring_site.templatetags.ui import chips, state_badge
from mentoring_site.words import short_date
from participants.enums import NominationState
from participants.models import Nomination, Person
from programs.tenancy import program_url

STATES = {
    NominationState.NEW: ("wait", "Ждёт решения"),
    NominationState.ACCEPTED: ("ok", "Принято"),
    NominationState.DECLINED: ("none", "Отклонено"),
}
UNKNOWN = ("warn", "Кто это?")
COLUMNS = [
    {"key": "whom", "label": "Кого предлагают", "phone": "main"},
    {"key": "place", "label": "Класс, должность", "phone": "fact"},
    {"key": "who", "label": "Кто предлагает", "phone": "fact"},
    {"key": "when", "label": "Когда", "num": True, "phone": "hide", "priority": 2},
    {"key": "state", "label": "Состояние", "phone": "state"},
]


def made_on(nomination: Nomination) -> date:
    return timezone.localtime(nomination.created_at).date()


def state_of(nomination: Nomination) -> tuple[str, str]:
    """A new one behind a link asks first whom it is about."""
    if nomination.state == NominationState.NEW and nomination.person_id is None:
        return UNKNOWN
    return STATES[nomination.state]


def rows_of(nominations: Iterable[Nomination], access: Access) -> list[dict[str, Any]]:
    return [
        {
            "id": nomination.pk,
            "url": program_url(access.program, "participants:nomination_detail", pk=nomination.pk),
            "label": nomination.whom,
            "cells": {
                "whom": nomination.person.list_name if nomination.person else nomination.typed_name,
                "place": nomination.place,
                "who": f"{nomination.nominator_name}, {nomination.get_nominator_role_display()}",
                "when": short_date(made_on(nomination)),
                "state": state_badge(*state_of(nomination)),
            },
        }
        for nomination in nominations
    ]


def facts_of(nomination: Nomination) -> list[dict[str, Any]]:
    """Who, whom, when; without observations and categories."""
    return [
        {"label": "Кто предлагает", "value": nomination.nominator_name},
        {"label": "Кем приходится", "value": nomination.get_nominator_role_display()},
        {"label": "Когда", "value": short_date(made_on(nomination))},
        {"label": "Класс, должность", "value": nomination.place},
        {"label": "Форма", "value": nomination.form.title if nomination.form else "не определена"},
        *(
            [{"label": "Как записано", "value": nomination.typed_name}]
            if nomination.typed_name and nomination.person_id
            else []
        ),
    ]


def category_titles(nomination: Nomination) -> list[str]:
    """Without health data: they have a page of their own that leaves a row in the journal."""
    links = nomination.category_links.all()
    return [link.category.short_title for link in links if not link.category.is_special]


def of_person(person: Person, access: Access, on: date) -> dict[str, Any]:
    """All nominations of the person in one place, whole, for who may read them."""
    found = (
        person.nominations.visible_to(access)
        .select_related("program__school", "form")
        .prefetch_related("category_links__category")
    )
    return {
        "nominations": [
            {
                "who": f"{nomination.nominator_name}, {nomination.get_nominator_role_display()}",
                "when": short_date(made_on(nomination)),
                "year": "" if nomination.program_id == access.program.pk else nomination.program.year_label,
                "wish": nomination.wish,
                "observations": nomination.observations,
                "categories": chips(titles) if (titles := category_titles(nomination)) else "",
                "state": state_of(nomination),
                "reason": nomination.decline_reason,
                "url": program_url(nomination.program, "participants:nomination_detail", pk=nomination.pk),
            }
            for nomination in found
        ],
        "can_nominate": access.has(Permission.NOMINATE) and access.program.is_open,
        "add_url": f"{program_url(access.program, 'participants:nomination_create')}?person={person.pk}",
    }


def count_of_person(person: Person, access: Access, on: date) -> int | None:
    return person.nominations.visible_to(access).count() or None
