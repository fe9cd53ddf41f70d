"""Individual plans: the list, one plan with its tasks and marks, editing, its life, the paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.names import normalise_name
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import ru_date, short_date
from pairing.enums import PlanStage, TaskMark
from pairing.forms_development import (
    PLAN_TABS,
    DevelopmentFilter,
    PlanForm,
    ProgressForm,
    TaskFormSet,
)
from pairing.models import DevelopmentPlan, Pair, PairMember, PlanTask
from pairing.reports_development import development_html
from pairing.services.development import (
    PLANNABLE,
    SETTLED,
    agree_development,
    approve_development,
    create_development,
    is_for_teachers,
    plans_of,
    record_progress,
    return_development,
    save_development,
    sections_for,
    submit_development,
    tick_task,
    without_plan,
)
from pairing.tables_work import MARK_BADGES, PLAN_COLUMNS, plan_badge
from pairing.views.common import url
from pairing.views.meetings import ROOM
from participants.registries import room_tabs
from participants.views.selection import save_versioned
from programs.forms.office import ReturnForm
from programs.lists import page_of, query_with, row_ids
from programs.services.audit import Refusal
from programs.tables import Column, shown_rows
from programs.tenancy import program_url
from programs.views.acting import act

MISSING = "missing"  # the tab of those who have no plan


# --- list -------------------------------------------------------------------------------------------------

MISSING_COLUMNS = [
    Column("mentee", "Наставляемый", lambda member: member.mentee.person.list_name),
    Column("mentor", "Наставник", lambda member: member.pair.mentor.person.list_name),
    Column("form", "Форма", lambda member: member.pair.form.title, priority=2, phone="hide"),
    Column(
        "starts",
        "Пара действует с",
        lambda member: short_date(member.pair.starts_on),
        num=True,
        phone="state",
    ),
]


def _narrowed(rows: QuerySet, form: DevelopmentFilter, prefix: str = "") -> QuerySet:
    if not form.is_valid():
        return rows
    for word in normalise_name(form.cleaned_data["q"] or "").split():
        rows = rows.filter(
            Q(**{f"{prefix}mentee__person__search_key__contains": word})
            | Q(**{f"{prefix}pair__mentor__person__search_key__contains": word})
        )
    if chosen := form.cleaned_data["form"]:
        rows = rows.filter(**{f"{prefix}pair__form": chosen})
    return rows


@requires(Permission.PAIR_VIEW)
def development_list(request: HttpRequest) -> HttpResponse:
    form = DevelopmentFilter(request.GET, program=request.program)
    asked = request.GET.get("state", "")
    visible = Pair.objects.of_program(request.program).visible_to(request.access)
    plans = _narrowed(plans_of(request.access), form, "member__")
    missing = _narrowed(without_plan(request.program).filter(pair__in=visible.values("pk")), form)
    by_state = dict(plans.order_by().values_list("state").annotate(Count("pk")))
    counts = {"": sum(by_state.values()), **by_state}
    if asked == MISSING:
        page = page_of(request, missing)
        columns, address = MISSING_COLUMNS, lambda row: url(request, "pair_detail", pk=row.pair_id)
    else:
        if asked in PlanStage.values:
            plans = plans.filter(state=asked)
        plans = plans.annotate(
            task_count=Count("tasks"), done_count=Count("tasks", filter=Q(tasks__mark=TaskMark.DONE))
        )
        page = page_of(request, plans.order_by("member__mentee__person__search_key", "pk"))
        columns, address = PLAN_COLUMNS, lambda row: url(request, "development_detail", pk=row.pk)
    return render(
        request,
        "pairing/development_list.html",
        {
            "heading": "Индивидуальные планы",
            "lead": "План составляют после встречи-планирования: цель, задачи, сроки.",
            "rooms": room_tabs(ROOM, request.access, request.today, "pairing:development_list"),
            "tabs": [
                *(
                    {
                        "label": label,
                        "url": query_with(request.GET, state=code),
                        "count": counts.get(code, 0),
                        "active": asked == code,
                    }
                    for code, label in PLAN_TABS
                ),
                {
                    "label": "Нет плана",
                    "url": query_with(request.GET, state=MISSING),
                    "count": missing.count(),
                    "active": asked == MISSING,
                },
            ],
            "form": form,
            "keep": [("state", asked)] if asked else [],
            "reset_url": query_with(QueryDict(), state=asked),
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "asked": asked,
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(columns, page, address),
            "page_obj": page,
        },
    )


# --- one plan ---------------------------------------------------------------------------------------------


def _plan(request: HttpRequest, pk: int) -> DevelopmentPlan:
    return get_object_or_404(plans_of(request.access), pk=pk)


def _leads(request: HttpRequest, pair: Pair) -> bool:
    """May the user write the plan: the mentor his own, the curator all."""
    return (
        request.program.is_open
        and request.access.has(Permission.MEETING_RECORD)
        and Pair.objects.led_by(request.access).filter(pk=pair.pk).exists()
    )


def _led_plan(request: HttpRequest, pk: int) -> DevelopmentPlan:
    """Another's plan is 404 for who may not write it."""
    led = Pair.objects.of_program(request.program).led_by(request.access)
    return get_object_or_404(plans_of(request.access).filter(member__pair__in=led.values("pk")), pk=pk)


def _task(request: HttpRequest, pk: int) -> PlanTask:
    tasks = PlanTask.objects.filter(plan__in=plans_of(request.access).values("pk"))
    return get_object_or_404(
        tasks.select_related("plan__member__mentee__person", "plan__member__pair"), pk=pk
    )


def _crumbs(request: HttpRequest, plan: DevelopmentPlan, here: str = "") -> list[tuple[str, str]]:
    card = url(request, "development_detail", pk=plan.pk) if here else ""
    crumbs = [
        ("Главная", program_url(request.program, "programs:dashboard")),
        ("Индивидуальные планы", url(request, "development_list")),
        (plan.member.mentee.person.list_name, card),
    ]
    return [*crumbs, (here, "")] if here else crumbs


def task_groups(plan: DevelopmentPlan) -> list[dict[str, Any]]:
    """Tasks under the plan's sections; sections without tasks stay out."""
    tasks = list(plan.tasks.all())
    return [
        {"title": section.label, "rows": [_task_row(task) for task in tasks if task.section == section]}
        for section in sections_for(plan.member)
        if any(task.section == section for task in tasks)
    ]


def _task_row(task: PlanTask) -> dict[str, Any]:
    return {
        "task": task,
        "mark": mark_badge(task),
        "form": ProgressForm(
            initial={"actual": task.actual, "mark": task.mark}, auto_id=f"id_task{task.pk}_%s"
        ),
    }


def mark_badge(task: PlanTask) -> SafeString | str:
    return state_badge(MARK_BADGES[task.mark], task.get_mark_display(), False) if task.mark else ""


@requires(Permission.PAIR_VIEW)
def development_detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    access, pair = request.access, plan.member.pair
    lives = pair.state in PLANNABLE and request.program.is_open
    leads = lives and _leads(request, pair)
    teachers = is_for_teachers(plan.member)
    agrees = lives and access.has(Permission.PAIR_EDIT) and plan.state == PlanStage.SUBMITTED
    approves = lives and access.has(Permission.PAIR_APPROVE) and teachers and plan.state == PlanStage.AGREED
    groups = task_groups(plan)
    return render(
        request,
        "pairing/development_detail.html",
        {
            "heading": "Индивидуальный план",
            "lead": f"{plan.member.mentee.person.list_name}, наставник {pair.mentor.person.list_name}.",
            "crumbs": _crumbs(request, plan),
            "back_url": url(request, "pair_detail", pk=pair.pk),
            "back_label": "К паре",
            "plan": plan,
            "badge": plan_badge(plan),
            "facts": _facts(plan),
            "groups": groups,
            "can_edit": leads,
            "can_submit": leads and plan.state == PlanStage.DRAFT and bool(groups) and bool(plan.goal),
            "can_mark": leads and plan.state in SETTLED,
            "can_tick": lives
            and access.has(Permission.TASK_MARK)
            and plan.state in SETTLED
            and plan.member.mentee.person.user_id == request.user.pk,
            "can_agree": agrees,
            "can_approve": approves,
            "can_return": agrees or approves,
            "waits": _waits(plan),
            "return_form": ReturnForm(auto_id="id_return_%s"),
        },
    )


def _facts(plan: DevelopmentPlan) -> list[dict[str, Any]]:
    days = [
        f"с {ru_date(plan.starts_on)}" if plan.starts_on else "",
        f"по {ru_date(plan.ends_on)}" if plan.ends_on else "",
    ]
    facts = [
        {"label": "Вид", "value": plan.get_kind_display().capitalize()},
        {"label": "Форма", "value": plan.member.pair.form.title},
        {"label": "Модель", "value": plan.member.model.title if plan.member.model else ""},
        {"label": "Срок", "value": " ".join(filter(None, days))},
    ]
    for label, who, at in (
        ("Согласован", plan.agreed_by, plan.agreed_at),
        ("Утверждён", plan.approved_by, plan.approved_at),
    ):
        if at:
            facts.append({"label": label, "value": ru_date(timezone.localtime(at).date()), "note": str(who)})
    return facts


def _waits(plan: DevelopmentPlan) -> str:
    """Whose word the plan waits for, in a sentence."""
    if plan.state == PlanStage.SUBMITTED:
        return "План у куратора на согласовании. До решения его можно изменить: он вернётся в черновики."
    if plan.state == PlanStage.AGREED and is_for_teachers(plan.member):
        return "План согласован и ждёт утверждения директором."
    return ""


# --- writing ----------------------------------------------------------------------------------------------


@require_POST
@requires(Permission.MEETING_RECORD)
def development_create(request: HttpRequest, pk: int) -> HttpResponse:
    pair = get_object_or_404(Pair.objects.of_program(request.program).led_by(request.access), pk=pk)
    member = PairMember.objects.filter(pair=pair, pk__in=row_ids([request.POST.get("member", "")])).first()
    if member is None:
        messages.error(request, "Выберите, кому составить план.")
        return redirect(url(request, "pair_detail", pk=pk))
    try:
        plan = create_development(member=member, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "pair_detail", pk=pk))
    return redirect(url(request, "development_edit", pk=plan.pk))


@requires(Permission.MEETING_RECORD)
def development_edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _led_plan(request, pk)
    here = url(request, "development_detail", pk=pk)
    if plan.member.pair.state not in PLANNABLE or not request.program.is_open:
        messages.info(request, "Пара не действует, её план больше не меняется.")
        return redirect(here)
    fields = ("goal", "kind", "starts_on", "ends_on", "version")
    form = PlanForm(
        request.POST or None,
        initial={name: getattr(plan, name) for name in fields},
        use_required_attribute=False,
    )
    tasks = TaskFormSet(
        request.POST or None,
        initial=[
            {name: getattr(task, name) for name in ("pk", "section", "title", "due_on", "planned")}
            for task in plan.tasks.all()
        ],
        form_kwargs={"member": plan.member},
        prefix="tasks",
    )
    status: int | None = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and tasks.is_valid():
            lines = [line for line in (one.line() for one in tasks) if line is not None]
            status = save_versioned(
                form,
                lambda version: save_development(
                    plan=plan, tasks=lines, shown_version=version, by=request.user, **form.values()
                ),
                lambda: DevelopmentPlan.objects.get(pk=pk).version,
            )
        if status is None:
            messages.success(request, "План сохранён.")
            return redirect(url(request, "development_edit", pk=pk) if "more" in request.POST else here)
    return render(
        request,
        "pairing/development_edit.html",
        {
            "heading": "Индивидуальный план",
            "lead": f"{plan.member.mentee.person.list_name}, наставник {plan.member.pair.mentor.person.list_name}.",
            "crumbs": _crumbs(request, plan, "Изменить"),
            "back_url": here,
            "back_label": "К плану",
            "form": form,
            "tasks": tasks,
            "plan": plan,
            "loses_word": plan.state in SETTLED,
        },
        status=status,
    )


@require_POST
@requires(Permission.MEETING_RECORD)
def development_submit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _led_plan(request, pk)
    return act(
        request,
        lambda: submit_development(plan=plan, by=request.user),
        "План передан куратору.",
        url(request, "development_detail", pk=pk),
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def development_agree(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    goes_on = is_for_teachers(plan.member)
    return act(
        request,
        lambda: agree_development(plan=plan, by=request.user),
        "План согласован и передан директору." if goes_on else "План согласован.",
        url(request, "development_detail", pk=pk),
    )


@require_POST
@requires(Permission.PAIR_APPROVE)
def development_approve(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    return act(
        request,
        lambda: approve_development(plan=plan, by=request.user),
        "План утверждён.",
        url(request, "development_detail", pk=pk),
    )


@require_POST
@requires(Permission.PAIR_EDIT, Permission.PAIR_APPROVE)
def development_return(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    comment = request.POST.get("comment", "")
    return act(
        request,
        lambda: return_development(plan=plan, comment=comment, access=request.access),
        "План возвращён с замечанием.",
        url(request, "development_detail", pk=pk),
    )


@require_POST
@requires(Permission.MEETING_RECORD)
def task_mark(request: HttpRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    _led_plan(request, task.plan_id)
    form = ProgressForm(request.POST)
    here = f"{url(request, 'development_detail', pk=task.plan_id)}#task-{pk}"
    if not form.is_valid():
        messages.error(request, " ".join(words for found in form.errors.values() for words in found))
        return redirect(here)
    return act(
        request,
        lambda: record_progress(task=task, by=request.user, **form.cleaned_data),
        "Задача отмечена.",
        here,
    )


@require_POST
@requires(Permission.TASK_MARK)
def task_tick(request: HttpRequest, pk: int) -> HttpResponse:
    """The mentee's own tick; another's task is 404."""
    task = _task(request, pk)
    if task.plan.member.mentee.person.user_id != request.user.pk:
        raise Http404
    is_done = request.POST.get("done") == "1"
    return act(
        request,
        lambda: tick_task(task=task, is_done=is_done, on=request.today, by=request.user),
        "Задача отмечена." if is_done else "Отметка снята.",
        f"{url(request, 'development_detail', pk=task.plan_id)}#task-{pk}",
    )


@requires(Permission.PAIR_VIEW)
def development_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    data = html_to_pdf_in_child(development_html(plan, request.today))
    return pdf_response(data, f"Индивидуальный план, {plan.member.mentee.person.last_name}.pdf")
