"""The year's report in the shared registries."""

from mentoring_site.permissions import Permission
from monitoring import report_sections
from monitoring.report import KIND, TEMPLATE_VERSION
from participants.registries import RoomTab, register_room_tabs
from programs.registries.papers import (
    DocumentKind,
    DocumentPaper,
    ReportSection,
    register_document_kind,
    register_report_sections,
)

register_document_kind(
    DocumentKind(
        code=KIND,
        label="Отчёт о мониторинге",
        template="reports/monitoring_report.html",
        template_version=TEMPLATE_VERSION,
        stage=7,
        papers=(
            DocumentPaper(
                "Файл Word", "monitoring:report_docx", note="Для правки и обмена, подписи не заменяет"
            ),
        ),
    )
)
register_room_tabs(
    RoomTab("monitoring", "Отчёт", 70, "monitoring:report", Permission.MONITORING_VIEW),
)
register_report_sections(
    ReportSection("legal", 10, "Нормативная база", report_sections.legal_basis),
    ReportSection("participants", 20, "Участники Программы", report_sections.participants),
    ReportSection("training", 30, "Отбор и обучение наставников", report_sections.training),
    ReportSection("course", 40, "Ход реализации Программы", report_sections.course_of_work),
    ReportSection("practices", 90, "Лучшие практики и поощрения", report_sections.practices),
    ReportSection(
        "conclusions",
        100,
        "Выводы и задачи на следующий год",
        report_sections.conclusions,
        is_always=True,
    ),
)
