"""The year's report for tests/access_world.py: {URL name: maker of the row}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitoring.report import KIND
from monitoring.services.reports import prepare_report
from programs.models import Document


def report(world: Any) -> Document:
    found = Document.objects.filter(program=world.program, kind=KIND).first()
    return found or prepare_report(program=world.program, by=world.staff, on=world.today)


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "monitoring:report_docx": lambda world: {"pk": report(world).pk},
    "monitoring:report_conclude": lambda world: {"code": "conclusions"},
}
