"""What the pages of the wizard show: plain values for the templates, nothing decided here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from mentoring_site.names import mixed_script_words
from mentoring_site.words import counted, joined
from participants.enums import BaseKind, ImportState
from participants.importing import tables
from participants.importing.columns import COLUMNS, guess_header, titles_of
from participants.importing.rehearse import CHANGED, CODES, ERROR, NEW, POSSIBLE, SAME, SKIPPED, totals
from participants.importing.values import class_label
from participants.models import ImportBatch
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
VERDICTS: dict[str, tuple[str, str, str]] = {  # code -> shape, word of the strip, word of a row
    NEW: ("ready", "Новые", "Новый"),
    CHANGED: ("wait", "Изменятся", "Изменится"),
    SAME: ("done", "Без изменений", "Без изменений"),
    POSSIBLE: ("warn", "Возможно, уже есть", "Возможно, уже есть"),
    ERROR: ("late", "С ошибкой", "С ошибкой"),
    SKIPPED: ("none", "Пропущены", "Пропущена"),
}
FOCUS = (POSSIBLE, ERROR, CHANGED)  # what the preview opens with
SUMMARY_LINKS = 5


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
    }


def list_url(program: Any, base: str) -> str:
    return program_url(program, LISTS[base])


def _lead(batch: ImportBatch | None) -> str:
    if batch is None:
        return "До записи в базе ничего не меняется: сначала сайт покажет, что будет с каждой строкой."
    if batch.state in (ImportState.APPLIED, ImportState.UNDONE):
        return batch.file_name
    sheet = f", лист «{batch.sheets[batch.sheet_index]['name']}»" if len(batch.sheets) > 1 else ""
    rows = f", {counted(batch.total, 'строка', 'строки', 'строк')}" if batch.total else ""
    return f"{batch.file_name}{sheet}{rows}. До записи в базе ничего не меняется."


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
        waiting = totals(batch.verdicts)[POSSIBLE]
        subs["check"] = (
            f"осталось {counted(waiting, 'решение', 'решения', 'решений')}" if waiting else "готова"
        )
    return subs


def recent_row(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    program = request.program
    names = {ImportState.APPLIED: "import_result", ImportState.UNDONE: "import_result"}
    name = names.get(batch.state, "import_progress" if batch.is_busy else "import_preview")
    return {
        "file_name": batch.file_name,
        "created_at": batch.created_at,
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
    return {
        "columns": shown,
        "options": [(column.code, column.title) for column in COLUMNS[batch.base]],
        "unknown": joined([f"«{column['title']}»" for column in shown if not column["code"]]),
        "missing": joined(
            [
                f"«{column.title}»"
                for column in COLUMNS[batch.base]
                if column.code not in chosen and column.code in ("full_name", "birth_year", "place", "form")
                and (column.is_official or column.code == "place")
            ]
        ),
        "header_number": batch.header_row + 1,
    }  # fmt: skip


def filtered(verdicts: list[dict[str, Any]], shown: str) -> list[dict[str, Any]]:
    """By default questions first, then errors and changes; new and same rows are folded away."""
    if shown == "all":
        return verdicts
    if shown in CODES:
        return [verdict for verdict in verdicts if verdict["code"] == shown]
    rows = [verdict for verdict in verdicts if verdict["code"] in FOCUS or _was_asked(verdict)]
    rows = rows or verdicts
    order = {code: index for index, code in enumerate(FOCUS)}
    return sorted(
        rows, key=lambda verdict: order.get(verdict["code"], 0 if _was_asked(verdict) else len(FOCUS))
    )


def page_of_row(verdicts: list[dict[str, Any]], row: str | None, size: int) -> int | None:
    """Page of the list that shows a row of the file."""
    at = next((index for index, verdict in enumerate(verdicts) if str(verdict["row"]) == row), None)
    return None if at is None else at // size + 1


def _was_asked(verdict: Mapping[str, Any]) -> bool:
    return bool((verdict.get("candidates") or verdict.get("twin")) and verdict.get("choice"))


def preview_page(request: HttpRequest, batch: ImportBatch, page_obj: Any, shown: str) -> dict[str, Any]:
    counts = totals(batch.verdicts)
    titles = titles_of(batch.base)
    address = program_url(request.program, "participants:import_preview", base=batch.base, pk=batch.pk)
    strip = [
        {
            "code": code,
            "kind": VERDICTS[code][0],
            "label": VERDICTS[code][1],
            "value": counts[code],
            "url": f"{address}?show={code}",
            "active": shown == code,
        }
        for code in CODES
        if code != SKIPPED or counts[SKIPPED]
    ]
    missing = sorted({tuple(verdict["no_class"]) for verdict in batch.verdicts if verdict.get("no_class")})
    return {
        "strip": strip,
        "page_obj": page_obj,
        "rows": [_row(verdict, titles) for verdict in page_obj],
        "shown": shown,
        "is_folded": not shown and page_obj.paginator.count < len(batch.verdicts),
        "total": len(batch.verdicts),
        "counts": counts,
        "to_do": _to_do(batch.verdicts, counts, titles),
        "missing_classes": [
            {"value": f"{grade}|{letter}", "label": class_label((grade, letter))} for grade, letter in missing
        ],
        "written": counts[NEW] + counts[CHANGED],
        "say": _say(counts),
        "query": urlencode({key: value for key, value in request.GET.items() if key in ("show", "page")}),
        "partners": _partners(batch.verdicts),
    }


def _row(verdict: dict[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    kind, _, word = VERDICTS[verdict["code"]]
    choice = verdict.get("choice", "")
    return verdict | {
        "kind": kind,
        "word": word,
        "is_question": bool(verdict["code"] == POSSIBLE or verdict.get("candidates") or verdict.get("twin")),
        "is_waiting": verdict["code"] == POSSIBLE,
        "options": [
            {
                "value": str(pk),
                "text": text,
                "who": "Это она" if is_woman else "Это он",
                "checked": choice == str(pk),
            }
            for pk, text, is_woman in verdict.get("candidates", [])
        ],
        "problems": [
            {
                "column": titles.get(column, column),
                "code": column,
                "text": text,
                "cell": cell,
                "offer": _mended(cell) if column == "full_name" else "",
            }
            for column, text, cell in verdict["errors"]
        ],
        "is_skipped": verdict["code"] == SKIPPED,
    }


def _mended(cell: str) -> str:
    """The name with Latin look-alikes replaced, offered for a tick; empty when there is nothing to offer."""
    offer = cell
    for word, proposal in mixed_script_words(cell):
        offer = offer.replace(word, proposal or word)
    return offer if offer != cell else ""


def _to_do(
    verdicts: list[dict[str, Any]], counts: Mapping[str, int], titles: Mapping[str, str]
) -> dict[str, Any] | None:
    """The summary above the preview: what still stands in the way, with the first rows."""
    if not counts[POSSIBLE] and not counts[ERROR]:
        return None
    parts = []
    if counts[POSSIBLE]:
        parts.append(counted(counts[POSSIBLE], "решение", "решения", "решений"))
    if counts[ERROR]:
        parts.append(counted(counts[ERROR], "строка с ошибкой", "строки с ошибкой", "строк с ошибкой"))
    lines = []
    for verdict in verdicts:
        if verdict["code"] == POSSIBLE:
            lines.append((verdict["row"], "выберите, тот же это человек или другой"))
        elif verdict["code"] == ERROR and verdict["errors"]:
            column, text, _ = verdict["errors"][0]
            lines.append((verdict["row"], f"столбец «{titles.get(column, column)}». {text}"))
        if len(lines) == SUMMARY_LINKS:
            break
    more = counts[POSSIBLE] + counts[ERROR] - len(lines)
    return {
        "title": f"Запись не начата, осталось: {joined(parts)}",
        "lines": [{"row": row, "text": text} for row, text in lines],
        "more": counted(more, "строка", "строки", "строк") if more > 0 else "",
    }


def _say(counts: Mapping[str, int]) -> str:
    parts = []
    if counts[NEW]:
        parts.append(counted(counts[NEW], "новая", "новых", "новых"))
    if counts[CHANGED]:
        parts.append(counted(counts[CHANGED], "изменённая", "изменённых", "изменённых"))
    return joined(parts)


def _partners(verdicts: list[dict[str, Any]]) -> int:
    return sum(1 for verdict in verdicts if verdict.get("partners"))


def read_answers(
    post: Any,
) -> tuple[dict[str, str], dict[str, dict[str, str]], list[tuple[int, str]]]:
    """choice_22=…, fix_22_birth_year=…, accept_22_full_name=…, create_class=7|Э of the preview's form."""
    choices: dict[str, str] = {}
    corrections: dict[str, dict[str, str]] = {}
    classes = []
    for name in post:
        head, _, rest = name.partition("_")
        if head == "choice" and rest.isdecimal():
            choices[rest] = post[name][:20]
        elif head == "fix":
            row, _, code = rest.partition("_")
            if row.isdecimal() and post[name] != post.get(f"was_{row}_{code}"):
                corrections.setdefault(row, {})[code] = post[name]
        elif head == "accept":
            row, _, code = rest.partition("_")
            if row.isdecimal() and not _is_typed(post, row, code):
                corrections.setdefault(row, {})[code] = post[name]
    for value in post.getlist("create_class"):
        grade, _, letter = value.partition("|")
        if grade.isdecimal() and len(grade) <= 2 and 1 <= int(grade) <= 12 and len(letter) <= 2:
            classes.append((int(grade), letter))
    return choices, corrections, classes


def _is_typed(post: Any, row: str, code: str) -> bool:
    """What a person typed wins over the offer that he ticked."""
    return post.get(f"fix_{row}_{code}") != post.get(f"was_{row}_{code}")


def return_query(post: Any) -> str:
    query = post.get("query", "")
    return f"?{query}" if query and "\n" not in query and len(query) < 100 else ""


def apply_page(request: HttpRequest, batch: ImportBatch, counts: Mapping[str, int]) -> dict[str, Any]:
    address = program_url(request.program, "participants:import_preview", base=batch.base, pk=batch.pk)
    partners = _partners(batch.verdicts)
    return {
        "counts": counts,
        "written": counts[NEW] + counts[CHANGED],
        "say": _say(counts),
        "facts": [
            {"label": VERDICTS[code][1], "value": counts[code], "url": f"{address}?show={code}"}
            for code in CODES
            if counts[code] or code in (NEW, CHANGED, SAME)
        ],
        "new_classes": joined([class_label((grade, letter)) for grade, letter in batch.new_classes]),
        "partners": partners,
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
        "admitted": summary["admitted"],
        "pairs": summary["offered_pairs"],
        "classes": len(summary["classes"]),
    }


def _cut(text: str) -> str:
    return text if len(text) <= 18 else text[:17] + "…"
