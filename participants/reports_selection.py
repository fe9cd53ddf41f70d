"""The interview sheet (D18), the journal of training (D19) and certificates as papers: plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mentoring_site.names import signature_name, split_name
from mentoring_site.words import ru_date, short_date
from participants.enums import EventState, InterviewConclusion, InterviewState
from participants.models import Attendance, Event, Interview, TrainingCompletion, TrainingCourse
from participants.services.training import Listener
from participants.tables_selection import PAPER_MARKS
from participants.training import hours_text, number_text
from programs.models import Program
from programs.services.documents import school_snapshot

SESSIONS_IN_A_ROW = 12  # columns of marks that fit a landscape sheet
MARK_COLUMNS = (2, 1, 0, None)
LONG_TITLE = 90  # letters of a course that need smaller lines
LONG_NAME, VERY_LONG_NAME = 34, 60  # letters of a name that need smaller type on a certificate


def sheets_context(
    interviews: Iterable[Interview], program: Program, *, is_blank: bool = False, curator: str = ""
) -> dict[str, Any]:
    """A page for each sheet. is_blank: lines and boxes to fill by hand, whatever is known by now."""
    return {
        "school": school_snapshot(program.school),
        "year_label": program.year_label,
        "document_title": "Лист собеседования",
        "curator": signature_name(curator) if curator else "",
        "pages": [_page(interview, is_blank) for interview in interviews],
    }


def _page(interview: Interview, is_blank: bool) -> dict[str, Any]:
    is_filled = not is_blank
    day = (interview.held_on or interview.planned_on) if is_filled else interview.planned_on
    return {
        "name": interview.mentor.person.full_name,
        "place": interview.mentor.place,
        "form": interview.mentor.form.title if interview.mentor.form else "не определена",
        "day": ru_date(day) if day else "",
        "where": interview.place,
        "present": interview.present if is_filled else "",
        "with_psychologist": interview.with_psychologist and is_filled,
        "is_draft": is_filled and interview.state != InterviewState.HELD,
        "rows": [
            {
                "text": row["text"],
                # The last column, «не оценивалось», is ticked in a held sheet only.
                "marks": [
                    is_filled
                    and row["mark"] == mark
                    and (mark is not None or interview.state == InterviewState.HELD)
                    for mark in MARK_COLUMNS
                ],
                "note": row["note"] if is_filled else "",
            }
            for row in interview.marks
        ],
        "conclusions": [
            (label, is_filled and interview.conclusion == value)
            for value, label in InterviewConclusion.choices
        ],
        "condition": interview.condition if is_filled else "",
    }


# --- training ---------------------------------------------------------------------------------------------


def marks_of(sessions: Sequence[Event]) -> dict[tuple[int, int], str]:
    rows = Attendance.objects.filter(event__in=[event.pk for event in sessions]).order_by()
    return {(event, person): mark for event, person, mark in rows.values_list("event", "person", "mark")}


def journal_context(
    course: TrainingCourse, listeners: Sequence[Listener], sessions: Sequence[Event], *, curator: str = ""
) -> dict[str, Any]:
    """Held sessions in the order of days; an empty journal prints lines to fill by hand."""
    held = [event for event in sessions if event.state == EventState.HELD]
    marks = marks_of(held)
    parts = [held[at : at + SESSIONS_IN_A_ROW] for at in range(0, len(held), SESSIONS_IN_A_ROW)] or [[]]
    return {
        "school": school_snapshot(course.program.school),
        "year_label": course.program.year_label,
        "document_title": f"Журнал обучения: {course.title}",
        "course": {
            "title": course.title,
            "form": course.form.title if course.form else "",
            "hours": hours_text(course.hours_required),
            "experts": course.experts,
            "content": course.content,
            "materials": course.materials,
        },
        "sessions": [
            {
                "number": number,
                "day": short_date(event.held_on),
                "title": event.title,
                "hours": number_text(event.hours) if event.hours else "—",
                "expert": event.expert or "—",
                "place": event.place or "—",
                "materials": event.materials,
            }
            for number, event in enumerate(held, start=1)
        ],
        "parts": [
            {
                "days": [f"{event.held_on:%d.%m}" for event in part],
                "is_last": place == len(parts) - 1,
                "rows": [_journal_row(row, part, marks) for row in listeners],
            }
            for place, part in enumerate(parts)
        ],
        "blank_rows": range(0 if listeners else 10),
        "signatures": [{"post": "Куратор программы", "name": signature_name(curator) if curator else ""}],
    }


def _journal_row(
    row: Listener, sessions: Sequence[Event], marks: dict[tuple[int, int], str]
) -> dict[str, Any]:
    done = row.completion
    return {
        "name": row.mentor.person.full_name,
        "marks": [PAPER_MARKS.get(marks.get((event.pk, row.mentor.person_id), ""), "") for event in sessions],
        "hours": number_text(row.attended.hours) if row.attended.sessions else "—",
        "completed": short_date(done.completed_on) if done else "—",
        "certificate": done.certificate_number if done else "",
    }


def certificates_context(completions: Iterable[TrainingCompletion], program: Program) -> dict[str, Any]:
    """Pages of reports/certificate.html, as the completions have frozen them."""
    school = school_snapshot(program.school)
    return {
        "document_title": "Сертификаты",
        "pages": [_certificate(row, program, school) for row in completions],
    }


def _certificate(row: TrainingCompletion, program: Program, school: dict[str, str]) -> dict[str, Any]:
    length = len(row.printed_name)
    size = "name-s" if length > VERY_LONG_NAME else "name-m" if length > LONG_NAME else ""
    return {
        "school": school["name_short"],
        "heading": "Сертификат",
        "subtitle": "о прохождении обучения наставников",
        "number": row.certificate_number,
        "name_lines": _name_lines(row.printed_name),
        "name_size": size,
        "lines": [
            f"обучение по программе «{row.printed_title}»",
            f"в объёме {hours_text(row.hours)} пройдено",
            f"Программа наставничества {program.year_label} учебного года",
        ],
        "lines_size": "lines-s" if len(row.printed_title) > LONG_TITLE else "",
        "signer_title": row.signer_title,
        "signer_name": signature_name(row.signer_name) if row.signer_name else "",
        "foot": ru_date(row.completed_on),
    }


def _name_lines(name: str) -> list[str]:
    """Surname on the first line, the rest on the second."""
    parts = split_name(name)
    rest = f"{parts.first} {parts.patronymic}".strip()
    return [line for line in (parts.surname, rest) if line]


def ordered(completions: Iterable[TrainingCompletion]) -> list[TrainingCompletion]:
    return sorted(completions, key=lambda row: (row.mentor.person.search_key, row.pk))
