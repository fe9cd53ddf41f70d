"""Weights and rules of the matching: the programme's own, or the defaults until somebody changes them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from pairing.matching.model import DEFAULT_WEIGHTS, Settings
from pairing.models import MatchingSettings
from pairing.services.keeping import refuse_closed_program
from programs.models import Program, User
from programs.services.audit import lock_version, record_event
from programs.services.fields import write_fields

COPIED = ("weights", "levels", "floor", "group_min", "group_max", "ideal_gap", "draft_bonus")


def settings_of(program: Program) -> MatchingSettings:
    """Saved settings, or unsaved defaults."""
    found = MatchingSettings.objects.filter(program=program).first()
    return found or MatchingSettings(school=program.school, program=program)


def engine_settings(saved: MatchingSettings, *, mode: str, seed: int) -> Settings:
    """What the calculation is given. Weights that are not saved keep their defaults."""
    return Settings(
        weights={**DEFAULT_WEIGHTS, **saved.weights},
        levels=dict(saved.levels),
        mode=mode,
        floor=saved.floor,
        group_min=saved.group_min,
        group_max=saved.group_max,
        ideal_gap=saved.ideal_gap,
        seed=seed,
        draft_bonus=saved.draft_bonus,
    )


def as_record(settings: Settings) -> dict[str, Any]:
    """Settings as a run keeps them."""
    return {
        "weights": dict(settings.weights),
        "levels": dict(settings.levels),
        "mode": str(settings.mode),
        "floor": settings.floor,
        "group_min": settings.group_min,
        "group_max": settings.group_max,
        "ideal_gap": settings.ideal_gap,
        "seed": settings.seed,
        "draft_bonus": settings.draft_bonus,
    }


def from_record(record: dict[str, Any]) -> Settings:
    return Settings(**record)


@transaction.atomic
def save_settings(*, program: Program, shown_version: int, by: User, **values: Any) -> MatchingSettings:
    """Write the settings; the first save makes the row. Raises StaleVersion, ValidationError by field.

    shown_version: of the page; 1 while nothing is saved yet.
    """
    refuse_closed_program(program)
    # One row per programme: without the lock two first saves would both make it.
    Program.objects.select_for_update().get(pk=program.pk)
    settings = settings_of(program)
    is_new = settings.pk is None
    lock_version(settings, shown_version)
    changed = write_fields(settings, values)
    if changed or is_new:
        record_event(
            "matching.settings",
            by=by,
            target=settings,
            program=program,
            sentence=f"настройки подбора, изменено: {', '.join(changed)}"
            if changed
            else "сохранены настройки подбора",
        )
    return settings


def default_settings(*, program: Program, by: Any) -> None:
    """Nothing to write: the defaults hold until the first save."""


def copy_settings(*, program: Program, previous: Program, by: Any) -> None:
    """A new year matches by the rules of the last one."""
    last = MatchingSettings.objects.filter(program=previous).first()
    if last is None or MatchingSettings.objects.filter(program=program).exists():
        return
    copied = MatchingSettings.objects.create(
        school=program.school, program=program, **{name: getattr(last, name) for name in COPIED}
    )
    record_event(
        "matching.settings",
        by=by,
        target=copied,
        program=program,
        sentence=f"настройки подбора перенесены из {previous.year_label} учебного года",
    )
