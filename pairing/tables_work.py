"""Columns and badges of individual plans and results."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import short_date
from pairing.enums import PlanStage, TaskMark
from pairing.models import DevelopmentPlan, PairResult
from pairing.services.development import is_for_teachers
from programs.tables import Column

PLAN_BADGES = {
    PlanStage.DRAFT: "draft",
    PlanStage.SUBMITTED: "wait",
    PlanStage.AGREED: "ready",
    PlanStage.APPROVED: "ok",
}
MARK_BADGES = {TaskMark.DONE: "ok", TaskMark.PARTLY: "mid", TaskMark.NOT_DONE: "none"}


def plan_badge(plan: DevelopmentPlan) -> Any:
    """A pupils' plan is in force once it is agreed."""
    if plan.state == PlanStage.AGREED:
        if is_for_teachers(plan.member):
            return state_badge("wait", "У директора")
        return state_badge("ok", "Согласован")
    if plan.state == PlanStage.DRAFT and plan.return_comment:
        return state_badge("warn", "Возвращён")
    return state_badge(PLAN_BADGES[plan.state], plan.get_state_display().capitalize())


PLAN_COLUMNS = [
    Column("mentee", "Наставляемый", lambda plan: plan.member.mentee.person.list_name),
    Column("mentor", "Наставник", lambda plan: plan.member.pair.mentor.person.list_name),
    Column("form", "Форма", lambda plan: plan.member.pair.form.title, priority=3, phone="hide"),
    Column(
        "tasks",
        "Выполнено задач",
        lambda plan: f"{plan.done_count} из {plan.task_count}" if plan.task_count else None,
        num=True,
        priority=2,
        phone="hide",
    ),
    Column(
        "ends",
        "Срок",
        lambda plan: short_date(plan.ends_on) if plan.ends_on else None,
        num=True,
        priority=3,
        phone="hide",
    ),
    Column("state", "Состояние", lambda plan: plan.get_state_display(), plan_badge, phone="state"),
]


def whose(result: PairResult) -> str:
    names = [member.mentee.person.list_name for member in result.pair.members.all()]
    return result.member.mentee.person.list_name if result.member else ", ".join(names)


def _title(result: PairResult) -> Any:
    return format_html('<span class="wraps">{}</span>', result.title)


RESULT_COLUMNS = [
    Column("title", "Что сделано", lambda result: result.title, _title),
    Column("kind", "Вид", lambda result: result.get_kind_display().capitalize(), phone="state"),
    Column("on", "Дата", lambda result: result.on, lambda result: short_date(result.on), num=True),
    Column("whose", "Чей результат", whose),
    Column(
        "mentor", "Наставник", lambda result: result.pair.mentor.person.list_name, priority=2, phone="hide"
    ),
    Column(
        "proof",
        "Подтверждение",
        lambda result: result.url or (result.file.file_name if result.file else None),
        lambda result: (
            " ".join(filter(None, ("ссылка" if result.url else "", "файл" if result.file_id else ""))) or None
        ),
        priority=2,
        phone="hide",
    ),
]
RESULT_EXPORT = [
    *RESULT_COLUMNS,
    Column("form", "Форма наставничества", lambda result: result.pair.form.title),
]
