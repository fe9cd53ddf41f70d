"""What the room «Подбор пар» puts into the shared registries."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from mentoring_site.permissions import Access, Permission
from pairing.models import PreferenceSheet
from pairing.services.forgetting import forget_in_runs
from pairing.services.matching_settings import copy_settings, default_settings
from participants.enums import BaseKind
from participants.models import Availability, TopicChoice
from participants.registries import BASE_FILTERS, FORGETTERS, BaseFilter
from programs.registries import (
    NavItem,
    ProgramPart,
    SettingsRoom,
    register_nav,
    register_program_part,
    register_settings,
)

LACKS = [
    ("no-wishes", "без предпочтений"),
    ("no-topics", "без тем"),
    ("no-time", "без удобного времени"),
]
SOURCES = {"no-wishes": PreferenceSheet, "no-topics": TopicChoice, "no-time": Availability}


def filter_lacking(rows: QuerySet, value: str, access: Access, on: date) -> QuerySet:
    """People about whom the matching knows less: numbers of the readiness report lead here."""
    side = "mentor" if rows.model._meta.model_name == "mentor" else "mentee"
    return rows.exclude(Exists(SOURCES[value].objects.filter(**{side: OuterRef("pk")})))


register_nav(
    NavItem("Пары", 10, "Подбор пар", "pairing:matching_home", "waypoints", Permission.PAIR_EDIT),
)
register_settings(
    SettingsRoom(
        "Подбор пар",
        "Что важнее при сравнении пар, какие правила можно смягчить, размер группы.",
        "pairing:matching_settings",
        "waypoints",
        Permission.SETTINGS_EDIT,
    )
)
register_program_part(ProgramPart("matching", 45, default_settings, copy_settings))
BASE_FILTERS.extend(
    BaseFilter(base, "matching", "Для подбора", 70, lambda access: LACKS, filter_lacking)
    for base in (BaseKind.MENTORS, BaseKind.MENTEES)
)
FORGETTERS.append(forget_in_runs)
