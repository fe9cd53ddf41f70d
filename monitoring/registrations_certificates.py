"""The long work of drawing certificates."""

from mentoring_site.permissions import Permission
from monitoring.reports_awards import build_allowed
from monitoring.services.certificates import KIND, certificates_withdrawn
from programs.registries.batches import BatchKind, register_batch_kind
from programs.registries.public import PUBLICATION_WITHDRAWN

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
PUBLICATION_WITHDRAWN.append(certificates_withdrawn)
