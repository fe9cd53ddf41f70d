"""A plural role handed over: the parts that its holder has marked count for the successor."""

from __future__ import annotations

from typing import Any

from mentoring_site.words import counted
from programs.models import Program, User
from roadmap.models import StepPart
from roadmap.transitions import OPEN_STEP_STATES


def take_over_parts(*, program: Program, role: str, giver: User, taker: User, by: Any) -> str:
    """Copy the giver's marks on open steps; his own stay as history. Returns words, "" for none."""
    done = set(
        StepPart.objects.filter(step__program=program, role=role, user=taker).values_list("step", flat=True)
    )
    parts = [
        part
        for part in StepPart.objects.filter(
            step__program=program, step__state__in=OPEN_STEP_STATES, role=role, user=giver
        )
        if part.step_id not in done
    ]
    StepPart.objects.bulk_create(
        StepPart(
            school=program.school,
            step_id=part.step_id,
            role=role,
            user=taker,
            note=f"Отметка до передачи роли ({giver}). {part.note}".strip()[:2000],
            done_at=part.done_at,
        )
        for part in parts
    )
    return counted(len(parts), "отметка", "отметки", "отметок") + " дорожной карты" if parts else ""
