"""What the roll-over and the terms of personal data put into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, ru_date
from participants.enums import DestructionState
from participants.models import DestructionTask
from participants.services.destroying import KIND
from programs.registries.papers import ALWAYS, DocumentKind, register_document_kind
from programs.registries.screens import ATTENTION, AttentionItem, NavItem, register_nav
from programs.tenancy import program_url

SOON = timedelta(days=7)


def overdue(access: Access, on: date) -> int:
    return DestructionTask.objects.filter(state=DestructionState.DUE, due_on__lt=on).count()


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.PERSON_DESTROY):
        return
    soon = DestructionTask.objects.filter(state=DestructionState.DUE, due_on__lte=on + SOON)
    first = soon.order_by("due_on").values_list("due_on", flat=True).first()
    if first is None:
        return
    count = soon.count()
    yield AttentionItem(
        "late" if first < on else "warn",
        f"Данные {counted(count, 'человека', 'человек', 'человек')}",
        "пора уничтожить: основание их хранить закончилось",
        f"срок с {ru_date(first)}" if first < on else f"срок до {ru_date(first)}",
        "Посмотреть сроки",
        program_url(access.program, "participants:destruction_list"),
        order=15,
    )


ATTENTION.append(attention)
register_nav(
    NavItem(
        "foot",
        7,
        "Сроки хранения",
        "participants:destruction_list",
        "calendar-x",
        Permission.PERSON_DESTROY,
        hot_count=overdue,
    )
)
register_document_kind(
    DocumentKind(
        code=KIND,
        label="Акт об уничтожении данных",
        stage=ALWAYS,
        template="reports/destruction_act.html",
        url_name="participants:destruction_list",
    )
)
