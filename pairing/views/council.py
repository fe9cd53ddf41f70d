"""The methodical council's protocol on a plan of pairs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from pairing.forms_agreement import CouncilForm
from pairing.services.council import record_council
from pairing.views.common import find_plan, url
from programs.services.audit import Refusal


@require_POST
@requires(Permission.PAIR_EDIT, Permission.PAIR_APPROVE)
def plan_council(request: HttpRequest, pk: int) -> HttpResponse:
    plan = find_plan(request, pk)
    form = CouncilForm(request.POST)
    target = url(request, "plan_detail", pk=pk)
    if not form.is_valid():
        messages.error(
            request, "Протокол не записан. " + " ".join(e for errors in form.errors.values() for e in errors)
        )
        return redirect(target)
    try:
        record_council(plan=plan, by=request.user, today=request.today, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, "Протокол методического совета записан: он войдёт в основание распоряжения."
        )
    return redirect(target)
