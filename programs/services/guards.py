"""Guards that several services of the office share."""

from __future__ import annotations

from programs.models import Program
from programs.services.audit import Refusal


def refuse_closed(program: Program) -> None:
    """Classes, groups and who leads them stay as they were when the year ended."""
    if not program.is_open:
        raise Refusal(
            f"Программа {program.year_label} {program.get_state_display()}, её классы и объединения больше "
            "не меняются. Откройте программу текущего года."
        )


def refuse_over(program: Program) -> None:
    """What the director provides for a year stays as it was when the year ended."""
    if not program.is_open:
        raise Refusal(
            f"Программа {program.year_label} {program.get_state_display()}, её условия больше не меняются. Откройте "
            "программу текущего года."
        )
