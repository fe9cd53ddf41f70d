"""What the programme room puts into the registries: navigation, the director's queue, attention."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, ru_date, short_date
from programs.enums import ProgramState
from programs.models import ProgramSection
from programs.registries.approvals import APPROVALS, ApprovalItem
from programs.registries.screens import ATTENTION, AttentionItem, NavItem, register_nav
from programs.tenancy import program_url

register_nav(
    NavItem("Подготовка", 10, "Программа", "programs:programme_detail", "book-open", Permission.PROGRAM_VIEW),
)


def programme_approval(access: Access, on: date) -> Iterator[ApprovalItem]:
    program = access.program
    if program.state != ProgramState.SUBMITTED or not access.has(Permission.PROGRAM_APPROVE):
        return
    sections = ProgramSection.objects.filter(program=program).count()
    yield ApprovalItem(
        kind="Программа",
        title=f"Программа наставничества {program.year_label} учебного года, редакция {program.edition}",
        submitted_by=str(program.submitted_by or ""),
        submitted_at=program.submitted_at,
        url=program_url(program, "programs:programme_detail"),
        approve_url=program_url(program, "programs:programme_approve"),
        return_url=program_url(program, "programs:programme_return"),
        approve_label="Утвердить программу",
        consequence="Разделы закроются для правки, на печатном экземпляре появится гриф «Утверждаю».",
        facts=(
            ("Срок", f"{short_date(program.starts)} – {short_date(program.ends)}"),
            ("Разделов", str(sections)),
        ),
    )


def programme_attention(access: Access, on: date) -> Iterator[AttentionItem]:
    program = access.program
    url = program_url(program, "programs:programme_detail")
    if program.state == ProgramState.SUBMITTED and access.has(Permission.PROGRAM_APPROVE):
        since = timezone.localtime(program.submitted_at).date() if program.submitted_at else None
        yield AttentionItem(
            severity="wait",
            subject="Программа",
            rest="ждёт вашего решения",
            since=f"передана {ru_date(since)}" if since else "",
            action_label="Посмотреть программу",
            action_url=url,
            order=1,
        )
    if not access.has(Permission.PROGRAM_EDIT):
        return
    if program.state == ProgramState.DRAFT and program.return_comment:
        yield AttentionItem(
            severity="warn",
            subject="Программа возвращена",
            rest=f"с замечанием: {program.return_comment[:200]}",
            since="",
            action_label="Исправить программу",
            action_url=url,
            order=1,
        )
    elif program.state == ProgramState.DRAFT and on >= program.starts:
        yield AttentionItem(
            severity="late",
            subject="Программа не утверждена,",
            rest="а её срок уже начался",
            since=f"начало {ru_date(program.starts)}",
            action_label="Открыть программу",
            action_url=url,
            order=1,
        )
    elif program.state == ProgramState.APPROVED and on >= program.starts:
        yield AttentionItem(
            severity="warn",
            subject="Программа утверждена,",
            rest="но не начата",
            since=f"начало {ru_date(program.starts)}",
            action_label="Начать программу",
            action_url=url,
            order=1,
        )
    elif program.state == ProgramState.RUNNING and on > program.ends:
        days = (on - program.ends).days
        yield AttentionItem(
            severity="warn",
            subject="Срок программы прошёл:",
            rest="подведите итоги и завершите её",
            since=f"{counted(days, 'день', 'дня', 'дней')} назад",
            action_label="Завершить программу",
            action_url=url,
            order=1,
        )


APPROVALS.append(programme_approval)
ATTENTION.append(programme_attention)
