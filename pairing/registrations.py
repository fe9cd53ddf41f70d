from pairing.services.orders import KIND, activate_signed
from programs.registries import DocumentKind, register_document_kind

register_document_kind(
    DocumentKind(
        code=KIND,
        label="Распоряжение о закреплении пар",
        template="reports/pair_order.html",
        number_suffix="-р",
        on_signed=activate_signed,
    )
)
