"""What the room «Поощрение» puts into the shared registries."""

from mentoring_site.permissions import Permission as P
from monitoring import office_recognition
from monitoring.services.contest_results import KIND as PROTOCOL
from monitoring.services.contest_results import chair_of
from monitoring.services.honours import honours_from_previous, honours_from_template
from monitoring.services.recognition_orders import KIND as ORDER
from monitoring.services.recognition_orders import order_awards, release_awards
from pairing.order_kinds import TEMPLATE_VERSION
from participants.registries import (
    CEREMONY_AWARDS,
    CardPanel,
    RoomTab,
    register_card_panel,
    register_room_tabs,
)
from programs.registries.papers import DocumentKind, DocumentPaper, register_document_kind
from programs.registries.programme import ProgramPart, register_program_part
from programs.registries.screens import ATTENTION, QUICK_ACTIONS, NavItem, register_nav

register_program_part(ProgramPart("honours", 47, honours_from_template, honours_from_previous))
register_nav(
    NavItem(
        "Результат",
        20,
        "Поощрение",
        "monitoring:recognition",
        "award",
        P.RECOGNITION_VIEW,
        count=office_recognition.waiting_awards,
        also=(
            "monitoring:award_candidates",
            "monitoring:contest_list",
            "monitoring:submission_list",
            "monitoring:board",
            "monitoring:measures",
            "monitoring:case_list",
            "monitoring:library_list",
            "monitoring:public_home",
        ),
    )
)
register_room_tabs(
    RoomTab("recognition", "Награды", 10, "monitoring:recognition", P.RECOGNITION_VIEW),
    RoomTab("recognition", "Кандидаты", 20, "monitoring:award_candidates", P.RECOGNITION_VIEW),
    RoomTab("recognition", "Конкурсы", 30, "monitoring:contest_list", P.RECOGNITION_VIEW),
    RoomTab("recognition", "Выдвижения", 40, "monitoring:submission_list", P.RECOGNITION_VIEW),
    RoomTab("recognition", "Доска почёта", 50, "monitoring:board", P.RECOGNITION_VIEW),
    RoomTab("recognition", "Меры поощрения", 60, "monitoring:measures", P.RECOGNITION_VIEW),
)
register_document_kind(
    DocumentKind(
        code=ORDER,
        stage=7,
        label="Приказ о поощрении",
        template="reports/pair_order.html",
        template_version=TEMPLATE_VERSION,
        number_suffix="-од",
        edit_url_name="monitoring:award_order_edit",
        cancel_url_name="monitoring:award_order_cancel",
        on_signed=order_awards,
        on_cancelled=release_awards,
        cancel_consequence="Поощрения этого приказа снова станут предложенными. Документ останется в реестре.",
        draft_permissions=(P.RECOGNITION_EDIT, P.DOCUMENT_SIGN),
        papers=(
            DocumentPaper(
                "Файл Word", "monitoring:award_order_docx", note="Для правки и обмена, подписи не заменяет"
            ),
        ),
    )
)
register_document_kind(
    DocumentKind(
        code=PROTOCOL,
        label="Протокол жюри конкурса",
        stage=7,
        template="reports/contest_protocol.html",
        signed_by=chair_of,
    )
)
register_card_panel(
    CardPanel("monitoring/award_panel.html", 45, "side", office_recognition.person_panel, P.RECOGNITION_VIEW)
)
ATTENTION.append(office_recognition.attention)
CEREMONY_AWARDS.append(office_recognition.ceremony_awards)
QUICK_ACTIONS += [office_recognition.jury_actions, office_recognition.own_contest_actions]
