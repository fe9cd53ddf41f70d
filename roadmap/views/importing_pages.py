"""What the pages of the import show: plain values for the templates, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from mentoring_site import clock
from mentoring_site.words import counted, ru_date, short_date
from programs.tenancy import program_url
from roadmap.content import load_steps, role_titles
from roadmap.enums import ImportStage, Stage
from roadmap.importing.answers import Answer, missing_days
from roadmap.importing.headers import FIELDS, head_texts
from roadmap.importing.records import DOUBT_WORDS, SECTION, SKIP, Record
from roadmap.models import RoadmapImport
from roadmap.services import importing as service
from roadmap.services.sweeping import kept_until
from roadmap.services.writing import FIRST, NEXT, REPLACE, Forecast
from roadmap.views.common import crumbs, table_url

STEPS = (("file", "Файл"), ("table", "Таблица и столбцы"), ("review", "Проверка"), ("write", "Запись"))
DONE = "done"
PAGE_ROWS = 40
HEAD_ROWS = 14
KNOWN, OWN, DOUBT = "known", "own", "doubt"
STRIP = (
    (DOUBT, "warn", "проверить"),
    (KNOWN, "ok", "узнаны"),
    (OWN, "wait", "свои шаги"),
    (SECTION, "draft", "разделы"),
    (SKIP, "none", "пропущено"),
)
SILENT = {
    "шапка таблицы",
    "черта",
    "номера столбцов",
    "шапка повторена на новой странице",
    "в строке только номер",
}
SAMPLES = 3


def frame(request: HttpRequest, work: RoadmapImport | None, step: str) -> dict[str, Any]:
    return {
        "heading": "Загрузка дорожной карты",
        "lead": _lead(work, step),
        "kept_until": _until(work) if work is not None else "",
        "crumbs": crumbs(request, ("Загрузка карты", "")),
        "work": work,
        "steps": _steps(request, work, step) if step != DONE else [],
        "table_url": table_url(request),
        "can_write": request.program.is_open,
    }


def _lead(work: RoadmapImport | None, step: str) -> str:
    if work is None:
        return (
            "Карта вашей школы из Word, Excel или вставленная таблицей: сначала сайт покажет, как её понял."
        )
    source = f"Файл «{work.file_name}»" if work.file_name else "Вставленная таблица"
    if step == DONE:
        return source
    return f"{source}. До записи в карте ничего не меняется. Загрузка хранится на сайте до {_until(work)}"


def _until(work: RoadmapImport) -> str:
    return ru_date(clock.day_of(kept_until(work)))


def step_url(request: HttpRequest, work: RoadmapImport, name: str) -> str:
    return program_url(request.program, f"roadmap:{name}", pk=work.pk)


def recent_rows(request: HttpRequest, works: Iterable[RoadmapImport]) -> list[dict[str, Any]]:
    names = {ImportStage.TABLE: "import_table", ImportStage.REVIEW: "import_review"}
    return [
        {
            "name": work.file_name or "вставленная таблица",
            "created_at": work.created_at,
            "url": step_url(request, work, names.get(work.stage, "import_write")),
            "kind": "ok" if work.stage == ImportStage.WRITTEN else "wait",
            "state": work.get_stage_display(),
        }
        for work in works
    ]


# --- table and columns ------------------------------------------------------------------------------------


def table_page(request: HttpRequest, work: RoadmapImport) -> dict[str, Any]:
    chosen, grid, layout = service.chosen_of(work), service.grid_of(work), service.layout_from(work)
    heads = head_texts(grid, layout) if layout.has_head else [""] * grid.width
    body = [row for row in grid.rows[layout.body :] if any(row)]
    columns = [
        {
            "index": column,
            "title": heads[column] or f"Столбец {column + 1}",
            "samples": [cell for cell in (row[column] for row in body) if cell][:SAMPLES],
            "code": layout.columns.get(column, ""),
        }
        for column in range(grid.width)
    ]
    years = service.years_to_move(work)
    return {
        "tables": [
            {
                "index": at,
                "title": table["title"] or f"Таблица {at + 1}",
                "count": len(table["rows"]),
                "active": at == chosen.table,
            }
            for at, table in enumerate(work.tables)
        ],
        "chosen": chosen,
        "heads": [
            {"index": at, "text": " · ".join(" ".join(cell.split()) for cell in row if cell)[:90]}
            for at, row in enumerate(grid.rows[: max(HEAD_ROWS, chosen.head + 2)])
            if any(row)
        ],
        "columns": columns,
        "options": list(FIELDS.items()),
        "missing": [FIELDS[code] for code in ("term", "responsible") if code not in layout.columns.values()],
        "years": years,
        "years_text": f"на {counted(abs(years), 'год', 'года', 'лет')} {'вперёд' if years > 0 else 'назад'}",
        "year_label": request.program.year_label,
    }


# --- review -----------------------------------------------------------------------------------------------


def review_page(request: HttpRequest, work: RoadmapImport) -> dict[str, Any]:
    records = [record for record in service.records_of(work) if record.why not in SILENT]
    shown = request.GET.get("show", "")
    is_filter = shown in {code for code, _, _ in STRIP}
    rows = [record for record in records if not is_filter or _is(record, shown)]
    page_obj = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    undated = missing_days(records)
    return {
        "strip": [
            {
                "label": label,
                "kind": kind,
                "value": sum(_is(record, code) for record in records),
                "url": f"?show={code}",
                "active": shown == code,
            }
            for code, kind, label in STRIP
        ],
        "shown": shown,
        "total": len(records),
        "rows": [_row(record) for record in page_obj.object_list],
        "page_obj": page_obj,
        "undated": undated,
        "step_count": sum(record.is_step for record in records),
        "doubt_count": sum(_is(record, DOUBT) for record in records),
        "standards": [(step.number, f"№ {step.number} {step.short_title}") for step in load_steps()],
        "stages": list(Stage.choices),
        "roles": list(role_titles().items()),
        "query": request.GET.urlencode(),
    }


def read_answers(data: QueryDict) -> dict[int, Answer]:
    found = {}
    for text in data.getlist("row"):
        if not text.isdecimal() or len(text) > 6:
            continue
        standard, stage = data.get(f"standard_{text}", ""), data.get(f"stage_{text}", "")
        found[int(text)] = Answer(
            kind=data.get(f"kind_{text}", ""),
            standard=int(standard) if standard.isdecimal() and len(standard) < 4 else None,
            stage=int(stage) if stage.isdecimal() and int(stage[:3]) in Stage.values else None,
            starts=data.get(f"starts_{text}", ""),
            ends=data.get(f"ends_{text}", ""),
            roles=[role for role in data.getlist(f"role_{text}") if role in role_titles()],
            is_checked=bool(data.get(f"ok_{text}")),
        )
    return found


def kept_query(request: HttpRequest) -> str:
    """Back to the page and filter the answers came from; the next page when it was asked for."""
    kept = QueryDict(request.POST.get("query", "")[:200], mutable=True)
    if (page := request.POST.get("go", "")).isdecimal():
        kept["page"] = page
    if "write" in request.POST or not kept:
        return ""
    return f"?{kept.urlencode()}"


def _is(record: Record, code: str) -> bool:
    if code in (SECTION, SKIP):
        return record.kind == code
    if not record.is_step:
        return False
    if code == DOUBT:
        return bool(record.doubts)
    return not record.doubts and (record.standard is not None) == (code == KNOWN)


def _row(record: Record) -> dict[str, Any]:
    kind, word = _verdict(record)
    return {
        "record": record,
        "at": record.at,
        "label": record.at + 1,
        "badge": kind,
        "word": word,
        "days": _days(record),
        "stage": Stage(record.stage).label,
        "roles": ", ".join(role_titles()[role] for role in record.roles if role in role_titles()),
        "doubts": list(record.doubts.values()),
        "unknown": ", ".join(f"«{part}»" for part in record.unknown),
        "is_open": bool(record.doubts),
    }


def _verdict(record: Record) -> tuple[str, str]:
    if record.kind == SECTION:
        return "draft", "раздел"
    if record.kind == SKIP:
        return "none", "пропустить"
    if record.doubts:
        return "warn", "проверить: " + ", ".join(DOUBT_WORDS.get(part, part) for part in record.doubts)
    return ("ok", f"узнан шаг №\u00a0{record.standard}") if record.standard else ("wait", "свой шаг")


def _days(record: Record) -> str:
    if not record.has_days:
        return ""
    first, last = date.fromisoformat(record.starts), date.fromisoformat(record.ends)
    return short_date(first) if first == last else f"{short_date(first)} – {short_date(last)}"


# --- writing ----------------------------------------------------------------------------------------------


def write_page(request: HttpRequest, work: RoadmapImport, plan: Forecast) -> dict[str, Any]:
    records = service.records_of(work)
    steps = [record for record in records if record.is_step]
    review = step_url(request, work, "import_review")
    doubtful = sum(bool(record.doubts) for record in steps)
    return {
        "plan": plan,
        "is_first": plan.kind == FIRST,
        "is_replacing": plan.kind == REPLACE,
        "is_next": plan.kind == NEXT,
        "draft_from": _written_before(work, plan) if plan.kind == REPLACE else "",
        "say": counted(len(steps), "шаг", "шага", "шагов"),
        "facts": [
            {"label": "Шагов", "value": len(steps)},
            {"label": "Узнано шагов целевой модели", "value": sum(record.standard is not None for record in steps)},
            {"label": "Разделов", "value": len({record.section for record in steps if record.section})},
            {"label": "Осталось проверить", "value": doubtful, "url": f"{review}?show={DOUBT}"},
            {"label": "Строк пропущено", "value": sum(r.kind == SKIP for r in records if r.why not in SILENT),
             "url": f"{review}?show={SKIP}"},
        ],
        "undated": missing_days(records),
        "orphans": sum(not record.roles for record in steps),
        "left": left_of(records),
        "review_url": review,
    }  # fmt: skip


def _written_before(work: RoadmapImport, plan: Forecast) -> str:
    """«файл «карта.docx», 26.11.2026»: another load that made the draft which this one would replace."""
    written = RoadmapImport.objects.filter(program=work.program_id, stage=ImportStage.WRITTEN)
    found = written.filter(mapping__revision=plan.revision).defer("tables", "rows").first()
    if found is None:
        return ""
    name = f"файл «{found.file_name}»" if found.file_name else "вставленная таблица"
    return f"{name}, {short_date(timezone.localdate(found.created_at))}"


def done_page(request: HttpRequest, work: RoadmapImport) -> dict[str, Any]:
    records = service.records_of(work)
    revision = work.mapping.get("revision", 1)
    return {
        "step_count": sum(record.is_step for record in records),
        "left": left_of(records),
        "map_url": table_url(request) + (f"?revision={revision}" if revision > 1 else ""),
        "revision": revision,
    }


def left_of(records: Sequence[Record]) -> list[dict[str, Any]]:
    """All that was not placed: rows that become nothing, cells of columns that go nowhere."""
    left = []
    for record in records:
        if record.kind == SKIP:
            if record.why not in SILENT:
                left.append({"row": record.at + 1, "why": record.why, "text": record.raw_text})
            continue
        left += [{"row": record.at + 1, "why": head, "text": text} for head, text in record.left]
    return left


def _steps(request: HttpRequest, work: RoadmapImport | None, now: str) -> list[dict[str, str]]:
    at = [code for code, _ in STEPS].index(now)
    links = {"table": "import_table", "review": "import_review"}
    subs = {"write": "одним действием"}
    if work is not None:
        subs["file"] = "прочитан"
        if work.stage == ImportStage.REVIEW:
            doubts = sum(bool(record.doubts) and record.is_step for record in service.records_of(work))
            subs["review"] = (
                f"осталось {counted(doubts, 'строка', 'строки', 'строк')}" if doubts else "готова"
            )
    return [
        {
            "label": label,
            "state": "past" if index < at else "now" if index == at else "ahead",
            "sub": subs.get(code, ""),
            "url": step_url(request, work, links[code]) if index < at and code in links and work else "",
        }
        for index, (code, label) in enumerate(STEPS)
    ]
