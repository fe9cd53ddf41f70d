"""1 September: who of last year's people goes on, class by class."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.services.rollover import Traveller, Way, carry_people, travellers
from programs.lists import row_ids
from programs.services.audit import Refusal
from programs.tenancy import program_url

NOTES = {
    Way.GRADUATE: "Выпускается. Останется только тот, кто сам согласился на связь после выпуска.",
    Way.NO_CLASS: "Такого класса в новом году нет: его можно выбрать позже в карточке.",
}


@require_http_methods(["GET", "POST"])
@requires(Permission.BASE_EDIT)
def rollover(request: HttpRequest) -> HttpResponse:
    ticked: set[int] | None = None
    refusal = ""
    if request.method == "POST":
        ticked = set(row_ids(request.POST.getlist("ids")))
        try:
            done = carry_people(program=request.program, person_ids=ticked, by=request.user, on=request.today)
        except Refusal as no:
            refusal = str(no)
        else:
            people = counted(done.gone_on, "человек перенесён", "человека перенесено", "человек перенесено")
            messages.success(request, f"{people}. Теперь соберите у них согласия на новый год.")
            return redirect(program_url(request.program, "participants:rollover"))
    rows = travellers(request.program, request.today)
    waiting = [row for row in rows if not row.is_carried]
    return render(
        request,
        "participants/rollover.html",
        {
            "heading": "Переход на новый год",
            "lead": _lead(request, rows, waiting),
            "crumbs": [
                ("Программа", program_url(request.program, "programs:programme_detail")),
                ("Новый год", ""),
            ],
            "refusal": refusal,
            "groups": [
                _group(name, list(group), ticked) for name, group in groupby(waiting, key=_group_name)
            ],
            "has_previous": request.program.previous_id is not None,
            "carried_count": len(rows) - len(waiting),
            "is_open": request.program.is_open,
            "term_days": counted(request.school.destruction_days, "день", "дня", "дней"),
            "consents_url": program_url(request.program, "participants:consent_list") + "?tab=missing",
            "create_url": program_url(request.program, "programs:programme_create"),
        },
        status=422 if refusal else 200,
    )


def _lead(request: HttpRequest, rows: list[Traveller], waiting: list[Traveller]) -> str:
    if request.program.previous is None:
        return ""
    year = request.program.previous.year_label
    if rows and not waiting:
        return f"Все из {year} учебного года перенесены."
    people = counted(len(waiting), "человек ждёт", "человека ждут", "человек ждут")
    return f"{year} → {request.program.year_label}: {people} вашего решения." if waiting else ""


def _group_name(row: Traveller) -> str:
    if row.year.school_class is None:
        return "Взрослые"
    return f"{row.year.school_class} → {row.new_place}"


def _group(name: str, rows: list[Traveller], ticked: set[int] | None) -> dict[str, Any]:
    """Who took part goes on by default; the curator unticks."""
    people = [
        {
            "id": row.person.pk,
            "name": row.person.full_name,
            "roles": ", ".join(row.roles) or "в базах не состоит",
            "place": row.year.place if row.year.school_class is None else "",
            "may_go": row.may_go,
            "checked": row.may_go and (row.person.pk in ticked if ticked is not None else bool(row.roles)),
        }
        for row in rows
    ]
    return {
        "name": name,
        "note": NOTES.get(rows[0].way, ""),
        "people": people,
        "said": counted(len(people), "человек", "человека", "человек"),
    }
