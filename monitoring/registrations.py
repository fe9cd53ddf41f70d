"""What monitoring puts into the shared registries."""

from mentoring_site.permissions import Permission
from monitoring.services.assessments import indicators_from_previous, indicators_from_template
from monitoring.summary import level_in_words, official_level
from programs.registries import (
    DutyPage,
    MunicipalFigure,
    NavItem,
    ProgramPart,
    register_duty_pages,
    register_municipal_figures,
    register_nav,
    register_program_part,
)

register_program_part(
    ProgramPart(
        "indicators", 40, from_template=indicators_from_template, from_previous=indicators_from_previous
    )
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
