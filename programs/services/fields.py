"""Writing checked values into a record and naming what changed, for the journal."""

from __future__ import annotations

from typing import Any

from django.db import models


def write_fields(instance: models.Model, values: dict[str, Any]) -> list[str]:
    """Set the values, check the whole record and save it; return the names of changed fields in words.

    Raises ValidationError by field. Nothing is saved when nothing changed.
    """
    changed = {name: value for name, value in values.items() if getattr(instance, name) != value}
    for name, value in changed.items():
        setattr(instance, name, value)
    instance.full_clean()
    if changed or instance._state.adding:
        instance.save()
    return [str(instance._meta.get_field(name).verbose_name) for name in changed]
