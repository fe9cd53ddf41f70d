"""What the conditions put into the registries: menu, tabs, papers, attention, duties, part of a new programme."""

from __future__ import annotations

from collections.abc import Iterable

from mentoring_site.permissions import Access, Permission
from programs import conditions
from programs.models import Partner
from programs.querysets import loosely
from programs.registries.papers import DocumentKind, DocumentPaper, register_document_kind
from programs.registries.programme import DutyPage, ProgramPart, register_duty_pages, register_program_part
from programs.registries.screens import ATTENTION, SEARCHES, NavItem, SearchHit, register_nav
from programs.room_tabs import RoomTab, register_room_tabs
from programs.services import appointments, partners
from programs.services.resources import carry_resources, start_resources
from programs.tenancy import program_url

HITS_SHOWN = 10


def find_partners(access: Access, text: str) -> Iterable[SearchHit]:
    if not access.has(Permission.PARTNER_VIEW):
        return
    for partner in Partner.objects.filter(loosely(text, "name"))[:HITS_SHOWN]:
        yield SearchHit(
            partner.name,
            partner.get_kind_display(),
            program_url(access.program, "programs:partner_detail", pk=partner.pk),
            "Партнёр",
        )


register_nav(
    NavItem(
        "Подготовка",
        40,
        "Условия",
        "programs:conditions",
        "briefcase",
        Permission.CONDITIONS_EDIT,
        hot_count=lambda access, on: conditions.late_resources(access, on) or 0,
        also=("programs:resource_list", "programs:partner_list"),
    ),
    NavItem(
        "Подготовка",
        40,
        "Партнёры",
        "programs:partner_list",
        "handshake",
        Permission.PARTNER_VIEW,
        unless=Permission.CONDITIONS_EDIT,
    ),
)
register_room_tabs(
    RoomTab(conditions.ROOM, "Кураторы", 10, "programs:conditions", Permission.CONDITIONS_EDIT),
    RoomTab(conditions.ROOM, "Ресурсы", 20, "programs:resource_list", Permission.CONDITIONS_EDIT),
    RoomTab(conditions.ROOM, "Партнёры", 30, "programs:partner_list", Permission.PARTNER_VIEW),
)
ATTENTION.append(conditions.attention)
SEARCHES.append(find_partners)
DRAFT = (Permission.CONDITIONS_EDIT, Permission.DOCUMENT_SIGN)
register_document_kind(
    DocumentKind(
        code=appointments.KIND,
        label="Приказ о назначении куратора",
        template="reports/curator_order.html",
        number_suffix="-од",
        on_signed=appointments.appoint_signed,
        on_cancelled=appointments.release_cancelled,
        edit_url_name="programs:curator_order_edit",
        cancel_url_name="programs:curator_order_cancel",
        draft_permissions=DRAFT,
        cancel_consequence="Назначения останутся предложенными: их можно исправить и подготовить приказ снова.",
        papers=(
            DocumentPaper(
                "Файл Word", "programs:curator_order_docx", note="Для правки и обмена, подписи не заменяет"
            ),
        ),
    )
)
register_document_kind(
    DocumentKind(
        code=partners.KIND,
        label="Соглашение с организацией-партнёром",
        template="reports/partner_agreement.html",
        on_cancelled=partners.release_cancelled_agreement,
        edit_url_name="programs:agreement_text",
        cancel_url_name="programs:agreement_cancel",
        draft_permissions=DRAFT,
        cancel_consequence="Соглашение останется в карточке партнёра без документа.",
    )
)
register_duty_pages(
    DutyPage(
        "director_3",
        "Кураторы по приказу",
        "programs:conditions",
        Permission.CONDITIONS_EDIT,
        conditions.curators_in_words,
    ),
    DutyPage(
        "director_6",
        "Ресурсы",
        "programs:resource_list",
        Permission.CONDITIONS_EDIT,
        conditions.resources_in_words,
    ),
    DutyPage(
        "director_6",
        "Партнёры",
        "programs:partner_list",
        Permission.PARTNER_VIEW,
        conditions.partners_in_words,
    ),
)
register_program_part(ProgramPart("resources", 15, start_resources, carry_resources))
