"""The programme document as data: load_template() returns it whole.

Texts live in the TOML files beside this module, one per subject, each thing once: tables of the section
tree that repeat typed data (stages, categories, forms, indicators …) are built here from that data.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from .template import (
    CategoryTemplate,
    Correction,
    DutyTemplate,
    FormTemplate,
    IndicatorTemplate,
    InteractionModelTemplate,
    ManagementRowTemplate,
    ProgramTemplate,
    RoleTemplate,
    SectionTemplate,
    StageTemplate,
)

__all__ = [
    "CategoryTemplate",
    "Correction",
    "DutyTemplate",
    "FormTemplate",
    "IndicatorTemplate",
    "InteractionModelTemplate",
    "ManagementRowTemplate",
    "ProgramTemplate",
    "RoleTemplate",
    "SectionTemplate",
    "StageTemplate",
    "load_template",
]

Rows = tuple[tuple[str, ...], ...]

DATA = Path(__file__).resolve().parent


@cache
def load_template() -> ProgramTemplate:
    """Read the data files once and return the programme document."""
    monitoring = _read("monitoring")
    substages = tuple(monitoring.pop("monitoring_substages"))
    management = tuple(_management_row(row) for row in _read("management")["row"])
    stages = tuple(StageTemplate(**stage) for stage in _read("stages")["stage"])
    roles = tuple(RoleTemplate(**role) for role in _read("staff")["role"])
    categories = tuple(CategoryTemplate(**category) for category in _read("categories")["category"])
    forms = tuple(_form(form) for form in _read("forms")["form"])
    indicators = _indicators(_read("indicators")["criterion"])
    rows = {
        **_lists(_read("general")),
        "terms": tuple((term["title"], term["definition"]) for term in _read("terms")["term"]),
        "management": tuple((row.title, _duties_cell(row.duties), row.term) for row in management),
        "stages": tuple((stage.title, stage.activities, stage.result) for stage in stages),
        "staff": tuple((role.title, role.definition) for role in roles),
        **_category_rows(categories),
        **_form_rows(forms),
        **_lists(monitoring),
        "monitoring_indicators": tuple((i.criterion_title, i.title, "", "", "") for i in indicators),
        **_lists(_read("motivation")),
    }
    intros = {f"{form.code}_goal": form.goal for form in forms}
    sections = tuple(
        _section(section, rows.pop(section["code"], ()), intros.pop(section["code"], ""))
        for section in _read("sections")["section"]
    )
    if rows or intros:
        raise ValueError(f"rows without a section: {sorted(rows) + sorted(intros)}")
    return ProgramTemplate(
        sections=sections,
        management=management,
        stages=stages,
        roles=roles,
        categories=categories,
        forms=forms,
        indicators=indicators,
        monitoring_substages=substages,
        corrections=tuple(Correction(**item) for item in _read("corrections")["correction"]),
    )


def _read(name: str) -> dict[str, Any]:
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _section(raw: dict[str, Any], rows: Rows, intro: str) -> SectionTemplate:
    return SectionTemplate(
        code=raw["code"],
        number=raw["number"],
        title=raw["title"],
        kind=raw["kind"],
        parent=raw.get("parent"),
        columns=tuple(raw.get("columns", ())),
        intro=raw.get("intro", intro),
        rows=rows,
        is_lost=raw.get("is_lost", False),
    )


def _lists(raw: dict[str, list[str]]) -> dict[str, Rows]:
    return {code: _one_column(items) for code, items in raw.items()}


def _one_column(items: list[str] | tuple[str, ...]) -> Rows:
    return tuple((item,) for item in items)


def _management_row(raw: dict[str, Any]) -> ManagementRowTemplate:
    role = raw["role"]
    duties = tuple(
        DutyTemplate(code=f"{role}_{number}", role=role, number=number, title=title)
        for number, title in enumerate(raw["duties"], start=1)
    )
    return ManagementRowTemplate(role=role, title=raw["title"], duties=duties, term=raw["term"])


def _duties_cell(duties: tuple[DutyTemplate, ...]) -> str:
    """Number the duties as the document does; a single one goes without a number."""
    if len(duties) == 1:
        return duties[0].title
    return ".\n".join(f"{duty.number}. {duty.title}" for duty in duties)


def _category_rows(categories: tuple[CategoryTemplate, ...]) -> dict[str, Rows]:
    kinds = dict.fromkeys(category.kind for category in categories)
    return {
        f"categories_{kind}": tuple((item.title,) for item in categories if item.kind == kind)
        for kind in kinds
    }


def _form(raw: dict[str, Any]) -> FormTemplate:
    return FormTemplate(
        code=raw["code"],
        title=raw["title"],
        mentor_kind=raw["mentor_kind"],
        mentee_kind=raw["mentee_kind"],
        goal=raw["goal"],
        tasks=tuple(raw["tasks"]),
        results=tuple(raw["results"]),
        mentor_portrait=tuple(raw["mentor_portrait"]),
        mentee_portrait=tuple(raw["mentee_portrait"]),
        mechanism=tuple((stage, activities) for stage, activities in raw["mechanism"]),
        models=tuple(InteractionModelTemplate(form=raw["code"], **model) for model in raw["model"]),
    )


def _form_rows(forms: tuple[FormTemplate, ...]) -> dict[str, Rows]:
    rows: dict[str, Rows] = {}
    for form in forms:
        portraits = ("\n".join(form.mentor_portrait), "\n".join(form.mentee_portrait))
        rows[f"{form.code}_tasks"] = _one_column(form.tasks)
        rows[f"{form.code}_results"] = _one_column(form.results)
        rows[f"{form.code}_participants"] = (portraits,)
        rows[f"{form.code}_models"] = tuple((f"«{model.title}»", model.goal) for model in form.models)
        rows[f"{form.code}_mechanism"] = form.mechanism
    return rows


def _indicators(criteria: list[dict[str, Any]]) -> tuple[IndicatorTemplate, ...]:
    return tuple(
        IndicatorTemplate(
            code=f"{criterion['code']}{number}",
            criterion=criterion["code"],
            title=title,
            criterion_title=criterion["title"],
        )
        for criterion in criteria
        for number, title in enumerate(criterion["indicators"], start=1)
    )
