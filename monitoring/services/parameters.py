"""Parameters of stage 2: the shipped set, last year's, and changes that leave what was measured comparable."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import get_random_string

from monitoring.enums import Confidentiality
from monitoring.models import Measurement, Parameter
from participants.services.guards import refuse_closed
from programs.models import MentoringForm, Program, User
from programs.services.audit import Refusal, claim_key, lock_version, record_event

DATA = Path(__file__).resolve().parent.parent / "content" / "parameters.toml"
FIELDS = (
    *("title", "block", "subject", "form", "unit", "minimum", "maximum", "decimals", "direction"),
    *("smallest_change", "source_role", "confidentiality", "method", "pair_code", "is_active"),
)
# What values were typed by: another scale would make them mean something else.
SCALE = {
    "subject": "у кого измеряют",
    "form": "форма наставничества",
    "unit": "единица",
    "minimum": "наименьшее",
    "maximum": "наибольшее",
    "decimals": "знаков после запятой",
    "direction": "что лучше",
    "confidentiality": "доступ",
    "pair_code": "парный вопрос",
}


STEP = {"smallest_change": "наименьшее заметное изменение"}


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(DATA.read_text(encoding="utf-8"))["parameter"])


def parameters_from_template(*, program: Program, by: User | None = None) -> None:
    """Give a new programme the shipped parameters; those of a form that it does not have are left out."""
    forms = {form.code: form for form in MentoringForm.objects.filter(program=program)}
    lines = [line for line in shipped() if line.get("form", "") in {"", *forms}]
    Parameter.objects.bulk_create(
        _from_line(program, position, dict(line), forms) for position, line in enumerate(lines, 1)
    )


def _from_line(
    program: Program, position: int, line: dict[str, Any], forms: Mapping[str, MentoringForm]
) -> Parameter:
    is_sealed = line.pop("confidential", False)
    form = forms.get(line.pop("form", ""))
    return Parameter(
        school=program.school,
        program=program,
        position=position,
        form=form,
        smallest_change=Decimal(line.pop("smallest_change", "1")),
        confidentiality=Confidentiality.PSYCHOLOGIST if is_sealed else Confidentiality.OPEN,
        **line,
    )


def parameters_from_previous(*, program: Program, previous: Program, by: User | None = None) -> None:
    """Last year's parameters with the school's own changes; what was switched off stays behind."""
    forms = {form.code: form for form in MentoringForm.objects.filter(program=program)}
    old = Parameter.objects.filter(program=previous, is_active=True).select_related("form")
    if not old.exists():
        parameters_from_template(program=program, by=by)
        return
    kept = [one for one in old if one.form is None or one.form.code in forms]
    Parameter.objects.bulk_create(
        Parameter(
            school=program.school,
            program=program,
            code=one.code,
            position=position,
            form=forms[one.form.code] if one.form else None,
            **{name: getattr(one, name) for name in FIELDS if name not in ("form", "is_active")},
        )
        for position, one in enumerate(kept, 1)
    )


@transaction.atomic
def create_parameter(
    *, program: Program, values: Mapping[str, Any], by: User, key: str = ""
) -> Parameter | None:
    """values: of FIELDS. None when the same form was sent before. Raises ValidationError by field, Refusal."""
    refuse_closed(program)
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if claim_key(key, by=by) is None:
        return None
    last = Parameter.objects.filter(program=program).aggregate(last=Max("position"))["last"] or 0
    code = f"own-{get_random_string(8, 'abcdefghijklmnopqrstuvwxyz0123456789')}"
    parameter = Parameter(school=program.school, program=program, code=code, position=last + 1)
    _write(parameter, values)
    record_event(
        "parameter.create",
        by=by,
        target=parameter,
        program=program,
        sentence=f"добавлен параметр «{parameter}»",
    )
    return parameter


@transaction.atomic
def edit_parameter(
    *, parameter: Parameter, values: Mapping[str, Any], shown_version: int, by: User
) -> Parameter:
    """Raises ValidationError by field, StaleVersion, Refusal for a closed year or a scale that has measures."""
    refuse_closed(parameter.program)
    parameter = Parameter.objects.select_for_update(of=("self",)).get(pk=parameter.pk)
    lock_version(parameter, shown_version)
    changed = [name for name, value in values.items() if getattr(parameter, name) != value]
    _refuse_other_scale(parameter, changed)
    _write(parameter, values)
    if changed:
        labels = [str(Parameter._meta.get_field(name).verbose_name) for name in changed]
        record_event(
            "parameter.edit",
            by=by,
            target=parameter,
            sentence=f"параметр «{parameter}», изменено: {', '.join(labels)}",
        )
    return parameter


@transaction.atomic
def move_parameter(*, parameter: Parameter, up: bool, by: User) -> None:
    """One place up or down among its block; at the end nothing happens."""
    refuse_closed(parameter.program)
    rows = Parameter.objects.select_for_update(of=("self",)).filter(program=parameter.program_id)
    ordered = list(rows.order_by("position", "pk"))
    block = [one for one in ordered if one.block == parameter.block]
    place = next(number for number, one in enumerate(block) if one.pk == parameter.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(block):
        return
    here, there = ordered.index(block[place]), ordered.index(block[other])
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for number, one in enumerate(ordered, 1):
        one.position = number
    Parameter.objects.bulk_update(ordered, ["position"])
    record_event(
        "parameter.move",
        by=by,
        target=parameter,
        sentence=f"параметр «{parameter}» передвинут {'выше' if up else 'ниже'}",
    )


def _write(parameter: Parameter, values: Mapping[str, Any]) -> None:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"not a field of a parameter: {sorted(unknown)}")
    for name, value in values.items():
        setattr(parameter, name, value)
    parameter.full_clean(exclude=["school", "program", "code"])
    parameter.save()


def _refuse_other_scale(parameter: Parameter, changed: list[str]) -> None:
    """Of sealed values the smallest change stays too: by moving it one would read how large each change was."""
    fixed = SCALE | (STEP if parameter.confidentiality == Confidentiality.PSYCHOLOGIST else {})
    touched = [label for name, label in fixed.items() if name in changed]
    if not touched:
        return
    count = Measurement.objects.filter(parameter=parameter).count()
    if count:
        raise Refusal(
            f"По этому параметру уже есть измерения ({count}), поэтому нельзя менять: {', '.join(touched)}. "
            "Иначе «до» и «после» нельзя будет сравнить. Выключите этот параметр и заведите новый."
        )
