"""Questionnaires of the monitoring that come with a programme: our own words for what the method asks."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from participants.enums import QuestionKind, QuestionnaireKind
from participants.models import Questionnaire
from participants.questionnaires.defaults import add_templates
from programs.models import Program

DATA = Path(__file__).resolve().parent.parent / "content" / "questionnaires.toml"


@cache
def shipped_surveys() -> tuple[dict[str, Any], ...]:
    """Templates as participants/questionnaires/defaults.py takes them."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["questionnaire"]
    return tuple(_template(row) for row in rows)


def add_shipped_surveys(*, program: Program, by: Any) -> list[Questionnaire]:
    """Drafts of those that the programme lacks; a form that it has not leaves its own out."""
    return add_templates(program=program, templates=shipped_surveys(), by=by)


def keep_surveys(*, program: Program, previous: Program, by: Any) -> None:
    """Last year's have come with the other questionnaires (participants); here is what last year had not."""
    add_shipped_surveys(program=program, by=by)


def _template(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("code", "title", "intro", "role", "moment")}
    return kept | {
        "form": row.get("form", ""),
        "kind": QuestionnaireKind.SURVEY,
        "is_anonymous": row.get("anonymous", False),
        "question": [_question(question) for question in row["question"]],
    }


def _question(row: dict[str, Any]) -> dict[str, Any]:
    is_open = row["kind"] == QuestionKind.OPEN
    return {
        "code": row["code"],
        "kind": row["kind"],
        "text": row["text"],
        "help_text": row.get("help", ""),
        "is_required": not is_open and not row.get("optional", False),
        "options": row.get("options", []),
        "scale_labels": row.get("ends", []),
        "pair_code": row["code"] if row.get("pair") else "",
        "factor": row.get("factor", ""),
    }
