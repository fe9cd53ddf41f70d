"""What meetings, individual plans and results put into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural
from pairing.enums import MeetingKind, MeetingState, PairState, PlanStage
from pairing.models import DevelopmentPlan, Meeting, Pair, PairMember
from pairing.registries import PairPanel, register_pair_panel
from pairing.services.development import is_for_teachers, plans_of, without_plan
from pairing.services.form_rules import rules_by_form
from pairing.services.meeting_visas import awaiting_visa
from pairing.services.results import WITH_RESULTS, result_count, results_of
from pairing.tables_work import plan_badge, whose
from participants.registries import RoomTab, register_room_tabs
from programs.enums import LinkPurpose
from programs.registries.approvals import APPROVALS, ApprovalItem
from programs.registries.programme import (
    DutyPage,
    MunicipalFigure,
    register_duty_pages,
    register_municipal_figures,
)
from programs.registries.screens import ATTENTION, AttentionItem
from programs.services.calendar import calendar_of
from programs.services.links import LINK_PAGES
from programs.tenancy import program_url

WAITS_DAYS = 3  # a plan that waits longer is worth a warning
SHOWN_TASKS = 4  # of a plan in the director's queue


# --- the director's queue ---------------------------------------------------------------------------------


def approvals(access: Access, on: date) -> Iterable[ApprovalItem]:
    """Teachers' plans that the curator has agreed."""
    if not access.has(Permission.PAIR_APPROVE):
        return
    plans = plans_of(access).filter(
        state=PlanStage.AGREED, member__pair__state__in=(PairState.APPROVED, PairState.ACTIVE)
    )
    for plan in plans.prefetch_related("tasks").order_by("agreed_at", "pk"):
        if not is_for_teachers(plan.member):
            continue
        mentee, mentor = plan.member.mentee.person, plan.member.pair.mentor.person
        yield ApprovalItem(
            kind="Индивидуальный план",
            title=f"План педагога: {mentee.list_name}",
            submitted_by=str(plan.agreed_by),
            submitted_at=plan.agreed_at,
            url=program_url(access.program, "pairing:development_detail", pk=plan.pk),
            approve_url=program_url(access.program, "pairing:development_approve", pk=plan.pk),
            return_url=program_url(access.program, "pairing:development_return", pk=plan.pk),
            approve_label="Утвердить план",
            question=f"Утвердить план: {mentee.list_name}?",
            consequence="План вступит в силу. После этого меняются только результаты и оценки.",
            facts=(("Наставник", mentor.list_name), ("Цель", plan.goal)),
            rows=[(task.title, task.planned) for task in plan.tasks.all()],
        )


# --- attention --------------------------------------------------------------------------------------------


def late_without_plan(access: Access, on: date) -> list[PairMember]:
    """Members without a plan whose pair works longer than the form's `plan_days`; own pairs of a mentor.

    Days are working days of the school's calendar, as the watch counts them.
    """
    pairs = Pair.objects.of_program(access.program).led_by(access).in_state(PairState.ACTIVE)
    members = list(without_plan(access.program).filter(pair__in=pairs.values("pk")))
    if not members:
        return []
    rules = rules_by_form(list({member.pair.form for member in members}))
    calendar = calendar_of(access.school)
    return [
        member
        for member in members
        if calendar.add_workdays(member.pair.starts_on, rules[member.pair.form_id].plan_days) < on
    ]


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.MEETING_RECORD) or not access.program.is_open:
        return
    plans = program_url(access.program, "pairing:development_list")
    if late := late_without_plan(access, on):
        yield AttentionItem(
            "warn",
            counted(len(late), "наставляемый", "наставляемых", "наставляемых"),
            "без индивидуального плана",
            "Пары действуют дольше, чем отведено на план",
            "Показать",
            f"{plans}?state=missing",
            order=31,
        )
    if not access.has(Permission.PAIR_EDIT):
        return
    waiting = DevelopmentPlan.objects.filter(
        program=access.program, state=PlanStage.SUBMITTED, member__pair__state=PairState.ACTIVE
    )
    if count := waiting.count():
        yield AttentionItem(
            "wait",
            counted(count, "индивидуальный план", "индивидуальных плана", "индивидуальных планов"),
            plural(count, "ждёт согласования", "ждут согласования", "ждут согласования"),
            "Переданы наставниками",
            "Согласовать",
            f"{plans}?state={PlanStage.SUBMITTED}",
            order=32,
        )
    if count := visa_count(access, on):
        yield AttentionItem(
            "wait",
            counted(count, "запись", "записи", "записей"),
            "о встречах без вашей визы",
            "После визы запись не меняется",
            "Прочитать",
            program_url(access.program, "pairing:meeting_visas"),
            order=40,
        )


def visa_count(access: Access, on: date) -> int | None:
    if "visa_count" not in access.memo:
        access.memo["visa_count"] = awaiting_visa(access.program).count() or None
    return access.memo["visa_count"]


# --- panels of the pair card ------------------------------------------------------------------------------


def plan_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    """The plan of each mentee; before the pair is approved there is nothing to plan."""
    if pair.state in (PairState.DRAFT, PairState.SUBMITTED):
        return None
    members = list(pair.members.all())
    plans = {plan.member_id: plan for plan in plans_of(access).filter(member__pair=pair)}
    may_create = (
        pair.state in (PairState.APPROVED, PairState.ACTIVE)
        and access.program.is_open
        and access.has(Permission.MEETING_RECORD)
        and Pair.objects.led_by(access).filter(pk=pair.pk).exists()
    )
    if not plans and not may_create and pair.state != PairState.ACTIVE:
        return None
    is_planned = Meeting.objects.filter(
        pair=pair, kind=MeetingKind.PLANNING, state=MeetingState.HELD
    ).exists()
    return {
        "rows": [
            {
                "member": member,
                "name": member.mentee.person.list_name,
                "plan": plans.get(member.pk),
                "badge": plan_badge(plans[member.pk]) if member.pk in plans else "",
                "url": program_url(access.program, "pairing:development_detail", pk=plans[member.pk].pk)
                if member.pk in plans
                else "",
                "can_create": may_create and member.is_open and member.pk not in plans,
            }
            for member in members
        ],
        "create_url": program_url(access.program, "pairing:development_create", pk=pair.pk),
        "hint": "" if is_planned else "Обычно план составляют после встречи-планирования, но можно и раньше.",
    }


def result_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    if pair.state in (PairState.DRAFT, PairState.SUBMITTED, PairState.APPROVED):
        return None
    may_write = (
        pair.state in WITH_RESULTS
        and access.program.is_open
        and access.has(Permission.MEETING_RECORD)
        and Pair.objects.led_by(access).filter(pk=pair.pk).exists()
    )
    results = list(results_of(access).filter(pair=pair))
    if not results and not may_write:
        return None
    is_group = len(pair.members.all()) > 1
    return {
        "rows": [
            {
                "result": result,
                "whose": whose(result) if is_group and result.member else "",
                "edit_url": program_url(access.program, "pairing:result_edit", pk=result.pk)
                if may_write
                else "",
                "file_url": program_url(access.program, "pairing:result_download", pk=result.pk)
                if result.file_id
                else "",
            }
            for result in results
        ],
        "create_url": program_url(access.program, "pairing:result_create", pk=pair.pk) if may_write else "",
    }


def link_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    if pair.state not in (PairState.APPROVED, PairState.ACTIVE) or not access.program.is_open:
        return None
    return {"url": program_url(access.program, "pairing:meeting_pair_links", pk=pair.pk)}


def plans_in_words(access: Access, on: date) -> str:
    count = DevelopmentPlan.objects.filter(program=access.program).count()
    return counted(count, "план", "плана", "планов")


register_pair_panel(
    PairPanel("pairing/development_panel.html", 12, plan_panel),
    PairPanel("pairing/result_panel.html", 14, result_panel),
    PairPanel("pairing/link_panel.html", 30, link_panel, Permission.PAIR_EDIT, "side"),
)
register_room_tabs(
    RoomTab("meetings", "Встречи", 10, "pairing:meeting_overview", Permission.PAIR_VIEW),
    RoomTab("meetings", "На визу", 20, "pairing:meeting_visas", Permission.PAIR_EDIT, visa_count),
    RoomTab("meetings", "Планы", 30, "pairing:development_list", Permission.PAIR_VIEW),
    RoomTab("meetings", "Результаты", 40, "pairing:result_list", Permission.PAIR_VIEW),
    RoomTab("meetings", "Ссылки", 50, "pairing:meeting_links", Permission.PAIR_EDIT),
)
register_duty_pages(
    DutyPage(
        "mentor_1", "Индивидуальные планы", "pairing:development_list", Permission.PAIR_VIEW, plans_in_words
    ),
)
register_municipal_figures(MunicipalFigure("Результаты пар", result_count, 34))
LINK_PAGES[LinkPurpose.MEETING] = "meeting_page:page"
APPROVALS.append(approvals)
ATTENTION.append(attention)
