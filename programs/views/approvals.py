from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import MONTHS_GENITIVE, counted, surname_initials
from programs.forms.office import ReturnForm
from programs.registries.approvals import ApprovalItem, approvals_for
from programs.tenancy import program_url

SHOWN_ROWS = 3
SINCE_WEEKDAY = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")


@requires(Permission.APPROVALS_VIEW)
def approvals(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the director, the oldest first."""
    on = request.today
    items = sorted(
        approvals_for(request.access, on),
        key=lambda item: (item.submitted_at is None, item.submitted_at or timezone.now()),
    )
    return render(
        request,
        "programs/approvals.html",
        {
            "heading": "На утверждении",
            "lead": _lead(items, on),
            "cards": [_card(number, item, on) for number, item in enumerate(items, start=1)],
            "hidden": [("next", program_url(request.program, "programs:approvals"))],
        },
    )


def _lead(items: list[ApprovalItem], on: date) -> str:
    if not items:
        return ""
    decisions = counted(len(items), "решение", "решения", "решений")
    first = items[0].submitted_at
    if first is None:
        return f"{decisions}."
    day = timezone.localtime(first).date()
    days = (on - day).days
    if days <= 0:
        return f"{decisions}. {'Передано' if len(items) == 1 else 'Переданы'} сегодня."
    since = SINCE_WEEKDAY[day.weekday()] if days < 7 else f"{day.day} {MONTHS_GENITIVE[day.month - 1]}"
    return f"{decisions}. Первое ждёт вас с {since}."


def _card(number: int, item: ApprovalItem, on: date) -> dict[str, Any]:
    day = timezone.localtime(item.submitted_at).date() if item.submitted_at else None
    days = (on - day).days if day else 0
    who = [item.kind, surname_initials(item.submitted_by)]
    if day:
        who.append(f"{day.day} {MONTHS_GENITIVE[day.month - 1]}")
    return {
        "number": number,
        "item": item,
        "approve_id": f"approve-{number}",
        "return_id": f"return-{number}",
        "waits": f"Ждёт {counted(days, 'день', 'дня', 'дней')}" if days > 0 else "Передано сегодня",
        "is_long": days >= 3,
        "sub": " · ".join(part for part in who if part),
        "shown": item.rows[:SHOWN_ROWS],
        "folded": item.rows[SHOWN_ROWS:],
        "question": item.question or f"{item.approve_label}: {item.title}?",
        "return_form": ReturnForm(auto_id=f"id_return{number}_%s"),
    }
