"""Questionnaires that come with a new programme: from our data file, or last year's as the school has made them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from participants.enums import QuestionnaireKind
from participants.models import Questionnaire
from participants.questionnaires.editing import copy_into, create_questionnaire
from programs.models import Program

DATA = Path(__file__).resolve().parent / "applications.toml"


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(DATA.read_text(encoding="utf-8"))["questionnaire"])


def add_shipped(*, program: Program, by: Any) -> list[Questionnaire]:
    """Drafts of those that the programme lacks; a form that it has not leaves its own out."""
    forms = {form.code: form for form in program.forms.all()}
    had = set(Questionnaire.objects.filter(program=program).values_list("code", flat=True))
    made = []
    for template in shipped():
        code = template.get("form", "")
        if template["code"] in had or (code and code not in forms):
            continue
        head = {name: template[name] for name in ("title", "intro", "role")}
        made.append(
            create_questionnaire(
                program=program,
                by=by,
                code=template["code"],
                head=head | {"kind": QuestionnaireKind.APPLICATION, "form": forms.get(code)},
                questions=template["question"],
            )
        )
    return made


def keep_last_years(*, program: Program, previous: Program, by: Any) -> None:
    """The newest edition of each, as a draft to look through; what last year had not comes from the file."""
    newest: dict[str, Questionnaire] = {}
    for questionnaire in Questionnaire.objects.filter(program=previous).order_by("edition"):
        newest[questionnaire.code] = questionnaire
    for questionnaire in newest.values():
        copy_into(questionnaire, program)
    add_shipped(program=program, by=by)
