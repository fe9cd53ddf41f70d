"""What results of surveys, the SWOT and the settings put into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted
from monitoring.reports_surveys import feedback_section, swot_section
from monitoring.services.free_answers import readable_waiting
from monitoring.services.settings import settings_from_previous
from participants.registries import RoomTab, register_room_tabs
from programs.registries.papers import ReportSection, register_report_sections
from programs.registries.programme import ProgramPart, register_program_part
from programs.registries.screens import ATTENTION, AttentionItem, SettingsRoom, register_settings
from programs.tenancy import program_url


def defaults_stand(**given: Any) -> None:
    """A programme without saved settings has the defaults: nothing to make."""


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """Texts of closed nameless surveys that nobody has read yet."""
    if not access.has(Permission.MONITORING_EDIT):
        return
    waiting = sum(readable_waiting(access.program).values())
    if waiting:
        yield AttentionItem(
            "wait",
            counted(waiting, "свободный ответ", "свободных ответа", "свободных ответов"),
            "из опросов без имени ждут прочтения: до этого их не видит никто",
            "",
            "Прочитать ответы",
            program_url(access.program, "monitoring:moderation"),
            order=70,
        )


register_program_part(ProgramPart("monitoring_settings", 45, defaults_stand, settings_from_previous))
register_room_tabs(
    RoomTab("monitoring", "Где мы", 5, "monitoring:overview", Permission.MONITORING_VIEW),
    RoomTab("monitoring", "Анализ", 20, "monitoring:swot", Permission.MONITORING_VIEW),
)
register_settings(
    SettingsRoom(
        "Настройки мониторинга",
        "Пороги SWOT, правило удовлетворённости, сколько ответов без имени можно показывать.",
        "monitoring:settings",
        "chart-column",
        Permission.MONITORING_EDIT,
        order=45,
    )
)
register_report_sections(
    ReportSection("feedback", 50, "Обратная связь участников", feedback_section),
    ReportSection("swot", 70, "SWOT-анализ", swot_section),
)
ATTENTION.append(attention)
