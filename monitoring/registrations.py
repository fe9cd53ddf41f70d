"""What monitoring puts into the shared registries."""

from mentoring_site.permissions import Permission
from monitoring.reports_quality import effectiveness_section
from monitoring.services.assessments import indicators_from_previous, indicators_from_template
from monitoring.summary import level_in_words, official_level
from participants.registries import RoomTab, register_room_tabs
from programs.registries.papers import ReportSection, register_report_sections
from programs.registries.programme import (
    DutyPage,
    MunicipalFigure,
    ProgramPart,
    register_duty_pages,
    register_municipal_figures,
    register_program_part,
)
from programs.registries.screens import NavItem, register_nav

register_program_part(
    ProgramPart(
        "indicators", 40, from_template=indicators_from_template, from_previous=indicators_from_previous
    )
)
register_room_tabs(
    RoomTab("monitoring", "Оценка 0–18", 40, "monitoring:effectiveness", Permission.MONITORING_VIEW)
)
register_report_sections(
    ReportSection("quality", 80, "Оценка эффективности (анкета куратора)", effectiveness_section)
)
register_nav(
    NavItem("Результат", 10, "Мониторинг", "monitoring:overview", "chart-column", Permission.MONITORING_VIEW)
)
register_municipal_figures(MunicipalFigure("Оценка 0–18", official_level, 50))
register_duty_pages(
    DutyPage(
        "curator_7",
        "Оценка эффективности",
        "monitoring:effectiveness",
        Permission.MONITORING_VIEW,
        level_in_words,
    )
)
