"""The year's report put together: sections of all rooms, numbered, with the curator's conclusions.

Source: domain §3.3; section 6 of the programme document («аналитика реализуемой Программы наставничества»).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

from mentoring_site.names import signature_name
from mentoring_site.paper_blocks import Block, typed
from monitoring.services.texts import texts_of
from programs.models import Program
from programs.registries.papers import REPORT_SECTIONS
from programs.reports import curator_name

KIND = "monitoring_report"
TEMPLATE_VERSION = 1


def text_code(section_code: str) -> str:
    """Where the conclusion on a section is kept (MonitoringText.code)."""
    return f"report-{section_code}"


def title_of(program: Program) -> str:
    return f"О результатах мониторинга Программы наставничества за {program.year_label} учебный год"


def sections_of(program: Program, on: date) -> list[dict[str, Any]]:
    """Sections that have something to say or a conclusion: number, code, title, blocks, conclusion, version,
    needs_word: lines for the pen stand there while the conclusion is not written.

    Tables and figures are numbered through the whole paper.
    """
    texts, tables, figures = texts_of(program), count(1), count(1)
    found: list[dict[str, Any]] = []
    for section in REPORT_SECTIONS:
        written = texts.get(text_code(section.code))
        text = written.text if written else ""
        blocks = section.build(program, on)
        if not (blocks or text or section.is_always):
            continue
        found.append(
            {
                "number": len(found) + 1,
                "code": section.code,
                "title": section.title,
                "blocks": list(_numbered(blocks, tables, figures)),
                "conclusion": text,
                "version": written.version if written else 0,
                "needs_word": section.is_always,
            }
        )
    return found


def snapshot_of(program: Program, on: date) -> dict[str, Any]:
    """What the paper prints and keeps: plain data; an unwritten last word is a place for the pen."""
    return {
        "sections": [
            {
                "number": section["number"],
                "title": section["title"],
                "blocks": [
                    *section["blocks"],
                    *(
                        [typed(section["conclusion"])]
                        if section["conclusion"] or section["needs_word"]
                        else []
                    ),
                ],
            }
            for section in sections_of(program, on)
        ],
        "year_label": program.year_label,
        "made_on": on.isoformat(),
        "curator": signature_name(name) if (name := curator_name(program, on)) else "",
    }


def _numbered(blocks: list[Block], tables: Iterator[int], figures: Iterator[int]) -> Iterator[Block]:
    for block in blocks:
        if block["kind"] == "table":
            yield {**block, "caption": f"Таблица\u00a0{next(tables)}. {block['caption']}"}
        elif block["kind"] == "figure":
            yield {**block, "caption": f"Рисунок\u00a0{next(figures)}. {block['caption']}"}
        else:
            yield block
