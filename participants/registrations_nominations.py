"""What nominations put into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural
from participants.enums import NominationState
from participants.models import Nomination
from participants.registries import CardTab, RoomTab, register_card_tab, register_room_tabs
from participants.tables_nominations import count_of_person, of_person
from programs.enums import LinkPurpose
from programs.registries.screens import ATTENTION, QUICK_ACTIONS, AttentionItem, QuickAction
from programs.services.links import LINK_PAGES
from programs.tenancy import program_url


def _waiting(access: Access, on: date) -> int:
    rows = Nomination.objects.of_program(access.program).visible_to(access)
    return rows.filter(state=NominationState.NEW).count()


def waiting_count(access: Access, on: date) -> int | None:
    return _waiting(access, on) or None


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """Proposals that nobody has answered yet."""
    if not (access.has(Permission.BASE_EDIT) and access.has(Permission.NOMINATION_VIEW)):
        return
    if found := _waiting(access, on):
        yield AttentionItem(
            "wait",
            counted(found, "представление", "представления", "представлений"),
            f"{plural(found, 'ждёт', 'ждут', 'ждут')} вашего решения",
            "",
            "Посмотреть",
            program_url(access.program, "participants:nomination_list"),
            order=28,
        )


def quick_actions(access: Access, on: date) -> Iterable[QuickAction]:
    """For those whose whole work in the bases it is; the curator has it in the room itself."""
    if access.has(Permission.NOMINATE) and not access.has(Permission.BASE_EDIT) and access.program.is_open:
        url = program_url(access.program, "participants:nomination_create")
        yield QuickAction("Предложить наставляемого", url, "user-plus", order=20)


register_room_tabs(
    RoomTab(
        "applications",
        "Представления",
        20,
        "participants:nomination_list",
        Permission.NOMINATE,
        waiting_count,
    ),
)
register_card_tab(
    CardTab(
        "nominations",
        "Представления",
        15,
        "participants/_nominations_tab.html",
        of_person,
        Permission.NOMINATION_VIEW,
        count_of_person,
    )
)
ATTENTION.append(attention)
QUICK_ACTIONS.append(quick_actions)
LINK_PAGES[LinkPurpose.NOMINATION] = "nomination_page:form"
