"""Questionnaires that come with a new programme: from our data files, or last year's as the school has made them.

A template: {"code", "title", "intro", "role", "kind", "form": code or "", "question": [{"code", QUESTION_FIELDS …}]},
surveys also have "moment" and "is_anonymous". Upper apps add theirs to SHIPPED_QUESTIONNAIRES.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from mentoring_site.words import counted
from participants.enums import QuestionnaireKind
from participants.models import Question, Questionnaire
from participants.questionnaires.editing import copy_into
from participants.registries import SHIPPED_QUESTIONNAIRES
from participants.services.guards import refuse_closed
from programs.models import Program
from programs.services.audit import record_event

DATA = Path(__file__).resolve().parent / "applications.toml"
HEAD = ("title", "intro", "role", "kind", "moment", "is_anonymous")
WORDS = ("анкета", "анкеты", "анкет")

Template = Mapping[str, Any]


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["questionnaire"]
    return tuple(row | {"kind": QuestionnaireKind.APPLICATION} for row in rows)


def add_shipped(*, program: Program, by: Any) -> list[Questionnaire]:
    """Drafts of the applications that the programme lacks."""
    return add_templates(program=program, templates=shipped(), by=by)


def lacking(program: Program) -> list[Template]:
    """Templates of every kind that the programme has no edition of; a form that it has not leaves its own out."""
    return _lacking(program, [template for templates in SHIPPED_QUESTIONNAIRES for template in templates()])


def add_lacking(*, program: Program, by: Any) -> list[Questionnaire]:
    return add_templates(program=program, templates=lacking(program), by=by)


@transaction.atomic
def add_templates(*, program: Program, templates: Iterable[Template], by: Any) -> list[Questionnaire]:
    """Drafts of those that the programme lacks, in three queries: a new year brings some twenty of them.

    What our files hold is checked by tests, so nothing is validated here.
    """
    refuse_closed(program)
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)  # pressed twice, added once
    wanted = _lacking(program, templates)
    if not wanted:
        return []
    forms = {form.code: form for form in program.forms.all()}
    made = Questionnaire.objects.bulk_create(
        Questionnaire(
            school=program.school,
            program=program,
            code=template["code"],
            form=forms.get(template.get("form", "")),
            **{name: template[name] for name in HEAD if name in template},
        )
        for template in wanted
    )
    Question.objects.bulk_create(
        Question(school=program.school, questionnaire=questionnaire, position=position, **question)
        for questionnaire, template in zip(made, wanted, strict=True)
        for position, question in enumerate(template["question"], start=1)
    )
    record_event(
        "questionnaire.create",
        by=by,
        program=program,
        sentence=f"добавлены типовые анкеты: {counted(len(made), *WORDS)}",
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


def _lacking(program: Program, templates: Iterable[Template]) -> list[Template]:
    forms = set(program.forms.values_list("code", flat=True))
    had = set(Questionnaire.objects.filter(program=program).values_list("code", flat=True))
    return [
        template
        for template in templates
        if template["code"] not in had and template.get("form", "") in forms | {""}
    ]
