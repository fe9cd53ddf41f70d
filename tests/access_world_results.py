"""Expected results for tests/access_world.py: {URL name: maker of the arguments}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitoring.enums import ResultGroup
from monitoring.models import ExpectedResult


def result(world: Any) -> ExpectedResult:
    found = ExpectedResult.objects.filter(program=world.program).first()
    return found or ExpectedResult.objects.create(
        school=world.program.school,
        program=world.program,
        group=ResultGroup.GENERAL,
        number=1,
        text="рост мотивации к учебе",
    )


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "monitoring:result": lambda world: {"pk": result(world).pk},
    "monitoring:result_save": lambda world: {"pk": result(world).pk},
}
