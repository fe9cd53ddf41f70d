"""What the pages of the wizard show: plain values for the templates, nothing decided here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from mentoring_site import clock
from mentoring_site.words import counted, joined, ru_date
from participants.enums import BaseKind, ImportState
from participants.importing import tables
from participants.importing.columns import COLUMNS, guess_header, titles_of
from participants.importing.forgetting import FORGOTTEN
from participants.importing.pages_preview import NO_CLASS, VERDICTS, partners, say
from participants.importing.rehearse import CHANGED, CODES, ERROR, NEW, POSSIBLE, SAME, totals
from participants.importing.sweeping import kept_until
from participants.importing.undo import GONE_SINCE, Kept
from participants.importing.values import class_label
from participants.models import ImportBatch, ImportOriginal
from participants.registries import IMPORT_TAKERS
from programs.tenancy import program_url

WHOSE = {BaseKind.MENTORS: "наставников", BaseKind.MENTEES: "наставляемых"}
LISTS = {BaseKind.MENTORS: "participants:mentor_list", BaseKind.MENTEES: "participants:mentee_list"}
STEPS = (
    ("file", "Файл"),
    ("sheet", "Лист и шапка"),
    ("columns", "Столбцы"),
    ("check", "Проверка"),
    ("write", "Запись"),
)
DONE = "done"


def page(request: HttpRequest, base: str, batch: ImportBatch | None, step: str) -> dict[str, Any]:
    program = request.program
    return {
        "base": base,
        "batch": batch,
        "whose": WHOSE[base],
        "heading": "Загрузка таблицы",
        "lead": _lead(batch),
        "steps": _steps(request, batch, step) if step != DONE else [],
        "crumbs": [
            ("Главная", program_url(program, "programs:dashboard")),
            (str(BaseKind(base).label).capitalize(), list_url(program, base)),
            ("Загрузка таблицы", None),
        ],
        "list_url": list_url(program, base),
        "can_write": program.is_open,
        "other_base": _other_base(batch),
    }


def _other_base(batch: ImportBatch | None) -> dict[str, str] | None:
    """The offer to load the file there, on the steps where it may still be moved."""
    if batch is None or batch.state not in (ImportState.UPLOADED, ImportState.MAPPED):
        return None
    if not tables.is_other_base(batch):
        return None
    return {"whose": WHOSE[tables.OTHER_BASE[batch.base]], "this": WHOSE[batch.base]}


def list_url(program: Any, base: str) -> str:
    return program_url(program, LISTS[base])


def _lead(batch: ImportBatch | None) -> str:
    if batch is None:
        return "До записи в базе ничего не меняется: сначала сайт покажет, что будет с каждой строкой."
    if batch.state in (ImportState.APPLIED, ImportState.UNDONE):
        return batch.file_name
    sheet = f", лист «{batch.sheets[batch.sheet_index]['name']}»" if len(batch.sheets) > 1 else ""
    rows = f", {counted(batch.total, 'строка', 'строки', 'строк')}" if batch.total else ""
    kept = f"Загрузка хранится на сайте до {ru_date(clock.day_of(kept_until(batch)))}"
    return f"{batch.file_name}{sheet}{rows}. До записи в базе ничего не меняется. {kept}"


def _steps(request: HttpRequest, batch: ImportBatch | None, now: str) -> list[dict[str, str]]:
    at = [code for code, _ in STEPS].index(now)
    subs = _subs(batch)
    links = {"sheet": "import_sheet", "columns": "import_columns", "check": "import_preview"}
    steps = []
    for index, (code, label) in enumerate(STEPS):
        state = "past" if index < at else "now" if index == at else "ahead"
        url = ""
        if state == "past" and code in links and batch is not None and not batch.is_busy:
            url = program_url(request.program, f"participants:{links[code]}", base=batch.base, pk=batch.pk)
        steps.append({"label": label, "state": state, "sub": subs.get(code, ""), "url": url})
    return steps


def _subs(batch: ImportBatch | None) -> dict[str, str]:
    if batch is None:
        return {"write": "одним действием"}
    subs = {"file": "прочитан", "write": "одним действием"}
    if batch.sheets and batch.mapping:
        name = batch.sheets[batch.sheet_index]["name"]
        subs["sheet"] = f"«{_cut(name)}», строка {batch.header_row + 1}"
        known = sum(1 for code in batch.mapping.values() if code)
        titled = sum(1 for cell in tables.header_of(batch) if cell.strip())
        subs["columns"] = f"{known} из {max(known, titled)} узнаны"
    if batch.state == ImportState.REHEARSED:
        counts = totals(batch.verdicts)
        waiting, bad = counts[POSSIBLE], counts[ERROR]
        subs["check"] = "готова"
        if waiting:
            subs["check"] = f"осталось {counted(waiting, 'решение', 'решения', 'решений')}"
        elif bad:
            subs["check"] = counted(bad, "строка с ошибкой", "строки с ошибкой", "строк с ошибкой")
    return subs


def recent_row(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    program = request.program
    names = {ImportState.APPLIED: "import_result", ImportState.UNDONE: "import_result"}
    name = names.get(batch.state, "import_progress" if batch.is_busy else "import_preview")
    return {
        "file_name": batch.file_name,
        "created_at": batch.created_at,
        "total": batch.total,
        "url": program_url(program, f"participants:{name}", base=batch.base, pk=batch.pk),
        "kind": "ok"
        if batch.state == ImportState.APPLIED
        else "none"
        if batch.state == ImportState.UNDONE
        else "wait",
        "state": "обрабатывается" if batch.is_busy else batch.get_state_display(),
        "is_open": batch.state not in names,
    }


def sheet_page(batch: ImportBatch, index: int) -> dict[str, Any]:
    index = index if 0 <= index < len(batch.sheets) else batch.sheet_index
    rows = batch.sheets[index]["rows"]
    guessed = guess_header(rows, batch.base)
    chosen = batch.header_row if index == batch.sheet_index and batch.mapping else (guessed or 0)
    shown = max(tables.SAMPLE_ROWS, chosen + 3)
    width = max((len(row) for row in rows[:shown]), default=0)
    return {
        "sheets": [
            {"index": at, "name": sheet["name"], "count": len(sheet["rows"]), "active": at == index}
            for at, sheet in enumerate(batch.sheets)
        ],
        "sheet_index": index,
        "rows": [
            {"index": at, "cells": [*row, *[""] * (width - len(row))], "is_header": at == chosen}
            for at, row in enumerate(rows[:shown])
        ],
        "width": range(width),
        "is_found": guessed is not None,
        "full_name": titles_of(batch.base)["full_name"],
    }


def columns_page(batch: ImportBatch, shown: list[dict[str, Any]]) -> dict[str, Any]:
    chosen = {column["code"] for column in shown}
    if {"last_name", "first_name"} <= chosen:
        chosen.add("full_name")
    class_later = (
        ""
        if "place" in chosen
        else ". Класс ученикам можно поставить на шаге «Проверка»: всем сразу или каждому."
    )
    missing = joined(
        [
            f"«{column.title}»"
            for column in COLUMNS[batch.base]
            if column.code not in chosen
            and column.code in ("full_name", "birth_year", "place", "form")
            and (column.is_official or column.code == "place")
        ]
    )
    return {
        "missing": missing,
        "missing_text": missing + class_later,
        "columns": shown,
        "options": [(column.code, column.title) for column in COLUMNS[batch.base]],
        "unknown": joined([f"«{column['title']}»" for column in shown if not column["code"]]),
        "header_number": batch.header_row + 1,
    }


def apply_page(request: HttpRequest, batch: ImportBatch, counts: Mapping[str, int]) -> dict[str, Any]:
    address = program_url(request.program, "participants:import_preview", base=batch.base, pk=batch.pk)
    named = partners(batch.verdicts)
    return {
        "counts": counts,
        "written": counts[NEW] + counts[CHANGED],
        "say": say(counts),
        "facts": [
            {"label": VERDICTS[code][1], "value": counts[code], "url": f"{address}?show={code}"}
            for code in CODES
            if counts[code] or code in (NEW, CHANGED, SAME)
        ],
        "new_classes": joined([class_label((grade, letter)) for grade, letter in batch.new_classes]),
        "partners": named,
        "without_class": sum(1 for verdict in batch.verdicts if verdict.get("lacks_class")),
        "without_class_url": f"{address}?show={NO_CLASS}",
        "takes_partners": "partner_names" in IMPORT_TAKERS,
        "back": address,
    }


def result_page(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    summary = batch.summary
    counts = summary["totals"]
    left_out = len(summary["rejected"])
    return {
        "counts": counts,
        "is_undone": batch.state == ImportState.UNDONE,
        "figures": [
            {"label": "Добавлено", "value": counts[NEW], "url": list_url(request.program, batch.base)},
            {"label": "Изменено", "value": counts[CHANGED]},
            {"label": "Без изменений", "value": counts[SAME]},
            {"label": "Не записано", "value": left_out},
        ],
        "left_out": left_out,
        "consents": len(summary["consents"]),
        "without_class": summary.get("without_class", 0),
        "admitted": summary["admitted"],
        "pairs": summary["offered_pairs"],
        "classes": len(summary["classes"]),
        "no_people": [
            {"row": row, "why": why, "text": _cut(text, 120)}
            for row, why, text in summary.get("no_people", [])
        ],
        "kept": _kept_rows(request, [Kept(*one) for one in summary.get("kept", [])]),
        "can_undo": batch.state == ImportState.APPLIED and not summary.get(FORGOTTEN),
        "has_original": ImportOriginal.objects.filter(batch=batch).exists(),
    }


def undo_page(request: HttpRequest, batch: ImportBatch, kept: list[Kept]) -> dict[str, Any]:
    counts = batch.summary["totals"]
    return {
        "new": counts[NEW],
        "changed": counts[CHANGED],
        "consents": len(batch.summary["consents"]),
        "kept": _kept_rows(request, kept),
        "gone": max(0, counts[NEW] + counts[CHANGED] - len(kept)),
        "back": program_url(request.program, "participants:import_result", base=batch.base, pk=batch.pk),
    }


def _kept_rows(request: HttpRequest, kept: list[Kept]) -> list[dict[str, str]]:
    return [
        {
            "row": one.row,
            "name": one.name,
            "why": one.why,
            "url": ""
            if one.why == GONE_SINCE
            else program_url(request.program, "participants:person_detail", pk=one.person),
        }
        for one in kept
    ]


def _cut(text: str, letters: int = 18) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"
