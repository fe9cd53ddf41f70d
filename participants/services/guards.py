"""Guards shared by the services of people and bases."""

from __future__ import annotations

from programs.models import Program
from programs.services.audit import Refusal


def refuse_closed(program: Program) -> None:
    """A finished year is read, not written."""
    if not program.is_open:
        raise Refusal(
            f"Программа {program.year_label} {program.get_state_display()}, её база больше не меняется. "
            "Откройте программу текущего года."
        )
