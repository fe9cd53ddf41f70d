"""What the roadmap app puts into the registries."""

from typing import Any

from programs.registries import ProgramPart, register_program_part
from roadmap.services.making import make_from_previous, make_from_template


def _from_template(**given: Any) -> None:
    make_from_template(**given)


def _from_previous(**given: Any) -> None:
    make_from_previous(**given)


register_program_part(
    ProgramPart("roadmap", 50, from_template=_from_template, from_previous=_from_previous),
)
