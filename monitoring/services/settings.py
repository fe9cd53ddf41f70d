"""Thresholds of a programme's monitoring: defaults until the school has said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from monitoring.models import MonitoringSettings
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import lock_version, record_event

FIELDS = (
    *("strong_from", "weak_to", "high_mark", "satisfaction_rule", "satisfied_mean"),
    *("smallest_group", "allows_not_applicable", "ages_on"),
)


def settings_of(program: Program) -> MonitoringSettings:
    """The stored row, or an unsaved one with the defaults."""
    found = MonitoringSettings.objects.filter(program=program).first()
    return found or MonitoringSettings(school=program.school, program=program)


@transaction.atomic
def save_settings(
    *, program: Program, values: Mapping[str, Any], shown_version: int, by: User
) -> MonitoringSettings:
    """values: FIELDS; shown_version: 0 while nothing was stored yet.

    Raises ValidationError by field, Refusal for a closed year, StaleVersion.
    """
    refuse_closed(program)
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    settings = settings_of(program)
    if settings.pk is not None:
        settings = MonitoringSettings.objects.select_for_update().get(pk=settings.pk)
        lock_version(settings, shown_version)
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"not a setting of the monitoring: {sorted(unknown)}")
    for name, value in values.items():
        setattr(settings, name, value)
    settings.full_clean(exclude=["school", "program"], validate_unique=False)
    settings.save()
    record_event(
        "monitoring.settings",
        by=by,
        target=settings,
        program=program,
        sentence="изменены настройки мониторинга",
    )
    return settings


def settings_from_previous(*, program: Program, previous: Program, by: User | None = None) -> None:
    """Last year's thresholds go on; the day of the ages is the year's own."""
    old = MonitoringSettings.objects.filter(program=previous).first()
    if old is None:
        return
    MonitoringSettings.objects.create(
        school=program.school,
        program=program,
        **{name: getattr(old, name) for name in FIELDS if name != "ages_on"},
    )
