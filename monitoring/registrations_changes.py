"""What «до – после» and the forecast put into the registries."""

from mentoring_site.permissions import Permission
from monitoring.forecast_data import matching_hint
from monitoring.reports_changes import changes_section
from pairing.registries import MatchingHint, register_matching_hint
from participants.registries import RoomTab, register_room_tabs
from programs.registries.papers import ReportSection, register_report_sections

register_room_tabs(RoomTab("monitoring", "Изменения", 30, "monitoring:changes", Permission.MONITORING_VIEW))
register_report_sections(ReportSection("changes", 60, "Динамика «до – после»", changes_section))
register_matching_hint(
    MatchingHint(
        "Что показали прошлые годы",
        matching_hint,
        "monitoring:forecast",
        "Все числа",
        Permission.MONITORING_VIEW,
    )
)
