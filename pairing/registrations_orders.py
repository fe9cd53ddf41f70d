"""Orders about pairs in the shared registries: kinds of documents, attention, the sheet on a pair's card."""

from mentoring_site.permissions import Permission as P
from pairing import office_orders
from pairing.order_kinds import CHANGE, END, GROUP, PAIRS, TEMPLATE_VERSION
from pairing.registries import PairPanel, register_pair_panel
from pairing.services.order_changes import apply_change_order, redated_change, undo_change_order
from pairing.services.order_endings import redated_end, release_ended, settle_ended
from pairing.services.order_groups import apply_group_order, redated_group, undo_group_order
from pairing.services.orders import activate_signed, redated, return_cancelled
from programs.registries.papers import DocumentKind, DocumentPaper, register_document_kind
from programs.registries.screens import ATTENTION

SHARED = {
    "template": "reports/pair_order.html",
    "template_version": TEMPLATE_VERSION,
    "number_suffix": "-р",
    "edit_url_name": "pairing:order_edit",
    "cancel_url_name": "pairing:order_cancel",
    "draft_permissions": (P.PAIR_EDIT, P.DOCUMENT_SIGN),
    "papers": (
        DocumentPaper(
            "Файл Word", "pairing:order_docx_download", note="Для правки и обмена, подписи не заменяет"
        ),
        DocumentPaper(
            "Публичный вариант, PDF",
            "pairing:order_public_pdf",
            "file-text",
            "Для сайта школы: без имён обучающихся",
        ),
        DocumentPaper("Публичный вариант, Word", "pairing:order_public_download"),
    ),
}
register_document_kind(
    DocumentKind(
        code=PAIRS,
        label="Распоряжение о закреплении пар",
        stage=5,
        on_signed=activate_signed,
        on_dated=redated,
        on_cancelled=return_cancelled,
        cancel_consequence="Пары этого распоряжения вернутся в черновики. Документ останется в реестре отменённым.",
        **SHARED,
    )
)
register_document_kind(
    DocumentKind(
        code=CHANGE,
        label="Распоряжение о замене наставника",
        stage=6,
        on_signed=apply_change_order,
        on_dated=redated_change,
        on_cancelled=undo_change_order,
        cancel_consequence="Прежняя пара продолжит работу, место у нового наставника освободится.",
        **SHARED,
    )
)
register_document_kind(
    DocumentKind(
        code=END,
        label="Распоряжение о прекращении пар",
        stage=6,
        on_signed=settle_ended,
        on_dated=redated_end,
        on_cancelled=release_ended,
        cancel_consequence="Пары останутся прекращёнными, но без распоряжения: его нужно будет подготовить снова.",
        **SHARED,
    )
)
register_document_kind(
    DocumentKind(
        code=GROUP,
        label="Распоряжение о составе группы",
        stage=5,
        on_signed=apply_group_order,
        on_dated=redated_group,
        on_cancelled=undo_group_order,
        cancel_consequence="Состав группы останется прежним, занятые места освободятся.",
        **SHARED,
    )
)
ATTENTION.append(office_orders.attention)
register_pair_panel(
    PairPanel("pairing/_order_panel.html", 5, office_orders.order_panel, P.BASE_VIEW, column="side")
)
