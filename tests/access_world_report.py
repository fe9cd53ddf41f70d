"""The year's report for tests/access_world.py: {URL name: maker of the row}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitoring.models import Award, ModelIndicator
from monitoring.report import KIND
from monitoring.services.reports import prepare_report
from programs.models import Document


def report(world: Any) -> Document:
    found = Document.objects.filter(program=world.program, kind=KIND).first()
    return found or prepare_report(program=world.program, by=world.staff, on=world.today)


def indicator(world: Any) -> ModelIndicator:
    return ModelIndicator.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        code="check",
        defaults={"title": "Проверка прав", "numerator": "mentees", "denominator": "pupils"},
    )[0]


def award(world: Any) -> Award:
    return Award.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        kind="certificate",
        person=world.person,
        defaults={"reason": "за терпение", "created_by": world.staff},
    )[0]


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "monitoring:report_docx": lambda world: {"pk": report(world).pk},
    "monitoring:count_people": lambda world: {"code": "mentees"},
    "monitoring:indicator_edit": lambda world: {"pk": indicator(world).pk},
    "monitoring:award_certificate_pdf": lambda world: {"pk": award(world).pk},
    "monitoring:certificate_sample_pdf": lambda world: {"design": "formal", "kind": "certificate"},
    "monitoring:report_conclude": lambda world: {"code": "conclusions"},
}
