"""What the office gives to the shared pages: attention, figures, panels, first steps, search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import ROLE_LABELS, Access, Permission, Role
from mentoring_site.words import counted, plural, short_date
from programs import passwords
from programs.enums import DocumentState, ProgramState
from programs.models import Document, Membership, SchoolClass
from programs.querysets import accounts_of, events_visible_to, loosely, present_staff, register_of
from programs.registries.approvals import approvals_for
from programs.registries.screens import (
    AttentionItem,
    Figure,
    FirstStep,
    QuickAction,
    SearchHit,
    first_steps_for,
)
from programs.stories import recent
from programs.tenancy import program_url

RECENT_SHOWN = 6
HITS_SHOWN = 15
KEY_ROLES = (Role.DIRECTOR, Role.CURATOR)


def documents_to_sign(access: Access) -> int:
    return Document.objects.filter(program=access.program, state=DocumentState.TO_SIGN).count()


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if access.has(Permission.APPROVALS_VIEW) and (waiting := approvals_for(access, on)):
        words = plural(len(waiting), "решение ждёт вас", "решения ждут вас", "решений ждут вас")
        yield AttentionItem(
            "wait",
            f"{len(waiting)} {words}:",
            ", ".join(item.title for item in waiting[:2]) + ("…" if len(waiting) > 2 else ""),
            waited_words(waiting, on),
            "Рассмотреть",
            program_url(access.program, "programs:approvals"),
            order=1,
        )
    if access.has(Permission.DOCUMENT_SIGN) and (count := documents_to_sign(access)):
        yield AttentionItem(
            "wait",
            counted(count, "документ", "документа", "документов"),
            "к подписи",
            "Подпишите на бумаге и отметьте номер и дату",
            "Открыть документы",
            program_url(access.program, "programs:document_list") + "?state=to_sign",
            order=2,
        )
    if access.has(Permission.STAFF_MANAGE):
        yield from _missing_roles(access, on)
    yield from passwords.attention(access, on)


def _missing_roles(access: Access, on: date) -> Iterable[AttentionItem]:
    held = set(
        Membership.objects.active(on)
        .filter(school=access.school, role__in=KEY_ROLES, user__is_active=True)
        .values_list("role", flat=True)
    )
    for role in KEY_ROLES:
        if role not in held:
            yield AttentionItem(
                "warn",
                ROLE_LABELS[role],
                "не назначен",
                "Без этой роли работа программы остановится",
                "Назначить",
                program_url(access.program, "programs:staff_list"),
                order=3,
            )


def waited_words(waiting: list[Any], on: date) -> str:
    """«Первое ждёт 3 дня»; empty when nothing says since when."""
    since = min((item.submitted_at for item in waiting if item.submitted_at), default=None)
    if since is None:
        return ""
    days = (on - since.date()).days
    if days <= 0:
        return "Передано сегодня" if len(waiting) == 1 else "Переданы сегодня"
    return f"Первое ждёт {counted(days, 'день', 'дня', 'дней')}"


def figures(access: Access, on: date) -> Iterable[Figure]:
    """Whoever keeps accounts but sees no people gets the office's own numbers."""
    if access.has(Permission.STAFF_MANAGE) and not access.has(Permission.BASE_VIEW):
        staff = present_staff(accounts_of(access.program).prefetch_related(None), access.program, on)
        total = staff.count()
        fresh = staff.filter(last_login=None).count()
        yield Figure(
            "Сотрудники",
            str(total),
            program_url(access.program, "programs:staff_list"),
            note=f"{fresh} ещё не входили" if fresh else "все уже входили",
        )
        classes = SchoolClass.objects.filter(program=access.program)
        without = classes.filter(class_teachers=None).count()
        yield Figure(
            "Классы",
            str(classes.count()),
            program_url(access.program, "programs:class_list"),
            alarm=f"{without} без классного руководителя" if without else "",
        )


def quick_actions(access: Access, on: date) -> Iterable[QuickAction]:
    if access.has(Permission.APPROVALS_VIEW):
        yield QuickAction(
            "Открыть утверждения",
            program_url(access.program, "programs:approvals"),
            "stamp",
            is_primary=True,
            order=1,
        )
    elif access.has(Permission.STAFF_MANAGE) and not access.has(Permission.BASE_EDIT):
        yield QuickAction(
            "Добавить сотрудника",
            program_url(access.program, "programs:staff_create"),
            "user-plus",
            is_primary=True,
            order=1,
        )


def standing(access: Access, on: date) -> str:
    program = access.program
    if program.state == ProgramState.DRAFT:
        return "Программа готовится: это черновик."
    if program.state == ProgramState.SUBMITTED:
        return "Программа передана директору на утверждение."
    if program.state == ProgramState.APPROVED:
        return f"Программа утверждена и начинается {short_date(program.starts)}."
    if program.state == ProgramState.RUNNING:
        left = (program.ends - on).days
        if left < 0:
            return f"Срок программы вышел {short_date(program.ends)}: пора подвести итоги."
        return f"Программа идёт, до её окончания {counted(left, 'день', 'дня', 'дней')}."
    return "Программа завершена." if program.state == ProgramState.COMPLETED else "Программа в архиве."


def first_steps(access: Access, on: date) -> Iterable[FirstStep]:
    if not access.has(Permission.STAFF_MANAGE):
        return
    program, school = access.program, access.school
    held = set(Membership.objects.active(on).filter(school=school).values_list("role", flat=True))
    yield FirstStep(
        "Назначить директора, куратора и психолога",
        program_url(program, "programs:staff_list"),
        {Role.DIRECTOR, Role.CURATOR, Role.PSYCHOLOGIST} <= held,
        "Учётные записи по форме или списком",
        order=20,
    )
    yield FirstStep(
        "Завести классы и классных руководителей",
        program_url(program, "programs:class_list"),
        SchoolClass.objects.filter(program=program, class_teachers__isnull=False).exists(),
        "Например, сразу 5–11 × А, Б, В",
        order=30,
    )
    if access.has(Permission.PROGRAM_EDIT):
        yield FirstStep(
            "Проверить программу и передать директору",
            program_url(program, "programs:programme_detail"),
            program.state != ProgramState.DRAFT,
            "Тексты уже внесены, осталось заполнить свои разделы",
            order=10,
        )


def first_steps_panel(access: Access, on: date) -> dict[str, Any] | None:
    """«С чего начать», until everything in it is done."""
    steps = first_steps_for(access, on)
    if not access.program.is_open or all(step.is_done for step in steps):
        return None
    return {"steps": steps, "done": sum(step.is_done for step in steps), "total": len(steps)}


def recent_panel(access: Access, on: date) -> dict[str, Any] | None:
    events = events_visible_to(access).exclude(action__endswith=".view")[:RECENT_SHOWN]
    told = recent(events, user_id=access.user.pk, today=on)
    if not told:
        return None
    url = program_url(access.program, "programs:audit_list") if access.has(Permission.AUDIT_VIEW) else ""
    return {"events": told, "url": url}


def find_staff(access: Access, text: str) -> Iterable[SearchHit]:
    if not access.has(Permission.STAFF_VIEW):
        return
    accounts = accounts_of(access.program).filter(
        loosely(text, "last_name", "first_name", "middle_name", "position")
    )
    for user in accounts[:HITS_SHOWN]:
        roles = ", ".join(ROLE_LABELS[membership.role] for membership in user.school_roles)
        yield SearchHit(
            str(user),
            user.position or roles,
            program_url(access.program, "programs:staff_detail", pk=user.pk),
            "Сотрудники",
        )


def find_documents(access: Access, text: str) -> Iterable[SearchHit]:
    if not access.has(Permission.DOCUMENT_VIEW):
        return
    for document in register_of(access.program).filter(loosely(text, "title", "number"))[:HITS_SHOWN]:
        number = f"№ {document.number} от {short_date(document.date)}, " if document.date else ""
        yield SearchHit(
            document.title,
            f"{number}{document.get_state_display()}",
            program_url(access.program, "programs:document_detail", pk=document.pk),
            "Документы",
        )
