"""Rows of «до – после» for tests/access_world.py: a parameter by which somebody got worse, among six."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitoring.models import Parameter
from tests.monitoring.changes_world import make_parameter, measure_twice


def worsened(world: Any) -> Parameter:
    found = Parameter.objects.filter(program=world.program, code="access-worse").first()
    if found is None:
        found = make_parameter(world.program, "access-worse")
        measure_twice(found, [(3, 4)] * 5 + [(4, 3)], world.staff)
    return found


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "monitoring:change_": lambda world: {"pk": worsened(world).pk},
}
