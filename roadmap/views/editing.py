from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import short_date
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url
from roadmap.forms import NewStepForm, StepForm
from roadmap.models import Roadmap, Step
from roadmap.services.editing import StepPlan, add_step, edit_step, remove_step
from roadmap.services.guards import refuse_closed_program, refuse_unless_draft
from roadmap.services.making import roles_of
from roadmap.tables import role_word
from roadmap.views.common import Context, crumbs, step_being_changed, table_url


@requires(Permission.ROADMAP_EDIT)
def step_edit(request: HttpRequest, number: int) -> HttpResponse:
    step = step_being_changed(request, number)
    roles = roles_of(step)
    if (refused := _refused(request, step.roadmap)) is not None:
        return refused
    form = StepForm(request.POST or None, instance=step, program=request.program, roles=roles)
    if request.method != "POST" or not form.is_valid():
        return _page(request, step, form, status=422 if form.is_bound else 200)
    try:
        edit_step(step=step, plan=form.plan(), shown_version=form.cleaned_data["version"], by=request.user)
    except StaleVersion as stale:
        return _conflict(request, number, form, stale)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Шаг № {step.said_number} сохранён.")
        _tell_doubt(request, form)
    return redirect(_draft_url(request, step.roadmap))


@requires(Permission.ROADMAP_EDIT)
def step_create(request: HttpRequest) -> HttpResponse:
    roadmap = Roadmap.objects.being_changed(request.program).first()
    if roadmap is None:
        if not Roadmap.objects.in_force(request.program).exists():
            raise Http404
        messages.error(request, "Дорожная карта утверждена. Чтобы добавить шаг, откройте новую редакцию.")
        return redirect(table_url(request))
    if (refused := _refused(request, roadmap)) is not None:
        return refused
    steps = list(Step.objects.filter(roadmap=roadmap))
    form = NewStepForm(
        request.POST or None,
        instance=Step(program=request.program, roadmap=roadmap),
        program=request.program,
        steps=steps,
    )
    if request.method == "POST" and form.is_valid():
        try:
            step = add_step(
                roadmap=roadmap,
                plan=form.plan(),
                after=form.cleaned_data["after"],
                by=request.user,
                once=request.POST.get("once", ""),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            if step is not None:
                messages.success(request, f"Добавлен шаг № {step.said_number}.")
                _tell_doubt(request, form)
        return redirect(_draft_url(request, roadmap))
    return render(
        request,
        "roadmap/step_form.html",
        {
            "heading": "Новый шаг",
            "crumbs": crumbs(request, ("Новый шаг", "")),
            "form": form,
            "is_new": True,
            "cancel_url": _draft_url(request, roadmap),
        },
        status=422 if form.is_bound else 200,
    )


@require_POST
@requires(Permission.ROADMAP_EDIT)
def step_remove(request: HttpRequest, number: int) -> HttpResponse:
    step = step_being_changed(request, number)
    try:
        remove_step(step=step, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Шаг «{step.short_title}» убран, следующие получили новые номера.")
    return redirect(_draft_url(request, step.roadmap))


def _tell_doubt(request: HttpRequest, form: StepForm) -> None:
    if form.doubt:
        messages.warning(request, form.doubt)


def _refused(request: HttpRequest, roadmap: Roadmap) -> HttpResponse | None:
    """Say at once that the plan can't be changed, before a form is filled in vain."""
    try:
        refuse_closed_program(request.program)
        refuse_unless_draft(roadmap)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(table_url(request))
    return None


def _conflict(request: HttpRequest, number: int, form: StepForm, stale: StaleVersion) -> HttpResponse:
    """409 with both values; the form now carries the new version, so a second save is a decision."""
    now = step_being_changed(request, number)
    form.add_error(None, str(stale))
    form.data = form.data.copy()
    form.data["version"] = now.version
    return _page(request, now, form, status=409, theirs=_differences(now, form.plan()))


def _differences(now: Step, mine: StepPlan) -> list[Context]:
    words = {
        "title": "Мероприятие",
        "short_title": "Кратко",
        "stage": "Этап",
        "term_text": "Срок",
        "starts": "Начало",
        "ends": "Окончание",
        "roles": "Ответственные",
        "number_text": "Номер на печати",
        "section": "Раздел",
        "content": "Содержание",
        "result_text": "Результат",
        "responsible_text": "Ответственные на печати",
        "standard": "Шаг целевой модели",
    }
    mine_now = mine.fields | {"roles": mine.roles}
    theirs = {name: getattr(now, name) for name in words if name != "roles"} | {"roles": tuple(roles_of(now))}
    return [
        {"label": label, "theirs": _shown(theirs[name]), "mine": _shown(mine_now[name])}
        for name, label in words.items()
        if name in mine_now and theirs[name] != mine_now[name]
    ]


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(role_word(role) for role in value)
    if value is None:
        return "свой шаг"
    return short_date(value) if hasattr(value, "isoformat") else str(value)


def _page(
    request: HttpRequest,
    step: Step,
    form: StepForm,
    *,
    status: int,
    theirs: list[Context] | None = None,
) -> HttpResponse:
    context = {
        "heading": f"Шаг № {step.said_number}: изменить план",
        "crumbs": crumbs(request, (f"Шаг № {step.said_number}", "")),
        "form": form,
        "step": step,
        "theirs": theirs,
        "cancel_url": _draft_url(request, step.roadmap),
        "remove_url": program_url(request.program, "roadmap:step_remove", number=step.number),
    }
    return render(request, "roadmap/step_form.html", context, status=status)


def _draft_url(request: HttpRequest, roadmap: Roadmap) -> str:
    return table_url(request) + (f"?revision={roadmap.revision}" if roadmap.revision > 1 else "")
