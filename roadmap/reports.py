from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from mentoring_site.names import signature_name
from mentoring_site.paper_blocks import Block, table
from programs.models import Program
from programs.reports import curator_name
from roadmap.changes import changes_of
from roadmap.models import Roadmap
from roadmap.tables import build_rows
from roadmap.tables_columns import HEADS, NUMBER, STAGE, column_codes, sections

# Classes of <col> on a portrait sheet (four columns) and on a landscape one; "" takes what is left.
WIDTHS = {
    "number": "w-11",
    "term": "w-32",
    "responsible": "w-51",
    "result": "w-46",
    "content": "w-75",
    "stage": "w-38",
}
# An empty cell of these is a marked line: a step cannot do without them.
LINES = {"term", "responsible"}
WIDE_WIDTHS = WIDTHS | {"responsible": "w-62"}  # «Заместитель директора по УВР» on one line
STAGE_WIDTHS = {"stage": "w-46", "result": "w-30"}  # a stage of two lines, so that rows stay low


def roadmap_paper(roadmap: Roadmap, program: Program, on: date, *, columns: int = 4) -> dict[str, Any]:
    """What reports/roadmap.html prints: the columns of section 9 or more, and «УТВЕРЖДАЮ» once approved."""
    school = program.school
    rows = build_rows(roadmap, program, on)
    codes = column_codes(columns, rows)
    widths = WIDE_WIDTHS if columns > 4 else WIDTHS
    if STAGE in codes:
        widths = widths | STAGE_WIDTHS
    return {
        "title": "\n".join(
            (
                "ДОРОЖНАЯ КАРТА",
                "внедрения Программы наставничества",
                f"в {school.short_name}",
                f"на {program.year_label} учебный год",
            )
        ),
        "document_title": f"Дорожная карта, {program.year_label} учебный год",
        "changes": changes_of(roadmap),
        "reason": roadmap.reason,
        "revision": roadmap.revision,
        "approve": _grif(roadmap, school.short_name),
        "is_wide": columns > 4,
        "heads": [
            {"text": HEADS[code], "width": widths.get(code, ""), "is_number": code == NUMBER}
            for code in codes
        ],
        "groups": [
            {
                "title": section.title,
                "rows": [
                    [
                        {"text": text, "is_number": code == NUMBER, "is_line": code in LINES}
                        for code, text in zip(codes, cells, strict=True)
                    ]
                    for cells in section.rows
                ],
            }
            for section in sections(rows, codes)
        ],
        "signatures": [
            {"post": "Куратор Программы", "name": _signature(curator_name(program, on))},
        ],
    }


def programme_blocks(program: Program) -> list[Block]:
    """Section 9 of the printed programme: the steps in force in the document's four columns."""
    roadmap = Roadmap.objects.in_force(program).first()
    if roadmap is None:
        return []
    rows = build_rows(roadmap, program, program.starts)
    codes = column_codes(4, rows)
    cells: list[list[str]] = []
    heads = []
    for section in sections(rows, codes):
        if section.title:
            heads.append(len(cells))
            cells.append([section.title, *[""] * (len(codes) - 1)])
        cells += section.rows
    return [
        table(
            f"Дорожная карта, {program.year_label} учебный год",
            ["№" if code == NUMBER else HEADS[code] for code in codes],
            cells,
            widths=(7, 45, 19, 29),
            numeric=(0,),
            groups=heads,
        )
    ]


def _grif(roadmap: Roadmap, school_name: str) -> dict[str, Any] | None:
    if roadmap.approved_at is None or roadmap.approved_by is None:
        return None
    return {
        "post": f"{roadmap.approver_title} {school_name}",
        "name": _signature(roadmap.approved_by.full_name),
        "date": timezone.localtime(roadmap.approved_at).date(),
    }


def _signature(full_name: str) -> str:
    return signature_name(full_name) if full_name else ""
