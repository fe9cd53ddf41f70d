"""«Индивидуальный план развития» of one mentee (D25): draft → submitted → agreed → (teachers) approved by the director.

After it is agreed only results and marks change; another goal, term or task is a new edition and begins as a draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mentoring_site.permissions import Access, Permission
from mentoring_site.texts import clean_text
from mentoring_site.words import short_date
from pairing.enums import (
    MentoringKind,
    PairState,
    PlanAction,
    PlanSection,
    PlanStage,
    TaskMark,
)
from pairing.models import DevelopmentPlan, Pair, PairMember, PlanTask
from pairing.transitions import DEVELOPMENT_TRANSITIONS
from participants.services.guards import refuse_closed
from programs.enums import ParticipantKind
from programs.models import PersonalLink, Program, User
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.moments import moment

GOAL_LENGTH, COMMENT_LENGTH = 1000, 1000
TITLE_LENGTH, RESULT_LENGTH = 300, 500
MOST_TASKS = 60
PLANNABLE = (PairState.APPROVED, PairState.ACTIVE)
SETTLED = (PlanStage.AGREED, PlanStage.APPROVED)


@dataclass(frozen=True)
class TaskLine:
    """A line of the plan as the form brings it. pk: of a task that is there already."""

    section: str
    title: str
    due_on: date | None = None
    planned: str = ""
    pk: int | None = None


# --- reading ----------------------------------------------------------------------------------------------


def plans_of(access: Access) -> QuerySet[DevelopmentPlan]:
    """Plans of the programme whose pairs the user may see, with all that names them."""
    pairs = Pair.objects.of_program(access.program).visible_to(access)
    return DevelopmentPlan.objects.filter(
        program=access.program, member__pair__in=pairs.values("pk")
    ).select_related(
        "program__school",
        "member__pair__mentor__person",
        "member__pair__form",
        "member__mentee__person",
        "member__model",
        "agreed_by",
        "approved_by",
    )


def without_plan(program: Program) -> QuerySet[PairMember]:
    """Members of active pairs who have no plan yet."""
    plan = DevelopmentPlan.objects.filter(member=OuterRef("pk"))
    return (
        PairMember.objects.filter(~Exists(plan), program=program, is_open=True, pair__state=PairState.ACTIVE)
        .select_related("pair__form", "pair__mentor__person", "mentee__person")
        .order_by("pair__starts_on", "pk")
    )


def is_for_teachers(member: PairMember) -> bool:
    """Only such plans have the section «Вхождение в должность» and go to the director."""
    return member.pair.form.mentee_kind == ParticipantKind.TEACHER


def sections_for(member: PairMember) -> list[PlanSection]:
    return [s for s in PlanSection if s != PlanSection.ENTRY or is_for_teachers(member)]


def is_finished(plan: DevelopmentPlan) -> bool:
    """Nobody's word is missing: agreed, and for teachers approved."""
    return plan.state == PlanStage.APPROVED or (
        plan.state == PlanStage.AGREED and not is_for_teachers(plan.member)
    )


# --- content ----------------------------------------------------------------------------------------------


@transaction.atomic
def create_development(*, member: PairMember, by: User) -> DevelopmentPlan:
    """An empty draft with the pair's own term; the existing one when there is one."""
    pair = Pair.objects.select_for_update(of=("self",)).select_related("program").get(pk=member.pair_id)
    member = PairMember.objects.select_related("pair__form", "mentee__person").get(pk=member.pk)
    _refuse_unless_lives(pair)
    if not member.is_open:
        raise Refusal("Участник вышел из пары, план ему уже не составить.")
    known = DevelopmentPlan.objects.filter(member=member).first()
    if known is not None:
        return known
    is_group = PairMember.objects.filter(pair=pair, is_open=True).count() > 1
    plan = DevelopmentPlan.objects.create(
        school_id=pair.school_id,
        program_id=pair.program_id,
        member=member,
        kind=MentoringKind.GROUP if is_group else MentoringKind.TRADITIONAL,
        starts_on=pair.starts_on,
        ends_on=pair.ends_on,
        created_by=by,
    )
    _record("development.create", plan, by, "начат индивидуальный план")
    return plan


@transaction.atomic
def save_development(
    *,
    plan: DevelopmentPlan,
    kind: str,
    goal: str,
    starts_on: date | None,
    ends_on: date | None,
    tasks: Sequence[TaskLine],
    shown_version: int,
    by: User,
) -> DevelopmentPlan:
    """Write the whole content. A plan that was submitted or agreed goes back to a draft when anything differs.

    Results and marks of tasks that stay are kept. Raises StaleVersion, Refusal.
    """
    plan = _locked(plan)
    lock_version(plan, shown_version)
    goal, lines = clean_text(goal), [_clean(line) for line in tasks]
    _check_content(plan, kind, goal, starts_on, ends_on, lines)
    known = {task.pk: task for task in plan.tasks.all()}
    if any(line.pk is not None and line.pk not in known for line in lines):
        raise Refusal("Одной из задач уже нет в плане. Обновите страницу.")
    before = _content(plan, known.values())
    plan.kind, plan.goal, plan.starts_on, plan.ends_on = kind, goal, starts_on, ends_on
    kept = {line.pk for line in lines}
    PlanTask.objects.filter(plan=plan).exclude(pk__in=[pk for pk in kept if pk]).delete()
    for position, line in enumerate(lines):
        task = known.get(line.pk or 0) or PlanTask(school_id=plan.school_id, plan=plan)
        task.section, task.title, task.due_on, task.planned = (
            line.section,
            line.title,
            line.due_on,
            line.planned,
        )
        task.position = position
        task.save()
    is_changed = before != _content(plan, plan.tasks.all())
    was = plan.state
    if is_changed and was != PlanStage.DRAFT:
        _move(plan, PlanAction.REVISE)
        plan.agreed_by = plan.agreed_at = plan.approved_by = plan.approved_at = None
    plan.save()
    if is_changed:
        words = "изменён индивидуальный план"
        if was in SETTLED:
            words = "новая редакция индивидуального плана: его нужно согласовать заново"
        elif was == PlanStage.SUBMITTED:
            words = "индивидуальный план отозван с согласования и изменён"
        _record("development.update", plan, by, words)
    return plan


def _clean(line: TaskLine) -> TaskLine:
    return TaskLine(line.section, clean_text(line.title), line.due_on, clean_text(line.planned), line.pk)


def _content(plan: DevelopmentPlan, tasks: Any) -> tuple:
    lines = sorted(tasks, key=lambda task: (task.position, task.pk))
    return (
        (plan.kind, plan.goal, plan.starts_on, plan.ends_on),
        [(task.pk, task.section, task.title, task.due_on, task.planned) for task in lines],
    )


def _check_content(
    plan: DevelopmentPlan, kind: str, goal: str, starts: date | None, ends: date | None, lines: list[TaskLine]
) -> None:
    if kind not in MentoringKind.values:
        raise Refusal("Выберите вид наставничества из списка.")
    if len(goal) > GOAL_LENGTH:
        raise Refusal(f"Цель длиннее {GOAL_LENGTH} знаков. Сократите её.")
    if starts and ends and ends < starts:
        raise Refusal("Срок плана заканчивается раньше, чем начинается. Исправьте даты.")
    if len(lines) > MOST_TASKS:
        raise Refusal(f"В плане больше {MOST_TASKS} задач. Объедините похожие.")
    allowed = sections_for(plan.member)
    for number, line in enumerate(lines, start=1):
        if not line.title:
            raise Refusal(f"Строка {number}: напишите задачу или очистите строку.")
        if line.section not in allowed:
            raise Refusal(f"Строка {number}: выберите раздел плана.")
        if len(line.title) > TITLE_LENGTH or len(line.planned) > RESULT_LENGTH:
            raise Refusal(
                f"Строка {number}: задача — до {TITLE_LENGTH} знаков, результат — до {RESULT_LENGTH}. Сократите текст."
            )
        first = starts or plan.member.pair.starts_on
        if line.due_on and first and line.due_on < first:
            raise Refusal(f"Строка {number}: срок раньше начала плана ({short_date(first)}). Исправьте дату.")
        if line.due_on and line.due_on > plan.program.ends:
            raise Refusal(
                f"Строка {number}: программа заканчивается {short_date(plan.program.ends)}. Исправьте срок."
            )


# --- life -------------------------------------------------------------------------------------------------


@transaction.atomic
def submit_development(*, plan: DevelopmentPlan, by: User) -> DevelopmentPlan:
    """Hand it to the curator. Raises Refusal without a goal or a single task."""
    plan = _locked(plan)
    if not plan.goal or not plan.tasks.exists():
        raise Refusal("В плане нужны цель и хотя бы одна задача. Впишите их и передайте план ещё раз.")
    _move(plan, PlanAction.SUBMIT)
    plan.return_comment = ""
    plan.save()
    _record("development.submit", plan, by, "индивидуальный план передан куратору")
    return plan


@transaction.atomic
def agree_development(*, plan: DevelopmentPlan, by: User, at: datetime | None = None) -> DevelopmentPlan:
    """The curator's word: a pupil's plan is in force, a teacher's goes to the director."""
    plan = _locked(plan)
    _move(plan, PlanAction.AGREE)
    plan.agreed_by, plan.agreed_at = by, at or moment()
    plan.save()
    _record("development.agree", plan, by, "индивидуальный план согласован")
    return plan


@transaction.atomic
def approve_development(*, plan: DevelopmentPlan, by: User, at: datetime | None = None) -> DevelopmentPlan:
    """The director's word on a teacher's plan."""
    plan = _locked(plan)
    if not is_for_teachers(plan.member):
        raise Refusal("Планы учеников директор не утверждает: они действуют после согласования куратором.")
    _move(plan, PlanAction.APPROVE)
    plan.approved_by, plan.approved_at = by, at or moment()
    plan.save()
    _record("development.approve", plan, by, "индивидуальный план утверждён")
    return plan


@transaction.atomic
def return_development(*, plan: DevelopmentPlan, comment: str, access: Access) -> DevelopmentPlan:
    """Back to the mentor with 1–1000 characters: a submitted one by the curator, an agreed one by the director too."""
    plan = _locked(plan)
    right = Permission.PAIR_EDIT if plan.state == PlanStage.SUBMITTED else Permission.PAIR_APPROVE
    if not (access.has(right) or access.has(Permission.PAIR_EDIT)):
        raise PermissionDenied("План возвращает куратор, согласованный план педагога — директор.")
    comment = clean_text(comment)
    if not comment:
        raise Refusal("Напишите, что исправить в плане.")
    if len(comment) > COMMENT_LENGTH:
        raise Refusal(f"Замечание длиннее {COMMENT_LENGTH} знаков. Сократите его.")
    _move(plan, PlanAction.RETURN)
    plan.agreed_by = plan.agreed_at = None
    plan.return_comment = comment
    plan.save()
    _record("development.return", plan, access.user, f"индивидуальный план возвращён: {comment}")
    return plan


# --- results ----------------------------------------------------------------------------------------------


@transaction.atomic
def record_progress(*, task: PlanTask, actual: str, mark: str, by: User) -> PlanTask:
    """Actual result and the mentor's mark; the plan stays agreed."""
    plan = _locked(task.plan)
    if plan.state not in SETTLED:
        raise Refusal("План ещё не согласован. Результаты и оценки записывают после согласования.")
    task = PlanTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    actual = clean_text(actual)
    if mark and mark not in TaskMark.values:
        raise Refusal("Выберите отметку из списка.")
    if len(actual) > RESULT_LENGTH:
        raise Refusal(f"Результат длиннее {RESULT_LENGTH} знаков. Сократите его.")
    if (task.actual, task.mark) == (actual, mark):
        return task
    task.actual, task.mark = actual, mark
    task.save(update_fields=["actual", "mark"])
    said = f" – {TaskMark(mark).label}" if mark else ""
    _record("development.progress", plan, by, f"отмечена задача плана: {task.title}{said}")
    return task


@transaction.atomic
def tick_task(
    *,
    task: PlanTask,
    is_done: bool,
    on: date,
    by: User | None = None,
    through: PersonalLink | None = None,
) -> PlanTask:
    """The mentee's own tick on a task of his agreed plan. PermissionDenied for anybody else's."""
    plan = _locked(task.plan)
    person = plan.member.mentee.person
    is_own = (by is not None and person.user_id == by.pk) or (
        through is not None
        and through.payload.get("person") == person.pk
        and through.payload.get("pair") == plan.member.pair_id
    )
    if not is_own:
        raise PermissionDenied("Отмечать можно только задачи своего плана.")
    if plan.state not in SETTLED:
        raise Refusal("План ещё не согласован. Задачи можно будет отмечать после согласования.")
    task = PlanTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    done_on = on if is_done else None
    if (task.mentee_done_on is not None) == is_done:
        return task
    task.mentee_done_on = done_on
    task.save(update_fields=["mentee_done_on"])
    words = "наставляемый отметил задачу выполненной" if is_done else "наставляемый снял отметку с задачи"
    _record("development.tick", plan, by, f"{words}: {task.title}")
    return task


# --- small parts ------------------------------------------------------------------------------------------


def _locked(plan: DevelopmentPlan) -> DevelopmentPlan:
    DevelopmentPlan.objects.select_for_update().filter(pk=plan.pk).order_by().values_list("pk").first()
    plan = DevelopmentPlan.objects.select_related(
        "program__school", "member__pair__form", "member__pair__mentor__person", "member__mentee__person"
    ).get(pk=plan.pk)
    refuse_closed(plan.program)
    _refuse_unless_lives(plan.member.pair)
    return plan


def _refuse_unless_lives(pair: Pair) -> None:
    refuse_closed(pair.program)
    if pair.state not in PLANNABLE:
        raise Refusal(
            f"Пара сейчас не действует ({pair.get_state_display()}), её план не меняется. "
            "Спросите куратора, если в плане ошибка."
        )


def _move(plan: DevelopmentPlan, action: PlanAction) -> None:
    sources, target = DEVELOPMENT_TRANSITIONS[action]
    if plan.state not in sources:
        raise Refusal(
            f"План сейчас в состоянии «{plan.get_state_display()}», действие «{action.label}» к нему не применить. "
            "Обновите страницу: возможно, план уже изменил другой сотрудник."
        )
    plan.state = target


def _record(action: str, plan: DevelopmentPlan, by: User | None, sentence: str) -> None:
    pair = plan.member.pair
    record_event(
        action,
        by=by,
        target=pair,  # the history of the pair tells it
        program=plan.program,
        sentence=sentence,
        details={"development": plan.pk},
        people=[pair.mentor.person_id, plan.member.mentee.person_id],
    )
