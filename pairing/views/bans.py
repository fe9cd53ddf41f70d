"""Bans on pairs: the list, a new one, lifting one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from pairing.forms_matching import BanForm
from pairing.services.bans import ban_pair, bans_of, lift_ban
from pairing.views.common import url
from participants.models import Person
from programs.lists import row_ids
from programs.services.audit import Refusal
from programs.tenancy import program_url


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def ban_list(request: HttpRequest) -> HttpResponse:
    """`?person=` comes from a card: only his bans, and his name is in the form already."""
    asked = row_ids([request.GET.get("person", "")])
    person = get_object_or_404(Person.objects.visible_to(request.access), pk=asked[0]) if asked else None
    form = BanForm(request.POST or None, program=request.program, person=person, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            ban = ban_pair(program=request.program, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Запрет записан: {ban.first.full_name} и {ban.second.full_name}.")
            return redirect(request.get_full_path())
    return render(
        request,
        "pairing/ban_list.html",
        {
            "heading": "Запреты на пары",
            "lead": "Этих людей нельзя ставить вместе ни вручную, ни подбором, кто бы из них ни был наставником.",
            "crumbs": [
                ("Подбор пар", url(request, "matching_home")),
                ("Запреты на пары", ""),
            ],
            "form": form,
            "person": person,
            "card_url": program_url(request.program, "participants:person_detail", pk=person.pk)
            if person
            else "",
            "rows": list(bans_of(request.access, person)),
            "is_open": request.program.is_open,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def ban_lift(request: HttpRequest, pk: int) -> HttpResponse:
    ban = get_object_or_404(bans_of(request.access), pk=pk)
    try:
        lift_ban(ban=ban, reason=request.POST.get("reason", ""), program=request.program, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Запрет снят: {ban.first.full_name} и {ban.second.full_name}.")
    return redirect(url(request, "ban_list"))
