from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, ru_date, ru_weekday
from programs.models import User
from programs.registries.screens import (
    PANELS,
    AttentionItem,
    Figure,
    attention_for,
    figures_for,
    is_by_first_name,
    quick_actions_for,
    standing_for,
)

SHOWN_ATTENTION = 7
SHOWN_FIGURES = 4  # one line of the strip
SHOWN_ACTIONS = 3


def greeting(user: User, now: datetime, *, by_first_name: bool = False) -> str:
    """«Доброе утро, Ольга Сергеевна», a pupil «Марина»: to 12 morning, to 18 day, to 23 evening, then night."""
    if 5 <= now.hour < 12:
        words = "Доброе утро"
    elif 12 <= now.hour < 18:
        words = "Добрый день"
    else:
        words = "Добрый вечер" if 18 <= now.hour < 23 else "Здравствуйте"
    name = user.first_name if by_first_name else f"{user.first_name} {user.middle_name}".strip()
    return f"{words}, {name}" if name else words


def _attention_rows(items: list[AttentionItem]) -> list[dict[str, Any]]:
    return [
        {
            "kind": item.severity,
            "subject": item.subject,
            "rest": item.rest,
            "since": item.since,
            "action_url": item.action_url,
            "action_label": item.action_label,
        }
        for item in items
    ]


def _cells(figures: list[Figure], *, is_open: bool) -> list[dict[str, Any]]:
    """What is missing is bold and red while it can be mended: not in a programme that is over."""
    return [
        {
            "label": figure.label,
            "value": figure.value,
            "of": figure.total.removeprefix("из "),  # the strip says the word itself
            "url": figure.url,
            "missing": figure.alarm if is_open else "",
            "note": figure.note if is_open else " · ".join(filter(None, (figure.alarm, figure.note))),
        }
        for figure in figures
    ]


@requires(Permission.DASHBOARD_VIEW)
def dashboard(request: HttpRequest) -> HttpResponse:
    access, today = request.access, request.today
    attention = attention_for(access, today)
    panels: dict[str, list[dict[str, Any]]] = {"main": [], "side": []}
    for panel in sorted(PANELS, key=lambda panel: panel.order):
        data = panel.provider(access, today)
        if data is not None:
            panels[panel.column].append({"template": panel.template, "data": data})
    day = ru_weekday(today).capitalize()
    return render(
        request,
        "programs/dashboard.html",
        {
            "heading": greeting(request.user, timezone.localtime(), by_first_name=is_by_first_name(access)),
            "lead": f"{day}, {ru_date(today)} {standing_for(access, today)}".strip(),
            "attention": _attention_rows(attention[:SHOWN_ATTENTION]),
            "attention_total": len(attention),
            "attention_words": counted(len(attention), "дело", "дела", "дел"),
            "figures": _cells(figures_for(access, today)[:SHOWN_FIGURES], is_open=access.program.is_open),
            "quick_actions": quick_actions_for(access, today)[:SHOWN_ACTIONS],
            "panels": panels,
        },
    )


@requires(Permission.DASHBOARD_VIEW)
def attention_list(request: HttpRequest) -> HttpResponse:
    attention = attention_for(request.access, request.today)
    return render(
        request,
        "programs/attention_list.html",
        {
            "heading": "Все дела",
            "lead": "Что ждёт вас в этой программе: сначала просроченное, потом скорое.",
            "attention": _attention_rows(attention),
        },
    )
