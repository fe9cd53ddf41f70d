"""The long work of drawing certificates."""

from mentoring_site.permissions import Permission
from monitoring.reports_awards import build_allowed
from monitoring.services.certificates import KIND
from programs.registries import BatchKind, register_batch_kind

register_batch_kind(
    BatchKind(
        KIND,
        "Грамоты одним файлом",
        ("лист", "листа", "листов"),
        build_allowed,
        Permission.RECOGNITION_VIEW,
        "monitoring:recognition",
    )
)
