"""Makers of parameters and measures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from monitoring.enums import Confidentiality
from monitoring.models import Measurement, Parameter
from monitoring.services.measurements import Saved, Typed, save_measurements
from programs.models import Program, User
from programs.tenancy import access_for
from tests.factories import TODAY

DAY = date(2026, 9, 15)


def make_parameter(program: Program, code: str = "mark", **fields: Any) -> Parameter:
    """An average mark of mentees-pupils from 2 to 5, typed by class teachers."""
    defaults: dict[str, Any] = {
        "title": "Средний балл",
        "block": "progress",
        "subject": "mentee",
        "unit": "отметка",
        "minimum": Decimal(2),
        "maximum": Decimal(5),
        "decimals": 2,
        "source_role": "class_teacher",
    }
    return Parameter.objects.create(
        school=program.school, program=program, code=code, **{**defaults, **fields}
    )


def make_sealed(program: Program, code: str = "anxiety", **fields: Any) -> Parameter:
    """School anxiety, which only the psychologist sees."""
    defaults: dict[str, Any] = {
        "title": "Школьная тревожность",
        "block": "growth",
        "unit": "баллы",
        "minimum": Decimal(0),
        "maximum": Decimal(58),
        "decimals": 0,
        "direction": "less",
        "source_role": "psychologist",
        "confidentiality": Confidentiality.PSYCHOLOGIST,
    }
    return make_parameter(program, code, **{**defaults, **fields})


def save(user: User, program: Program, *typed: Typed, **fields: Any) -> Saved:
    defaults: dict[str, Any] = {"moment": "before", "measured_on": DAY, "today": TODAY}
    return save_measurements(access=access_for(user, program, TODAY), typed=typed, **{**defaults, **fields})


def values_of(parameter: Parameter, moment: str) -> dict[int | None, Decimal | None]:
    """What is stored of people, by their keys; a sealed value is None. The latest one counts."""
    rows = Measurement.objects.filter(parameter=parameter, moment=moment).order_by("measured_on", "pk")
    return {row.person_id: row.value for row in rows}
