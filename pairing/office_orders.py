"""What orders give to the shared pages: attention on the dashboard, the sheet «Распоряжения» on a pair's card."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural, short_date
from pairing.enums import PairState
from pairing.models import Pair
from pairing.order_kinds import CHANGE, END, GROUP, TITLES
from programs.enums import DocumentState
from programs.models import Document
from programs.registries.screens import AttentionItem
from programs.tables import DOCUMENT_BADGES
from programs.tenancy import program_url

LATE_DAYS = 3  # an order that waits longer is late
WAITING = {
    CHANGE: "ещё не подписано, замена не началась",
    GROUP: "ещё не подписано, состав группы прежний",
    END: "ещё не подписано, нет приказа о прекращении",
}


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    program = access.program
    if not (access.has(Permission.PAIR_EDIT) and program.is_open):
        return
    lacking = Pair.objects.of_program(program).in_state(PairState.DISSOLVED).without_end_order()
    if closed := list(lacking.order_by("closed_on").values_list("closed_on", flat=True)):
        yield AttentionItem(
            "warn",
            counted(len(closed), "пара", "пары", "пар"),
            f"{plural(len(closed), 'прекращена', 'прекращены', 'прекращены')}, нет приказа о прекращении",
            f"Первая – с {short_date(closed[0])}",
            "Подготовить распоряжение",
            program_url(program, "pairing:order_end"),
            order=19,
        )
    waiting = Document.objects.filter(program=program, kind__in=WAITING, state=DocumentState.TO_SIGN)
    for order in waiting.order_by("pk"):
        days = (on - timezone.localdate(order.created_at)).days
        yield AttentionItem(
            "warn" if days > LATE_DAYS else "wait",
            f"Распоряжение № {order.number}" if order.number else TITLES[order.kind],
            WAITING[order.kind],
            f"Готово {counted(days, 'день', 'дня', 'дней')} назад" if days > 0 else "Подготовлено сегодня",
            "Открыть документ",
            program_url(program, "programs:document_detail", pk=order.pk),
            order=22,
        )


def lacking_end_orders(access: Access) -> int:
    """Dissolved pairs without an order, for the list of pairs."""
    pairs = Pair.objects.of_program(access.program).visible_to(access).in_state(PairState.DISSOLVED)
    return pairs.without_end_order().count()


def order_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    """Orders about the pair and what may be prepared now; None while there is neither."""
    orders = _orders_of(pair)
    actions = _actions(pair, access)
    if not orders and not actions:
        return None
    may_open = access.has(Permission.DOCUMENT_VIEW)
    return {
        "orders": [
            {
                "title": order.title,
                "what": f"№ {order.number or 'без номера'}{f' от {short_date(order.date)}' if order.date else ''}",
                "badge": DOCUMENT_BADGES[order.state],
                "url": program_url(access.program, "programs:document_detail", pk=order.pk)
                if may_open
                else "",
            }
            for order in orders
        ],
        "actions": actions,
        "lacks_end": pair.state == PairState.DISSOLVED and _lived(pair) and pair.end_order_id is None,
    }


def _orders_of(pair: Pair) -> list[Document]:
    keys = {pair.order_id, pair.end_order_id}
    for member in pair.members.all():
        keys |= {member.join_order_id, member.leave_order_id}
    about = Document.objects.filter(Q(pk__in=keys - {None}))
    return list(about.defer("snapshot").order_by("date", "pk"))


def _actions(pair: Pair, access: Access) -> list[dict[str, str]]:
    program = access.program
    if not (access.has(Permission.PAIR_EDIT) and program.is_open):
        return []
    if pair.state == PairState.ACTIVE:
        return [
            {
                "label": "Изменить состав",
                "url": program_url(program, "pairing:pair_composition", pk=pair.pk),
                "icon": "users",
            },
            {
                "label": "Заменить наставника",
                "url": program_url(program, "pairing:pair_replace", pk=pair.pk),
                "icon": "arrow-left-right",
            },
        ]
    is_over = pair.state in (PairState.DISSOLVED, PairState.COMPLETED)
    if is_over and pair.end_order_id is None and _lived(pair):
        address = f"{program_url(program, 'pairing:order_end')}?pair={pair.pk}"
        return [{"label": "Подготовить распоряжение", "url": address, "icon": "file-text"}]
    return []


def _lived(pair: Pair) -> bool:
    return any(member.joined_on for member in pair.members.all())
