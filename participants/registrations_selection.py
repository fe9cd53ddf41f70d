"""What the room «Отбор и обучение» puts into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural, quoted, ru_date, short_date
from participants.calendar_items import events
from participants.enums import BaseKind, EventState, Gender, MentorStatus
from participants.models import Event, Interview, Mentor, TrainingCompletion
from participants.readiness import NOT_ADMITTED, Readiness
from participants.registries import (
    BASE_COLUMNS,
    BASE_FILTERS,
    BASE_TABS,
    BULK_ACTIONS,
    ENTRY_STATES,
    BaseColumn,
    BaseFilter,
    BaseTab,
    BulkAction,
    CardTab,
    register_card_tab,
)
from participants.selection_lists import (
    completed_count,
    unmarked_sessions,
    waiting_long,
    waiting_mentors,
    without_interview,
)
from participants.services.criteria import add_criteria, copy_criteria
from participants.services.interviews import why_not_plan
from participants.services.selection import readiness_of, ready_mentors
from participants.services.training import attended_by
from participants.tables_selection import conclusion_badge, interview_badge
from participants.training import hours_text
from programs.registries.calendar import CALENDAR_ITEMS
from programs.registries.programme import DutyPage, ProgramPart, register_duty_pages, register_program_part
from programs.registries.screens import ATTENTION, AttentionItem, NavItem, register_nav
from programs.tenancy import program_url

# --- attention and the menu -------------------------------------------------------------------------------


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.SELECTION_EDIT) or not access.program.is_open:
        return
    if waiting := waiting_long(access, on):
        yield AttentionItem(
            "warn",
            counted(len(waiting), "кандидат", "кандидата", "кандидатов"),
            f"в наставники {plural(len(waiting), 'ждёт', 'ждут', 'ждут')} собеседования больше двух недель",
            f"с {ru_date(min(waiting.values()))}",
            "Назначить собеседования",
            program_url(access.program, "participants:interview_list"),
            order=40,
        )
    sessions = list(unmarked_sessions(access, on)[:2])
    if sessions:
        first = sessions[0]
        yield AttentionItem(
            "warn",
            quoted(first.title) if len(sessions) == 1 else "Прошедшие занятия",
            "без отметок, кто был: часы не считаются",
            f"с {short_date(first.planned_on)}",
            "Отметить посещаемость",
            program_url(access.program, "participants:session_detail", pk=first.pk),
            order=41,
        )


def count_waiting(access: Access, on: date) -> int | None:
    return waiting_mentors(access).count() or None


def completed_in_words(access: Access, on: date) -> str:
    return f"обучено: {completed_count(access)}"


# --- the base of mentors ----------------------------------------------------------------------------------

READINESS = [
    ("yes", "готовы"),
    ("no", "не готовы"),
    ("interview", "нет собеседования"),
    ("training", "нет обучения"),
    ("waiver", "допущены с обоснованием"),
]


def readiness_cells(mentors: list[Mentor], access: Access, on: date) -> dict[int, Any]:
    """One short word for the list; the whole of it stands on the card."""
    found = _readiness(mentors, access, on)
    return {
        mentor.pk: _cell(mentor, found[mentor.pk])
        for mentor in mentors
        if mentor.status in (MentorStatus.CANDIDATE, MentorStatus.ADMITTED)
    }


def _cell(mentor: Mentor, found: Readiness) -> tuple[str, str]:
    if found.is_ready:
        return "ok", "готов"
    if found.missing == (NOT_ADMITTED,):
        return "ready", "можно допустить"
    if not found.note and not (mentor.interviewed_on or mentor.trained_on) and found.lacks_interview:
        return "draft", "не отобран"
    # Short, for the table is full: the paper, the day and the rest stand on the card.
    first = found.missing[0]
    for beginning, word in (
        ("нет согласия", "нет согласия"),
        ("нужно собственное согласие", "нет согласия"),
        ("срок согласия", "нет согласия"),
        ("согласие отозвано", "нет согласия"),
        ("не рекомендован", "не одобрен"),
    ):
        if first.startswith(beginning):
            return "warn", word
    return "warn", first


def ready_states(entries: list[Any], access: Access, on: date) -> dict[int, tuple[str, str]]:
    """«Готов» is truer than «Допущен»; a pair's word comes after it."""
    if not entries or not isinstance(entries[0], Mentor):
        return {}
    found = _readiness(entries, access, on)
    return {
        mentor.pk: ("ready", "Готова" if mentor.person.gender == Gender.FEMALE else "Готов")
        for mentor in entries
        if found[mentor.pk].is_ready
    }


def _readiness(mentors: list[Mentor], access: Access, on: date) -> dict[int, Any]:
    """Worked out once a page: the column and the state both ask."""
    key = f"readiness:{on}:{','.join(str(mentor.pk) for mentor in mentors)}"
    if key not in access.memo:
        tells = access.has(Permission.SELECTION_VIEW)
        access.memo[key] = readiness_of(mentors, on, tells_conclusions=tells)
    return access.memo[key]


def filter_ready(rows: QuerySet, value: str, access: Access, on: date) -> QuerySet:
    present = rows.filter(status__in=(MentorStatus.CANDIDATE, MentorStatus.ADMITTED))
    narrowed = {
        "yes": lambda: present.filter(ready_mentors(on)),
        "no": lambda: present.exclude(ready_mentors(on)),
        "interview": lambda: present.filter(interviewed_on=None, waiver=""),
        "training": lambda: present.filter(trained_on=None, waiver=""),
        "waiver": lambda: present.exclude(waiver=""),
    }
    return narrowed[value]()


# --- the person card --------------------------------------------------------------------------------------


def card_context(person: Any, access: Access, on: date) -> dict[str, Any]:
    """Readiness, sheets and training of the person as a mentor; nobody reads his own sheets."""
    mentor = Mentor.objects.of_program(access.program).filter(person=person).select_related("person").first()
    if mentor is None:
        return {"mentor": None}
    is_own = person.user_id == access.user.pk
    can_edit = access.has(Permission.SELECTION_EDIT) and access.program.is_open and not is_own
    sheets = Interview.objects.visible_to(access).filter(mentor=mentor).order_by("-pk")
    return {
        "mentor": mentor,
        "readiness": readiness_of([mentor], on, tells_conclusions=not is_own)[mentor.pk],
        "is_own": is_own,
        "sheets": [
            {
                "url": program_url(access.program, "participants:interview_detail", pk=sheet.pk),
                "day": sheet.held_on or sheet.planned_on,
                "badge": conclusion_badge(sheet) or interview_badge(sheet),
                "note": sheet.condition or sheet.cancel_reason,
            }
            for sheet in sheets
        ],
        "plan_url": program_url(access.program, "participants:interview_plan") + f"?mentor={mentor.pk}"
        if can_edit and not why_not_plan([mentor], access.program)
        else "",
        "courses": _courses(mentor, access),
    }


def _courses(mentor: Mentor, access: Access) -> list[dict[str, Any]]:
    """Courses that the mentor came to or passed."""
    done = {
        row.course_id: row
        for row in TrainingCompletion.objects.filter(mentor=mentor).select_related("course")
    }
    came = {
        event.course_id: event.course
        for event in Event.objects.filter(
            course__program=access.program, state=EventState.HELD, attendance__person=mentor.person
        ).select_related("course__program", "course__form")
    }
    courses = {**{pk: row.course for pk, row in done.items()}, **came}
    shown = []
    for pk, course in sorted(courses.items(), key=lambda item: item[1].title):
        attended = attended_by(course).get(mentor.person_id)
        completion = done.get(pk)
        hours = completion.hours if completion else attended.hours if attended else 0
        shown.append(
            {
                "title": course.title,
                "url": program_url(access.program, "participants:course_detail", pk=pk),
                "hours": hours_text(hours),
                "completion": completion,
                "pdf_url": program_url(access.program, "participants:completion_pdf", pk=completion.pk)
                if completion
                else "",
            }
        )
    return shown


register_program_part(ProgramPart("interview_criteria", 35, add_criteria, copy_criteria))
register_nav(
    NavItem(
        "Участники",
        40,
        "Отбор и обучение",
        "participants:interview_list",
        "clipboard-check",
        Permission.SELECTION_VIEW,
        count=count_waiting,
        also=("participants:course_list",),
    )
)
register_duty_pages(
    DutyPage(
        "curator_2",
        "Обучение наставников",
        "participants:course_list",
        Permission.SELECTION_VIEW,
        completed_in_words,
    )
)
ATTENTION.append(attention)
CALENDAR_ITEMS.append(events)
BASE_COLUMNS.append(
    BaseColumn(BaseKind.MENTORS, "ready", "Готовность", 85, readiness_cells, phone="problem", priority=3)
)
BASE_FILTERS.append(
    BaseFilter(BaseKind.MENTORS, "ready", "Готовность", 65, lambda access: READINESS, filter_ready)
)
BASE_TABS.append(
    BaseTab(
        BaseKind.MENTORS,
        "to-interview",
        "Ждут собеседования",
        15,
        lambda rows, access, on: without_interview(rows),
        Permission.SELECTION_VIEW,
    )
)
ENTRY_STATES.append(ready_states)
BULK_ACTIONS.append(
    BulkAction(
        BaseKind.MENTORS,
        "Назначить собеседование",
        "calendar-plus",
        20,
        "participants:interview_plan",
        Permission.SELECTION_EDIT,
        is_primary=True,
    )
)
register_card_tab(
    CardTab(
        "selection",
        "Отбор и обучение",
        30,
        "participants/selection_tab.html",
        card_context,
        Permission.SELECTION_VIEW,
    )
)
