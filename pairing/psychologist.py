"""What the psychologist's room shows on other pages: the dashboard, the person card, the handover of a role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from mentoring_site.permissions import Access, Permission, Role
from mentoring_site.words import counted, plural, short_date, surname_initials
from pairing.models import Referral, TestMethod
from pairing.services.conclusions import waiting_members
from pairing.services.consultations import journal_of
from pairing.services.methods import add_shipped_methods
from pairing.services.notes import authors_with_notes, left_behind
from pairing.services.referrals import fresh_replies, open_calls, severity_of
from programs.models import Program, User
from programs.registries.screens import AttentionItem
from programs.tenancy import program_url


def open_count(access: Access, on: date) -> int | None:
    return open_calls(access).count() or None


def waiting_count(access: Access, on: date) -> int | None:
    return waiting_members(access.program).count() or None


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.program.is_open:
        return
    yield from _calls(access, on)
    yield from _replies(access, on)
    if access.has(Permission.TEST_RECORD) and (count := waiting_count(access, on)):
        yield AttentionItem(
            "wait",
            counted(count, "предложенная пара", "предложенные пары", "предложенных пар"),
            "без заключения психолога",
            "Можно записать все заключения на одной странице",
            "Записать заключения",
            program_url(access.program, "pairing:test_many"),
            order=25,
        )
    if access.has(Permission.PROGRAM_APPROVE) and (authors := left_behind(access.program, on)):
        yield AttentionItem(
            "wait",
            ", ".join(surname_initials(str(author)) for author in authors),
            "– записи психолога никому не переданы",
            "Роль больше не исполняется, преемник записей не видит",
            "Передать записи",
            program_url(access.program, "pairing:notes_grants"),
            order=60,
        )


def _calls(access: Access, on: date) -> Iterable[AttentionItem]:
    """Unanswered words stay until they are answered; the oldest says how urgent they are."""
    rows = open_calls(access)
    first = rows.order_by("asked_at").values_list("asked_at", flat=True).first()
    if first is None:
        return
    count = rows.count()
    is_room = access.has(Permission.TEST_RECORD)
    yield AttentionItem(
        severity_of(first, on),
        counted(count, "обращение", "обращения", "обращений")
        if is_room
        else counted(count, "участник просит", "участника просят", "участников просят"),
        f"{plural(count, 'ждёт', 'ждут', 'ждут')} ответа психолога" if is_room else "помощи психолога",
        f"первое – {short_date(first.date())}",
        "Ответить" if is_room else "Посмотреть обращения",
        program_url(access.program, "pairing:referral_list" if is_room else "pairing:own_referral_list"),
        order=5,
    )


def _replies(access: Access, on: date) -> Iterable[AttentionItem]:
    """Who has sent a person to the psychologist learns of the reply where the day begins."""
    if not access.has(Permission.REFER):
        return
    rows = list(fresh_replies(access, on).order_by("-answered_at").values_list("pk", "answered_at"))
    if not rows:
        return
    pk, answered_at = rows[0]
    yield AttentionItem(
        "wait",
        counted(len(rows), "ответ", "ответа", "ответов"),
        "психолога на ваше обращение" if len(rows) == 1 else "психолога на ваши обращения",
        f"последний – {short_date(timezone.localtime(answered_at).date())}",
        "Прочитать ответ" if len(rows) == 1 else "Прочитать ответы",
        program_url(access.program, "pairing:referral_detail", pk=pk)
        if len(rows) == 1
        else program_url(access.program, "pairing:own_referral_list"),
        order=60,
    )


# --- person card ------------------------------------------------------------------------------------------


def refer_panel(person: Any, access: Access, on: date) -> dict[str, Any] | None:
    """«Направить к психологу», with how the user's own last word stands."""
    own = Referral.objects.filter(program=access.program, person=person, asked_by=access.user)
    last = own.order_by("-asked_at", "-pk").first()
    is_here = access.program.is_open and person.enrolments.filter(program=access.program).exists()
    if last is None and not is_here:
        return None
    create = program_url(access.program, "pairing:referral_create")
    return {
        "last": last,
        "last_url": program_url(access.program, "pairing:referral_detail", pk=last.pk) if last else "",
        "create_url": f"{create}?person={person.pk}" if is_here else "",
    }


def room_panel(person: Any, access: Access, on: date) -> dict[str, Any] | None:
    """Ways from the card into the psychologist's room."""
    if not access.program.is_open:
        return None
    protocol = program_url(access.program, "pairing:protocol_create")
    return {"protocol_url": protocol, "talk_url": program_url(access.program, "pairing:consultation_create")}


# --- parts of a programme, duties, the handover -----------------------------------------------------------


def talks_in_words(access: Access, on: date) -> str:
    return counted(journal_of(access.program).count(), "консультация", "консультации", "консультаций")


def give_methods(*, program: Program, by: Any) -> None:
    """The first set comes with the school's first programme; later ones find the list as the school has made it."""
    if not TestMethod.objects.filter(school=program.school).exists():
        add_shipped_methods(school=program.school, by=by)


def offer_notes(*, program: Program, role: str, giver: User) -> str:
    """HANDOVER_OFFERS: sealed notes never move with the role."""
    if role != Role.PSYCHOLOGIST or giver not in authors_with_notes(program):
        return ""
    return (
        "Личные записи психолога вместе с ролью не переходят. Передать их может он сам или директор: "
        "«Совместимость», «Передача записей»."
    )
