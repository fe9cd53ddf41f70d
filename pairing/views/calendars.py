"""Calendars for participants without an account: the curator gives each side of a pair its own link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from pairing.rows import pair_rows
from pairing.views.common import find_pair, url
from participants.models import Person
from programs.lists import row_ids
from programs.services.audit import Refusal
from programs.services.calendar_links import (
    calendar_link,
    qr_picture,
    renew_calendar_link,
    revoke_calendar_link,
)
from programs.services.links import link_url


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def pair_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `person` and `act` («renew» or «revoke»)."""
    pair = find_pair(request, pk)
    people = [pair.mentor.person, *(member.mentee.person for member in pair.members.all() if member.is_open)]
    here = url(request, "pair_calendar", pk=pk)
    if request.method == "POST":
        asked = row_ids([request.POST.get("person", "")])
        person = next((person for person in people if [person.pk] == asked), None)
        if person is None:
            raise Http404
        _act(request, person)
        return redirect(here)
    [row] = pair_rows([pair])
    card = url(request, "pair_detail", pk=pk)
    return render(
        request,
        "pairing/pair_calendar.html",
        {
            "heading": "Календари участников",
            "lead": f"{row}. Ссылки для тех, у кого нет учётной записи: встречи пары в их календаре.",
            "crumbs": [("Пары и группы", url(request, "pair_list")), (str(row), card), ("Календари", "")],
            "back_url": card,
            "back_label": "К паре",
            "people": [_person(request, person) for person in people],
            "can_issue": request.program.is_open,
        },
    )


def _act(request: HttpRequest, person: Person) -> None:
    program, by = request.program, request.user
    if request.POST.get("act") == "revoke":
        revoke_calendar_link(program=program, by=by, person_id=person.pk)
        messages.success(request, "Ссылка отозвана.")
        return
    try:
        renew_calendar_link(program=program, by=by, person_id=person.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Ссылка для участника {person.list_name} готова.")


def _person(request: HttpRequest, person: Person) -> dict[str, Any]:
    link = calendar_link(request.program, person_id=person.pk)
    address = link_url(link) if link else ""
    return {
        "person": person,
        "has_account": person.user_id is not None,
        "address": address,
        "qr": qr_picture(address) if address else "",
    }
