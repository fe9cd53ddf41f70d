"""What the outbox puts into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted
from participants.models import Letter
from participants.services.letters import mail_is_set_up
from programs.enums import LetterState
from programs.registries.screens import ATTENTION, AttentionItem, NavItem, register_nav
from programs.tenancy import program_url


def waiting_count(access: Access, on: date) -> int | None:
    return Letter.objects.filter(program=access.program, state=LetterState.WAITING).count() or None


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """Letters that the mail server refused; waiting ones are told by their number in the menu."""
    if not access.has(Permission.LETTER_SEND):
        return
    failed = Letter.objects.filter(program=access.program, state=LetterState.FAILED).count()
    if failed and mail_is_set_up():
        yield AttentionItem(
            "warn",
            counted(failed, "письмо", "письма", "писем"),
            "не ушло" if failed == 1 else "не ушли",
            "Почтовый сервер отказал",
            "Посмотреть",
            program_url(access.program, "participants:letter_list") + "?tab=failed",
            order=35,
        )


register_nav(
    NavItem(
        "",
        30,
        "Исходящие",
        "participants:letter_list",
        "mail",
        Permission.LETTER_SEND,
        count=waiting_count,
    )
)
ATTENTION.append(attention)
