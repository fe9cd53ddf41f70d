"""The acquaintance sheet of a paper: who must read it, and the day each has signed that he did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max

from mentoring_site.permissions import ROLE_LABELS, STAFF_ROLES
from mentoring_site.texts import clean_text
from mentoring_site.words import counted
from programs.enums import DocumentState
from programs.models import Acquaintance, Document, Membership, User
from programs.services.audit import Refusal, record_event

NAME_LENGTH, POST_LENGTH, MOST_LINES = 200, 160, 500


@transaction.atomic
def add_employees(*, document: Document, roles: Iterable[str], on: date, by: User) -> int:
    """Add everybody who works in these roles that day; empty: all employees. Who stands there already is left."""
    _lock(document)
    wanted = set(roles) or set(STAFF_ROLES)
    held = (
        Membership.objects.active(on)
        .filter(school=document.school_id, role__in=wanted, user__is_active=True)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "user__middle_name", "pk")
    )
    known = set(document.acquaintances.values_list("name", flat=True))
    order = _last(document)
    rows: list[Acquaintance] = []
    for member in held:
        user = member.user
        if not user.full_name or user.full_name in known:
            continue
        known.add(user.full_name)
        order += 1
        rows.append(
            Acquaintance(
                school_id=document.school_id,
                document=document,
                user=user,
                name=user.full_name[:NAME_LENGTH],
                position_title=(user.position or ROLE_LABELS[member.role])[:POST_LENGTH],
                order=order,
            )
        )
    if not rows:
        raise Refusal("Добавлять некого: все они уже в листе ознакомления.")
    if order > MOST_LINES:
        raise Refusal(f"В листе ознакомления не больше {MOST_LINES} человек.")
    Acquaintance.objects.bulk_create(rows)
    people = counted(len(rows), "человек", "человека", "человек")
    record_event(
        "document.acquaint", by=by, target=document, sentence=f"в лист ознакомления добавлено: {people}"
    )
    return len(rows)


@transaction.atomic
def add_reader(*, document: Document, name: str, position: str, by: User) -> Acquaintance:
    """Somebody without an account: a watchman, a part-time teacher."""
    _lock(document)
    name, position = " ".join(clean_text(name).split()), " ".join(clean_text(position).split())
    if not name or len(name) > NAME_LENGTH:
        raise Refusal(f"Впишите фамилию, имя и отчество, не длиннее {NAME_LENGTH} знаков.")
    if document.acquaintances.filter(name=name).exists():
        raise Refusal(f"{name}: уже есть в листе ознакомления.")
    order = _last(document) + 1
    if order > MOST_LINES:
        raise Refusal(f"В листе ознакомления не больше {MOST_LINES} человек.")
    line = Acquaintance.objects.create(
        school_id=document.school_id,
        document=document,
        name=name,
        position_title=position[:POST_LENGTH],
        order=order,
    )
    record_event(
        "document.acquaint", by=by, target=document, sentence=f"в лист ознакомления добавлен(а): {name}"
    )
    return line


@transaction.atomic
def mark_readers(
    *, document: Document, ids: Iterable[int], seen_on: date | None, today: date, by: User
) -> int:
    """Write the day that the ticked have signed; None takes their marks off."""
    _lock(document)
    if seen_on is not None and seen_on > today:
        raise Refusal("Дата ознакомления ещё не наступила. Впишите дату с листа.")
    if seen_on is not None and document.date is not None and seen_on < document.date:
        raise Refusal("Ознакомиться раньше даты документа нельзя. Впишите дату с листа.")
    done = document.acquaintances.filter(pk__in=list(ids)).update(seen_on=seen_on)
    if not done:
        raise Refusal("Отметьте, кто расписался в листе.")
    people = counted(done, "человек", "человека", "человек")
    words = f"отмечено ознакомление {seen_on:%d.%m.%Y}: {people}" if seen_on else f"снята отметка: {people}"
    record_event("document.acquaint", by=by, target=document, sentence=words)
    return done


@transaction.atomic
def remove_reader(*, line: Acquaintance, by: User) -> None:
    """Take a line off; one that is marked as read stays until its mark is taken off."""
    document = _lock(line.document)
    line = document.acquaintances.filter(pk=line.pk).first()
    if line is None:
        raise Refusal("Этой строки уже нет.")
    if line.seen_on:
        raise Refusal(f"{line.name}: уже ознакомлен(а). Сначала снимите отметку.")
    name = line.name
    line.delete()
    record_event(
        "document.acquaint", by=by, target=document, sentence=f"из листа ознакомления убран(а): {name}"
    )


def _last(document: Document) -> int:
    return document.acquaintances.aggregate(last=Max("order"))["last"] or 0


def _lock(document: Document) -> Document:
    document = (
        Document.objects.select_for_update(of=("self",), no_key=True)
        .select_related("program__school")
        .get(pk=document.pk)
    )
    if document.state == DocumentState.CANCELLED:
        raise Refusal("Документ отменён: знакомить с ним некого.")
    return document
