"""What monitoring puts into the shared registries."""

from mentoring_site.permissions import Permission
from monitoring.services.assessments import indicators_from_previous, indicators_from_template
from programs.registries import NavItem, ProgramPart, register_nav, register_program_part

register_program_part(
    ProgramPart(
        "indicators", 40, from_template=indicators_from_template, from_previous=indicators_from_previous
    )
)
register_nav(
    NavItem("Результат", 10, "Мониторинг", "monitoring:overview", "chart-column", Permission.MONITORING_VIEW)
)
