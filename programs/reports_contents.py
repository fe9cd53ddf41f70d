"""«Опись» of the curator's folder: what is in it, what waits, what lacks. As a paper and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from mentoring_site.pdf import render_pdf
from mentoring_site.spreadsheets import write_table
from mentoring_site.words import short_date
from programs.folder import stage_titles
from programs.models import Program
from programs.services.documents import school_snapshot

SIGNED, FRESH = "подписан", "из данных, без подписи"
UNSIGNED = "ждёт подписи, не вошёл"
BROKEN = "не напечаталось"
LACKS, ON_PAPER = "нет", "на бумаге, приложите сами"
HEADER = ("№", "Этап", "Документ", "Номер", "Дата", "Файл", "Примечание", "SHA-256")


@dataclass
class Entry:
    """A line of the contents. path: "" when there is no file."""

    stage: int
    title: str
    number: str = ""
    day: date | None = None
    path: str = ""
    note: str = ""
    sha256: str = ""


def contents_table(program: Program, entries: Sequence[Entry]) -> bytes:
    rows = [
        [
            number,
            _stage_words(entry.stage),
            entry.title,
            entry.number or None,
            entry.day,
            entry.path or None,
            entry.note,
            entry.sha256 or None,
        ]
        for number, entry in enumerate(entries, start=1)
    ]
    title = f"Опись папки куратора, {program.year_label}"
    return write_table("xlsx", title=title, header=HEADER, rows=rows, sheet_name="Опись")


def contents_pdf(program: Program, entries: Sequence[Entry], on: date) -> bytes:
    return render_pdf("reports/folder_contents.html", contents_context(program, entries, on))


def contents_context(program: Program, entries: Sequence[Entry], on: date) -> dict[str, Any]:
    """entries in the order of stages."""
    numbered = list(enumerate(entries, start=1))
    stages = [
        {"title": _stage_words(stage), "rows": [_row(number, entry) for number, entry in rows]}
        for stage, rows in groupby(numbered, key=lambda pair: pair[1].stage)
    ]
    return {
        "school": school_snapshot(program.school),
        "title": "Опись документов программы наставничества",
        "program": program,
        "on": on,
        "stages": stages,
        "sums": _sums(entries),
    }


def _row(number: int, entry: Entry) -> dict[str, Any]:
    day = short_date(entry.day) if entry.day else ""
    return {
        "number": number,
        "title": entry.title,
        "said": " от ".join(filter(None, (f"№ {entry.number}" if entry.number else "", day))),
        "file": entry.path.rpartition("/")[2],
        "note": entry.note,
    }


def _sums(entries: Sequence[Entry]) -> str:
    """«В папке: 48, ждут подписи: 6, нет: 5»: the inspector's first question."""
    sums = [
        ("в папке", sum(bool(entry.path) for entry in entries)),
        ("ждут подписи", sum(entry.note == UNSIGNED for entry in entries)),
        ("не напечатались", sum(entry.note.startswith(BROKEN) for entry in entries)),
        ("нет", sum(entry.note.startswith(LACKS) for entry in entries)),
        ("хранятся на бумаге", sum(entry.note == ON_PAPER for entry in entries)),
    ]
    return ", ".join(f"{words}: {count}" for words, count in sums if count)


def _stage_words(stage: int) -> str:
    return f"{stage}. {stage_titles()[stage]}"
