"""Rows of the measures for tests/access_world.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitoring.models import Parameter


def parameter(world: Any) -> Parameter:
    return Parameter.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        code="access-check",
        defaults={
            "title": "Проверка прав",
            "block": "growth",
            "subject": "mentee",
            "source_role": "psychologist",
            "confidentiality": "psychologist",
        },
    )[0]


def class_with_somebody(world: Any) -> dict[str, Any]:
    """A class of nobody's own with a mentee whom class teachers measure."""
    Parameter.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        code="access-class",
        defaults={
            "title": "Проверка прав",
            "block": "growth",
            "subject": "mentee",
            "source_role": "class_teacher",
        },
    )
    return {"pk": world.mentee.person.enrolments.get().school_class_id}


MEASURE_ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "monitoring:parameter_edit": lambda world: {"pk": parameter(world).pk},
    "monitoring:parameter_move": lambda world: {"pk": parameter(world).pk},
    "monitoring:measure_parameter": lambda world: {"pk": parameter(world).pk},
    "monitoring:measure_open": lambda world: {"pk": parameter(world).pk},
    "monitoring:measure_class": class_with_somebody,
    "monitoring:measure_group": lambda world: {"pk": world.group.pk},
}
