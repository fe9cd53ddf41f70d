"""What agreement, the council, labour papers and telling put into the registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.permissions import Access, Permission
from pairing import labour, telling
from pairing.agreements import agreement_panel
from pairing.enums import PlanState
from pairing.models import PairPlan
from pairing.registries import PairPanel, register_pair_panel
from pairing.services.agreement import agreement_guard
from pairing.services.council import council_guard, lacks_council, waiting_pairs
from pairing.services.gates import APPROVAL_GUARDS, SIGNING_GUARDS, SUBMISSION_GUARDS
from pairing.services.labour import labour_guard
from pairing.services.telling import LETTER_KIND, note_sent
from participants.registries import LETTER_KINDS, LETTER_SENT, RoomTab, register_room_tabs
from programs.enums import LinkPurpose
from programs.registries.papers import DOCUMENT_PANELS, DocumentPanel
from programs.registries.screens import ATTENTION, AttentionItem
from programs.services.links import LINK_PAGES
from programs.tenancy import program_url

ROOM = "pair_papers"


def council_attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """A plan of teachers' pairs that waits for the council's protocol."""
    if not access.has(Permission.PAIR_EDIT) or not access.program.is_open:
        return
    for plan in PairPlan.objects.filter(program=access.program, state=PlanState.SUBMITTED).order_by("number"):
        if lacks_council(plan, waiting_pairs(plan)):
            yield AttentionItem(
                "warn",
                str(plan),
                "ждёт протокола методического совета",
                "Без него директор не утвердит пары учителей",
                "Записать протокол",
                program_url(access.program, "pairing:plan_detail", pk=plan.pk),
                order=18,
            )


SUBMISSION_GUARDS.append(agreement_guard)
APPROVAL_GUARDS.append(council_guard)
SIGNING_GUARDS.append(labour_guard)
LINK_PAGES[LinkPurpose.AGREEMENT] = "agreement_page:page"
LETTER_KINDS[LETTER_KIND] = "Распоряжение о паре"
LETTER_SENT.append(note_sent)
ATTENTION += [council_attention, labour.attention, telling.attention]
DOCUMENT_PANELS.append(DocumentPanel("pairing/telling_order_panel.html", telling.order_panel))
register_room_tabs(
    RoomTab(ROOM, "Ответы участников", 10, "pairing:agreement_list", Permission.PAIR_EDIT),
    RoomTab(ROOM, "Документы наставников", 20, "pairing:labour_list", Permission.PAIR_EDIT),
    RoomTab(ROOM, "Кому сообщить", 30, "pairing:telling_list", Permission.PAIR_EDIT, telling.untold_count),
)
register_pair_panel(
    PairPanel("pairing/agreement_panel.html", 2, agreement_panel, Permission.PAIR_EDIT, "side"),
    PairPanel("pairing/labour_panel.html", 3, labour.labour_panel, Permission.BASE_VIEW, "side"),
    PairPanel("pairing/telling_panel.html", 4, telling.telling_panel, Permission.PAIR_EDIT, "side"),
)
