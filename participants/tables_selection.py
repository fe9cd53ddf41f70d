"""Columns of interviews and training."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import format_html

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, short_date
from participants.enums import AttendanceMark, EventState, InterviewConclusion, InterviewState
from participants.models import Event, Interview, TrainingCourse
from participants.services.training import Listener
from participants.training import hours_text, number_text
from programs.tables import Column

CONCLUSION_BADGES = {
    InterviewConclusion.RECOMMENDED: ("ok", "рекомендован"),
    InterviewConclusion.CONDITIONAL: ("warn", "с условием"),
    InterviewConclusion.NOT_RECOMMENDED: ("none", "не рекомендован"),
}
INTERVIEW_BADGES = {
    InterviewState.PLANNED: ("wait", "назначено"),
    InterviewState.HELD: ("ok", "проведено"),
    InterviewState.CANCELLED: ("none", "отменено"),
}
EVENT_BADGES = {
    EventState.PLANNED: ("draft", "впереди"),
    EventState.HELD: ("ok", "проведено"),
    EventState.CANCELLED: ("none", "отменено"),
}
PAPER_MARKS = {AttendanceMark.PRESENT: "+", AttendanceMark.ABSENT: "н", AttendanceMark.EXCUSED: "ув."}
EXPORT_HEADER = (
    *("Фамилия, имя, отчество", "Класс или должность", "Форма", "Состояние", "Назначено", "Проведено"),
    *("Заключение", "Условие или причина", "Кто присутствовал", "С психологом"),
)


def conclusion_badge(interview: Interview) -> Any:
    if not interview.conclusion:
        return None
    return state_badge(*CONCLUSION_BADGES[interview.conclusion])


def interview_badge(interview: Interview) -> Any:
    return state_badge(*INTERVIEW_BADGES[interview.state])


def event_badge(event: Event, on: date) -> Any:
    """A planned day that has passed without a mark is a matter, not a plan."""
    if event.state == EventState.PLANNED and event.planned_on < on:
        return state_badge("warn", "не отмечено")
    if event.state == EventState.PLANNED and event.planned_on == on:
        return state_badge("draft", "сегодня")
    return state_badge(*EVENT_BADGES[event.state])


def _name(interview: Interview) -> str:
    return interview.mentor.person.list_name


def _day(day: date | None) -> str | None:
    return short_date(day) if day else None


WAITING_COLUMNS = [
    Column("name", "Кандидат", lambda mentor: mentor.person.list_name),
    Column("place", "Класс, должность", lambda mentor: mentor.place or None, clip=True),
    Column(
        "form",
        "Форма",
        lambda mentor: mentor.form.title if mentor.form else "не определена",
        priority=2,
        phone="hide",
    ),
]
PLANNED_COLUMNS = [
    Column("name", "Кандидат", _name),
    Column("place", "Класс, должность", lambda row: row.mentor.place or None, clip=True),
    Column("day", "Когда", lambda row: _day(row.planned_on) or "день не назначен", num=True),
    Column("where", "Место", lambda row: row.place or None, priority=2, phone="hide", clip=True),
]
HELD_COLUMNS = [
    Column("name", "Кандидат", _name),
    Column("place", "Класс, должность", lambda row: row.mentor.place or None, clip=True),
    Column(
        "conclusion", "Заключение", lambda row: row.get_conclusion_display(), conclusion_badge, phone="state"
    ),
    Column("day", "Проведено", lambda row: _day(row.held_on), num=True),
]
CANCELLED_COLUMNS = [
    Column("name", "Кандидат", _name),
    Column("place", "Класс, должность", lambda row: row.mentor.place or None, clip=True),
    Column("reason", "Почему отменено", lambda row: row.cancel_reason, clip=True),
]


def export_row(interview: Interview) -> list[Any]:
    mentor = interview.mentor
    return [
        mentor.person.full_name,
        mentor.place,
        mentor.form.title if mentor.form else "не определена",
        interview.get_state_display(),
        interview.planned_on,
        interview.held_on,
        interview.get_conclusion_display() or None,
        interview.condition or interview.cancel_reason or None,
        interview.present or None,
        interview.with_psychologist if interview.state == InterviewState.HELD else None,
    ]


# --- training ---------------------------------------------------------------------------------------------


def _progress(course: TrainingCourse) -> str:
    if not course.sessions_total:
        return "не запланированы"
    return f"{course.sessions_held} из {course.sessions_total}"


COURSE_COLUMNS = [
    Column("title", "Программа обучения", lambda course: course.title, clip=True),
    Column(
        "form",
        "Для кого",
        lambda course: course.form.title if course.form else "все наставники",
        priority=2,
        phone="hide",
    ),
    Column("hours", "Для зачёта", lambda course: hours_text(course.hours_required), priority=2, phone="hide"),
    Column(
        "sessions",
        "Занятий прошло",
        _progress,
        lambda course: format_html('<span class="only-phone">занятий: </span>{}', _progress(course)),
        num=True,
    ),
    Column(
        "completed",
        "Зачтено",
        lambda course: course.completed_total,
        lambda course: format_html('<span class="only-phone">зачтено: </span>{}', course.completed_total),
        num=True,
    ),
    Column(
        "state",
        "Состояние",
        lambda course: "идёт" if course.is_open else "закончена",
        lambda course: state_badge("wait", "идёт") if course.is_open else state_badge("done", "закончена"),
        phone="state",
    ),
]


def session_columns(on: date) -> list[Column]:
    return [
        Column(
            "title",
            "Занятие",
            lambda event: event.title,
            lambda event: format_html('<span class="wraps">{}</span>', event.title),
        ),
        Column("day", "Дата", lambda event: short_date(event.held_on or event.planned_on), num=True),
        Column("hours", "Длится", lambda event: hours_text(event.hours) if event.hours else None, num=True),
        Column(
            "came",
            "Были",
            lambda event: event.came if event.state == EventState.HELD else None,
            priority=2,
            num=True,
            phone="hide",
        ),
        Column(
            "state",
            "Состояние",
            lambda event: event.get_state_display(),
            lambda event: event_badge(event, on),
            phone="state",
        ),
    ]


def listener_state(row: Listener, course: TrainingCourse) -> Any:
    if row.completion is not None:
        return state_badge("ok", "зачтено")
    if row.may_complete:
        return state_badge("ready", "можно зачесть")
    if not row.attended.sessions:
        return state_badge("draft", "не был на занятиях")
    return state_badge("wait", f"не хватает: {hours_text(course.hours_required - row.attended.hours)}")


def hours_cell(row: Listener) -> str:
    """«4,5 часа»; sessions of unknown length are said, not counted as nothing."""
    text = hours_text(row.attended.hours)
    unknown = row.attended.without_hours
    if not unknown:
        return text
    return f"{text} и ещё {counted(unknown, 'занятие', 'занятия', 'занятий')} без указания часов"


def journal_header(sessions: list[Event]) -> list[str]:
    days = [
        f"{short_date(event.held_on)} ({number_text(event.hours)} ч)"
        if event.hours
        else short_date(event.held_on)
        for event in sessions
    ]
    return ["Фамилия, имя, отчество", "Класс или должность", *days, "Часов", "Зачтено", "Сертификат №"]


def journal_rows(
    listeners: list[Listener], sessions: list[Event], marks: dict[tuple[int, int], str]
) -> list[list[Any]]:
    """marks: (session, person) -> AttendanceMark."""
    return [
        [
            row.mentor.person.full_name,
            row.mentor.place,
            *(PAPER_MARKS.get(marks.get((event.pk, row.mentor.person_id), "")) for event in sessions),
            row.attended.hours,
            row.completion.completed_on if row.completion else None,
            (row.completion.certificate_number or None) if row.completion else None,
        ]
        for row in listeners
    ]
