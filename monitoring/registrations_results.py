"""What expected results and the facts of one mentor put into the shared registries."""

from mentoring_site.permissions import Permission
from monitoring.mentor_facts import mentor_panel
from monitoring.reports_results import results_section
from monitoring.services.results import results_from_previous, results_from_template
from participants.registries import CardPanel, RoomTab, register_card_panel, register_room_tabs
from programs.registries.papers import ReportSection, register_report_sections
from programs.registries.programme import ProgramPart, register_program_part

# After indicators, parameters and questionnaires, which the results are tied to.
register_program_part(
    ProgramPart(
        "expected-results", 90, from_template=results_from_template, from_previous=results_from_previous
    )
)
register_room_tabs(
    RoomTab("monitoring", "Ожидаемые результаты", 60, "monitoring:expected", Permission.MONITORING_VIEW)
)
register_report_sections(ReportSection("expected", 65, "Ожидаемые результаты", results_section))
register_card_panel(
    CardPanel("monitoring/mentor_facts_panel.html", 70, "main", mentor_panel, Permission.PAIR_VIEW)
)
