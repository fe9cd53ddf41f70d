from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate, pre_migrate


def _restore_triggers(sender: Any, using: str, **kwargs: Any) -> None:
    from django.db import connections  # apps are not ready when this module loads

    from programs.triggers import create_triggers

    create_triggers(connections[using])


def _lift_triggers(sender: Any, using: str, **kwargs: Any) -> None:
    from django.db import connections  # apps are not ready when this module loads

    from programs.triggers import drop_triggers

    drop_triggers(connections[using])


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Школы и программы"

    def ready(self) -> None:
        # Both signals come for every app, before the first migration and after the last one: once is enough.
        pre_migrate.connect(_lift_triggers, sender=self, dispatch_uid="programs.triggers")
        post_migrate.connect(_restore_triggers, sender=self, dispatch_uid="programs.triggers")
        # Fills the registries; needs loaded models.
        from programs import (  # noqa: F401
            programme_registrations,
            registrations,
            registrations_calendar,
            registrations_conditions,
            registrations_facts,
            registrations_papers,
        )


class SchoolAdminConfig(AdminConfig):
    """Django's admin inside one chosen school."""

    default_site = "programs.admin_site.SchoolAdminSite"
