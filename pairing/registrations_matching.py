"""What the room «Подбор пар» puts into the shared registries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from mentoring_site.permissions import Access, Permission
from pairing.forms_psychologist import participants_of
from pairing.models import PreferenceSheet
from pairing.services.bans import bans_of, carry_bans
from pairing.services.forgetting import forget_in_runs
from pairing.services.matching_settings import copy_settings, default_settings
from participants.enums import BaseKind
from participants.models import Availability, Person, TopicChoice
from participants.registries import (
    BASE_FILTERS,
    FORGETTERS,
    MERGE_GUARDS,
    BaseFilter,
    CardPanel,
    register_card_panel,
)
from programs.registries.programme import ProgramPart, register_program_part
from programs.registries.screens import NavItem, SettingsRoom, register_nav, register_settings
from programs.tenancy import program_url

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


def ban_panel(person: Person, access: Access, on: date) -> dict[str, Any] | None:
    """With whom the person may not stand in a pair; nothing for who is in neither base and has no ban."""
    bans = list(bans_of(access, person))
    can_ban = access.program.is_open and participants_of(access.program).filter(pk=person.pk).exists()
    if not bans and not can_ban:
        return None
    return {
        "bans": [(ban.second if ban.first_id == person.pk else ban.first, ban.words) for ban in bans],
        "url": f"{program_url(access.program, 'pairing:ban_list')}?person={person.pk}",
        "can_ban": can_ban,
    }


register_nav(
    NavItem("Пары", 10, "Подбор пар", "pairing:matching_home", "waypoints", Permission.PAIR_EDIT),
)
register_card_panel(
    CardPanel("pairing/ban_panel.html", 60, "side", ban_panel, Permission.PAIR_EDIT),
)
MERGE_GUARDS.append(carry_bans)
register_settings(
    SettingsRoom(
        "Подбор пар",
        "Что важнее при сравнении пар, какие правила можно смягчить, размер группы.",
        "pairing:matching_settings",
        "waypoints",
        Permission.SETTINGS_EDIT,
    ),
    SettingsRoom(
        "Запреты на пары",
        "Кого нельзя ставить вместе: родственники, конфликт, другая причина.",
        "pairing:ban_list",
        "ban",
        Permission.PAIR_EDIT,
    ),
)
register_program_part(ProgramPart("matching", 45, default_settings, copy_settings))
BASE_FILTERS.extend(
    BaseFilter(base, "matching", "Для подбора", 70, lambda access: LACKS, filter_lacking)
    for base in (BaseKind.MENTORS, BaseKind.MENTEES)
)
FORGETTERS.append(forget_in_runs)
