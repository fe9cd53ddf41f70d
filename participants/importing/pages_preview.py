"""The preview of the wizard: rows by verdict, what still stands in the way, and the answers that come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from django.http import HttpRequest

from mentoring_site.words import counted, joined
from participants.importing.columns import titles_of
from participants.importing.rehearse import CHANGED, CODES, ERROR, NEW, POSSIBLE, SAME, SKIPPED, totals
from participants.importing.rows import row_label
from participants.importing.tables import CHOICE_TAKE
from participants.importing.values import class_label
from participants.models import ImportBatch
from programs.models import SchoolClass
from programs.tenancy import program_url

VERDICTS: dict[str, tuple[str, str, str]] = {  # code -> shape, word of the strip, word of a row
    NEW: ("ready", "Новые", "Новый"),
    CHANGED: ("wait", "Изменятся", "Изменится"),
    SAME: ("done", "Без изменений", "Без изменений"),
    POSSIBLE: ("warn", "Возможно, уже есть", "Возможно, уже есть"),
    ERROR: ("late", "С ошибкой", "С ошибкой"),
    SKIPPED: ("none", "Пропущены", "Пропущена"),
}
NO_CLASS = "noclass"  # a filter beside the verdicts: pupils who would stand without a class
FOCUS = (POSSIBLE, ERROR, CHANGED)  # what the preview opens with
SUMMARY_LINKS = 5


def filtered(verdicts: list[dict[str, Any]], shown: str) -> list[dict[str, Any]]:
    """By default questions first, then errors and changes; new and same rows are folded away."""
    if shown == "all":
        return verdicts
    if shown == NO_CLASS:
        return [verdict for verdict in verdicts if verdict.get("lacks_class")]
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
    lacking = sum(1 for verdict in batch.verdicts if verdict.get("lacks_class"))
    classes = _class_options(batch) if lacking or batch.class_for_all else []
    missing = sorted({tuple(verdict["no_class"]) for verdict in batch.verdicts if verdict.get("no_class")})
    return {
        "strip": strip,
        "page_obj": page_obj,
        "rows": [_row(verdict, titles, classes) for verdict in page_obj],
        "shown": shown,
        "is_folded": not shown and page_obj.paginator.count < len(batch.verdicts),
        "total": len(batch.verdicts),
        "counts": counts,
        "lacking": lacking,
        "lacking_url": f"{address}?show={NO_CLASS}",
        "class_for_all": batch.class_for_all,
        "class_options": classes,
        "offers": sum(len(verdict.get("offers", {})) for verdict in batch.verdicts),
        "no_people": _no_people(batch.verdicts),
        "no_people_url": f"{address}?show={SKIPPED}",
        "to_do": _to_do(batch.verdicts, counts, titles),
        "missing_classes": [
            {"value": f"{grade}|{letter}", "label": class_label((grade, letter))} for grade, letter in missing
        ],
        "written": counts[NEW] + counts[CHANGED],
        "say": say(counts),
        "query": urlencode({key: value for key, value in request.GET.items() if key in ("show", "page")}),
        "partners": partners(batch.verdicts),
    }


def _class_options(batch: ImportBatch) -> list[tuple[str, str]]:
    """(«7А», «7 «А»») of the year's classes and of those that the writing will make."""
    keys = set(SchoolClass.objects.filter(program=batch.program).values_list("grade", "letter"))
    keys |= {(grade, letter) for grade, letter in batch.new_classes}
    return [(f"{grade}{letter}", class_label((grade, letter))) for grade, letter in sorted(keys)]


def _no_people(verdicts: Iterable[Mapping[str, Any]]) -> str:
    """«3 строки — не люди: итог, подпись под таблицей»; empty when all rows are people."""
    reasons = [verdict["why"].split(" строки ")[0] for verdict in verdicts if verdict.get("why")]
    if not reasons:
        return ""
    count = counted(len(reasons), "строка пропущена", "строки пропущены", "строк пропущено")
    return f"{count}, это не люди: {joined(list(dict.fromkeys(reasons)))}."


def _row(
    verdict: dict[str, Any], titles: Mapping[str, str], classes: list[tuple[str, str]]
) -> dict[str, Any]:
    kind, _, word = VERDICTS[verdict["code"]]
    choice = verdict.get("choice", "")
    offers = verdict.get("offers", {})
    return verdict | {
        "kind": kind,
        "word": "Строка пропущена" if verdict.get("why") else word,
        "label": row_label(verdict["row"]),
        "can_take": bool(verdict.get("why")) and not verdict["why"].startswith("продолжение"),
        "is_taken": choice == CHOICE_TAKE,
        "classes": classes if verdict.get("lacks_class") else [],
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
                "offer": offers.get(column, ""),
            }
            for column, text, cell in verdict["errors"]
        ],
        "is_skipped": verdict["code"] == SKIPPED,
    }


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
        "lines": [{"row": row, "label": row_label(row), "text": text} for row, text in lines],
        "more": counted(more, "строка", "строки", "строк") if more > 0 else "",
    }


def say(counts: Mapping[str, int]) -> str:
    parts = []
    if counts[NEW]:
        parts.append(counted(counts[NEW], "новая", "новых", "новых"))
    if counts[CHANGED]:
        parts.append(counted(counts[CHANGED], "изменённая", "изменённых", "изменённых"))
    return joined(parts)


def partners(verdicts: list[dict[str, Any]]) -> int:
    return sum(1 for verdict in verdicts if verdict.get("partners"))


class Answers(NamedTuple):
    """What the form of the preview says, as `batches.answer` takes it."""

    choices: dict[str, str]
    corrections: dict[str, dict[str, str]]
    new_classes: list[tuple[int, str]]
    class_for_all: str | None


def read_answers(post: Any) -> Answers:
    """choice_22=…, fix_22_birth_year=…, accept_22_full_name=…, class_22=7А, create_class=7|Э, class_for_all=7А."""
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
        elif head == "class" and rest.isdecimal() and post[name]:
            corrections.setdefault(rest, {})["place"] = post[name]
        elif head == "accept":
            row, _, code = rest.partition("_")
            if row.isdecimal() and not _is_typed(post, row, code):
                corrections.setdefault(row, {})[code] = post[name]
    for value in post.getlist("create_class"):
        grade, _, letter = value.partition("|")
        if grade.isdecimal() and len(grade) <= 2 and 1 <= int(grade) <= 12 and len(letter) <= 2:
            classes.append((int(grade), letter))
    return Answers(choices, corrections, classes, post.get("class_for_all"))


def _is_typed(post: Any, row: str, code: str) -> bool:
    """What a person typed wins over the offer that he ticked."""
    return post.get(f"fix_{row}_{code}") != post.get(f"was_{row}_{code}")


def return_query(post: Any) -> str:
    """The filter and the page to come back to; «Сохранить ответы и дальше» asks for the next page."""
    query = post.get("query", "")
    if post.get("go", "").isdecimal():
        shown = parse_qs(query).get("show", [""])[0]
        query = urlencode(
            {**({"show": shown} if shown in (*CODES, NO_CLASS, "all") else {}), "page": post["go"][:6]}
        )
    return f"?{query}" if query and "\n" not in query and len(query) < 100 else ""
