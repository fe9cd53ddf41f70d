"""Handing the sealed notes over to a successor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from pairing.forms_psychologist import GrantForm
from pairing.services.notes import givers_for, grant_notes, grants_of, psychologists
from pairing.views.common import url
from pairing.views.room import form_page, saved
from programs.tenancy import program_url


@requires(Permission.TEST_RECORD, Permission.PROGRAM_APPROVE)
def notes_grants(request: HttpRequest) -> HttpResponse:
    """By the director, or by the author himself; what was handed over before stands below."""
    givers = givers_for(request.access)
    takers = list(psychologists(request.program, request.today))
    can_grant = bool(givers) and any(taker.pk != giver.pk for taker in takers for giver in givers)
    form = GrantForm(request.POST or None, givers=givers, takers=takers) if can_grant else None
    status = 200
    if request.method == "POST" and form is not None:
        status = 422
        if form.is_valid():
            made, status = saved(
                request,
                form,
                lambda: grant_notes(access=request.access, on=request.today, **form.values()),
            )
            if made is not None:
                messages.success(request, f"Записи переданы: {made.taker} может их читать.")
                return redirect(url(request, "notes_grants"))
    is_room = request.access.has(Permission.TEST_RECORD)
    return form_page(
        request,
        form,
        heading="Передача записей психолога",
        back=("Совместимость", "test_list")
        if is_room or request.access.has(Permission.TEST_VIEW)
        else ("", ""),
        button="Передать записи",
        template="notes_grants",
        lead="Зашифрованные записи не переходят вместе с ролью: их передают отдельно и с основанием.",
        grants=list(grants_of(request.access)),
        has_givers=bool(givers),
        staff_url=program_url(request.program, "programs:staff_list")
        if request.access.has(Permission.STAFF_MANAGE)
        else "",
        status=status,
    )
