"""Typing paper slips by keyboard: numbers first, then names said back, then written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mentoring_site.access import requires
from mentoring_site.words import counted
from pairing.preference_grid import (
    COLUMNS,
    HEADS,
    People,
    Row,
    note_former,
    people_of,
    read_rows,
    said_back,
    write_rows,
)
from pairing.services.preference_links import numbered
from pairing.views.common import url
from pairing.views.wishes_common import KEEPERS, crumbs, may_keep
from participants.questionnaires.grid import ROWS

WORDS = ("листок", "листка", "листков")


@requires(*KEEPERS)
def preference_grid(request: HttpRequest) -> HttpResponse:
    """POST reads the rows and says names back; with `write` the same rows are kept."""
    people = people_of(request.program, numbered(request.program))
    rows: list[Row] = []
    is_checked = False
    if request.method == "POST":
        rows = read_rows(request.POST, people)
        if not rows:
            messages.info(request, "Ни одна строка не заполнена: записывать нечего.")
        elif not any(row.errors for row in rows):
            if "write" in request.POST and write_rows(rows=rows, by=request.user, on=request.today):
                messages.success(request, f"Записано: {counted(len(rows), *WORDS)}.")
                return redirect(url(request, "preference_grid"))
            is_checked = not any(row.errors for row in rows)
            note_former(rows)
    has_errors = any(row.errors for row in rows)
    typed = {row.key: row for row in rows}
    return render(
        request,
        "pairing/preference_grid.html",
        {
            "heading": "Набор с бумаги",
            "lead": "Одна строка — один листок. Номера — из списка на листке. Enter — вниз, Tab — вправо.",
            "crumbs": crumbs(
                request, ("Предпочтения", url(request, "preference_list")), ("Набор с бумаги", "")
            ),
            "heads": [HEADS[code] for code in COLUMNS],
            "rows": [_shown(typed.get(str(number)) or Row(str(number))) for number in range(1, ROWS + 1)],
            "said": [(row, said_back(row, people)) for row in rows] if is_checked else [],
            "write_label": f"Записать {counted(len(rows), *WORDS)}",
            "has_errors": has_errors,
            "people": _options(people),
            "has_numbers": bool(people.by_number),
            "may_keep": may_keep(request),
            "back_url": url(request, "preference_list"),
            "back_label": "Предпочтения",
        },
        status=422 if has_errors else 200,
    )


def _options(people: People) -> list[str]:
    return list(people.by_label)


def _shown(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "who": row.who,
        "who_error": row.errors.get("who", ""),
        "cells": [
            {
                "name": f"c-{row.key}-{code}",
                "label": f"Строка {row.key}, {HEADS[code].lower()}",
                "value": row.cells.get(code, ""),
                "error": row.errors.get(code, ""),
                "is_wide": code == "no",
            }
            for code in COLUMNS
        ]
        + [
            {
                "name": f"c-{row.key}-gender",
                "label": f"Строка {row.key}, с кем легче: ж или м",
                "value": row.gender,
                "error": row.errors.get("gender", ""),
                "is_letter": True,
            },
            {
                "name": f"c-{row.key}-comment",
                "label": f"Строка {row.key}, комментарий",
                "value": row.comment,
                "error": "",
                "is_text": True,
            },
        ],
    }
