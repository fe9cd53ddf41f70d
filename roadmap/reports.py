from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from mentoring_site.names import signature_name
from programs.models import Program
from programs.reports import curator_name
from roadmap.changes import changes_of
from roadmap.models import Roadmap
from roadmap.tables import build_rows, by_stage, role_word


def roadmap_paper(roadmap: Roadmap, program: Program, on: date) -> dict[str, Any]:
    """What reports/roadmap.html prints: the four columns of section 9 and «УТВЕРЖДАЮ» once approved."""
    school = program.school
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
        "groups": [
            {
                "title": group.paper_title,
                "steps": [
                    {
                        "number": row.step.number,
                        "title": row.step.title,
                        "term": row.step.term_text[:1].upper() + row.step.term_text[1:],
                        "responsible": [role_word(role) for role in row.roles],
                    }
                    for row in group.rows
                ],
            }
            for group in by_stage(build_rows(roadmap, program, on))
        ],
        "signatures": [
            {"post": "Куратор Программы", "name": _signature(curator_name(program, on))},
        ],
    }


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
