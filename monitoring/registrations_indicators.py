"""Indicators of the national model in the shared registries."""

from mentoring_site.permissions import Permission
from monitoring.report_indicators import indicators_section
from monitoring.services.indicators import model_indicators_from_previous, model_indicators_from_template
from participants.registries import RoomTab, register_room_tabs
from programs.registries.papers import ReportSection, register_report_sections
from programs.registries.programme import ProgramPart, register_program_part

register_program_part(
    ProgramPart(
        "model-indicators",
        41,
        from_template=model_indicators_from_template,
        from_previous=model_indicators_from_previous,
    )
)
register_room_tabs(
    RoomTab("monitoring", "Показатели", 50, "monitoring:indicators", Permission.MONITORING_VIEW)
)
register_report_sections(
    ReportSection("indicators", 67, "Показатели внедрения целевой модели", indicators_section)
)
