"""«Готовы к отметке»: what the data confirm, marked by a person, one step or all ticked ones at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, plural
from programs.tenancy import program_url
from programs.views.acting import act
from roadmap.evidence import proposals_for
from roadmap.models import Step
from roadmap.services.evidence import Marked, confirm_step, confirm_steps
from roadmap.views.common import crumbs, step_in_force, table_url
from roadmap.wording import badge_of


@requires(Permission.ROADMAP_PROGRESS)
def proposal_list(request: HttpRequest) -> HttpResponse:
    proposals = proposals_for(request.access, request.today)
    context = {
        "heading": "Готовы к отметке",
        "lead": "Данные школы подтверждают эти шаги. Отметку ставите вы: снимите галочку там, где шаг ещё идёт.",
        "crumbs": crumbs(request, ("Готовы к отметке", "")),
        "back_url": table_url(request),
        "back_label": "Дорожная карта",
        "rows": [{"proposal": one, "badge": badge_of(one.step, request.today)} for one in proposals],
    }
    return render(request, "roadmap/proposal_list.html", context)


@require_POST
@requires(Permission.ROADMAP_PROGRESS)
def proposal_confirm(request: HttpRequest) -> HttpResponse:
    numbers = {int(text) for text in request.POST.getlist("step") if text.isdecimal() and len(text) < 5}
    steps = list(
        Step.objects.in_force(request.program)
        .filter(number__in=numbers)
        .select_related("program__school")
        .order_by("number")
    )
    if not steps:
        messages.error(request, "Не выбран ни один шаг. Отметьте те, которые выполнены.")
        return redirect(program_url(request.program, "roadmap:proposal_list"))
    marked = confirm_steps(steps=steps, by=request.user, on=request.today)
    _tell(request, marked)
    return redirect(table_url(request))


@require_POST
@requires(Permission.ROADMAP_PROGRESS)
def step_confirm(request: HttpRequest, number: int) -> HttpResponse:
    step = step_in_force(request, number)
    return act(
        request,
        lambda: confirm_step(step=step, by=request.user, on=request.today),
        "Шаг отмечен выполненным по данным.",
        program_url(request.program, "roadmap:step_detail", number=number),
    )


def _tell(request: HttpRequest, marked: list[Marked]) -> None:
    done = [one for one in marked if not one.refusal]
    if done:
        word = plural(len(done), "Отмечен", "Отмечены", "Отмечены")
        words = plural(len(done), "выполненным", "выполненными", "выполненными")
        messages.success(request, f"{word} {words} {counted(len(done), 'шаг', 'шага', 'шагов')}.")
    for one in marked:
        if one.refusal:
            messages.error(request, f"Шаг № {one.step.said_number} не отмечен. {one.refusal}")
