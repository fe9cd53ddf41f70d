"""Rows of the roadmap's import for tests/access_world.py: {URL name: maker of the row}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from roadmap.importing.reading import read_pasted
from roadmap.models import RoadmapImport
from roadmap.services.importing import start_import

TEXT = "№\tМероприятие\tСрок\n1\tВстреча\tмай 2027"


def roadmap_import(world: Any) -> RoadmapImport:
    found = RoadmapImport.objects.filter(program=world.program).first()
    return found or start_import(
        program=world.program, grids=read_pasted(TEXT), file_name="карта.docx", once="", by=world.staff
    )


def _import(world: Any) -> dict[str, Any]:
    return {"pk": roadmap_import(world).pk}


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "roadmap:import_": _import,
    "roadmap:import_upload": lambda world: {},
    "roadmap:import_template": lambda world: {},
}
