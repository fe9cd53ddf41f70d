"""Interviews with candidates for mentors: the sheet D18 from its plan to the conclusion.

Source: programme document, step 14. Marks are for those who select; the mentor himself never sees them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from mentoring_site.texts import clean_text
from mentoring_site.words import joined, short_date
from participants.enums import InterviewConclusion, InterviewState, MentorStatus
from participants.models import Interview, InterviewCriterion, Mentor
from participants.services.entries import mark_selection
from participants.services.guards import refuse_closed
from participants.services.selection import RECOMMENDING, latest_sheets
from participants.transitions import INTERVIEW_MOVES, InterviewAction
from programs.models import Program
from programs.services.audit import Refusal, lock_version, record_event, record_events

MARKS = (2, 1, 0, None)
NOTE_LENGTH = 500  # characters
REASON_LENGTH = 300


@dataclass(frozen=True)
class Sheet:
    """What a filled sheet says. marks: (0, 1, 2 or None for «не оценивалось», note) by criterion, in its order."""

    marks: Sequence[tuple[int | None, str]] = ()
    planned_on: date | None = None
    held_on: date | None = None
    place: str = ""
    present: str = ""
    with_psychologist: bool = False
    conclusion: str = ""
    condition: str = ""


def why_not_plan(mentors: Sequence[Mentor], program: Program) -> dict[int, str]:
    """By mentor: why no interview can be planned with him now; those who are free are left out."""
    planned = {
        row.mentor_id: row.planned_on
        for row in Interview.objects.planned().filter(mentor__in=[mentor.pk for mentor in mentors])
    }
    reasons = {}
    for mentor in mentors:
        if mentor.status == MentorStatus.LEFT:
            reasons[mentor.pk] = "выбыл из базы"
        elif mentor.pk in planned:
            day = planned[mentor.pk]
            reasons[mentor.pk] = f"уже назначено на {short_date(day)}" if day else "уже назначено"
    return reasons


@transaction.atomic
def plan_interviews(
    *, program: Program, mentors: Sequence[Mentor], planned_on: date | None, by: Any, place: str = ""
) -> list[Interview]:
    """Plan one interview with each: all or none. The criteria of the day are copied into the sheets.

    Raises Refusal for a closed year, who has left, and who already waits for one.
    """
    refuse_closed(program)
    mentors = list(
        Mentor.objects.select_for_update(of=("self",))
        .filter(program=program, pk__in=[mentor.pk for mentor in mentors])
        .select_related("person", "form")
        .order_by("person__search_key", "pk")
    )
    if not mentors:
        raise Refusal("Никто не выбран. Отметьте кандидатов, с которыми пройдёт собеседование.")
    if reasons := why_not_plan(mentors, program):
        said = joined([f"{m.person.list_name} — {reasons[m.pk]}" for m in mentors if m.pk in reasons])
        raise Refusal(f"Собеседования не назначены: {said}. Уберите их из списка и повторите.")
    made = Interview.objects.bulk_create(
        Interview(
            school=program.school,
            program=program,
            mentor=mentor,
            planned_on=planned_on,
            place=clean_text(place)[:120],
            marks=blank_marks(mentor),
            author=by,
        )
        for mentor in mentors
    )
    when = f" на {short_date(planned_on)}" if planned_on else ""
    record_events(
        [
            {
                "action": "interview.plan",
                "target": interview,
                "program": program,
                "sentence": f"назначено собеседование{when}",
                "people": [interview.mentor.person_id],
            }
            for interview in made
        ],
        by=by,
    )
    return made


def blank_marks(mentor: Mentor) -> list[dict[str, Any]]:
    """A sheet without marks: criteria in use of the mentor's form and those for everybody."""
    rows = InterviewCriterion.objects.of_program(mentor.program_id).filter(is_active=True)
    rows = rows.filter(Q(form=mentor.form_id) | Q(form=None)) if mentor.form_id else rows.filter(form=None)
    return [{"text": row.text, "mark": None, "note": ""} for row in rows]


@transaction.atomic
def save_sheet(*, interview: Interview, sheet: Sheet, version: int, by: Any) -> Interview:
    """Keep a draft of a planned sheet, incomplete as it may be."""
    interview = _locked(interview, InterviewAction.SAVE)
    lock_version(interview, version)
    _fill(interview, sheet)
    interview.planned_on = sheet.planned_on
    interview.save()
    _record("save", interview, by, "черновик листа собеседования сохранён")
    return interview


@transaction.atomic
def hold_interview(*, interview: Interview, sheet: Sheet, version: int, by: Any, today: date) -> Interview:
    """Close the sheet: from here on it is read, and corrected only with a reason.

    A recommendation (also with a condition) leaves its date with the mentor; «не рекомендован» takes it away.
    """
    interview = _locked(interview, InterviewAction.HOLD)
    lock_version(interview, version)
    _fill(interview, sheet)
    interview.planned_on = sheet.planned_on or interview.planned_on
    _refuse_incomplete(interview, today)
    interview.state = InterviewState.HELD
    interview.save()
    _record(
        "hold",
        interview,
        by,
        f"собеседование {short_date(interview.held_on)} проведено: {interview.get_conclusion_display()}",
    )
    _tell_mentor(interview, by)
    return interview


@transaction.atomic
def correct_interview(
    *, interview: Interview, sheet: Sheet, reason: str, version: int, by: Any, today: date
) -> Interview:
    """Change a sheet that was held. reason: 1–300 characters; what stood there before stays in the journal."""
    interview = _locked(interview, InterviewAction.CORRECT)
    lock_version(interview, version)
    reason = _reason(reason, "Напишите, почему исправляете лист: причина останется в журнале.")
    before = _in_words(interview)
    _fill(interview, sheet)
    _refuse_incomplete(interview, today)
    after = _in_words(interview)
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if not changes:
        raise Refusal("В листе ничего не изменено. Поправьте его или вернитесь без исправления.")
    interview.save()
    said = f"исправлен лист собеседования ({', '.join(changes)}); причина: {reason}"
    # Marks themselves stay out of the journal, which more people read than sheets.
    details = {name: values for name, values in changes.items() if name != "оценки"}
    _record("correct", interview, by, said, details={"changes": details})
    _tell_mentor(interview, by)
    return interview


@transaction.atomic
def cancel_interview(*, interview: Interview, reason: str, by: Any) -> Interview:
    interview = _locked(interview, InterviewAction.CANCEL)
    interview.cancel_reason = _reason(reason, "Напишите, почему собеседование отменено.")
    interview.state = InterviewState.CANCELLED
    interview.version += 1
    interview.save()
    _record("cancel", interview, by, f"собеседование отменено: {interview.cancel_reason}")
    return interview


def may_move(interview: Interview, action: InterviewAction) -> bool:
    """Whether a page offers the action; the service asks again under the lock."""
    return interview.state in INTERVIEW_MOVES[action][0]


def _tell_mentor(interview: Interview, by: Any) -> None:
    """The last sheet held decides."""
    latest = latest_sheets([interview.mentor])[interview.mentor_id]
    day = latest.held_on if latest.conclusion in RECOMMENDING else None
    mark_selection(mentor=interview.mentor, by=by, interviewed_on=day)


def _fill(interview: Interview, sheet: Sheet) -> None:
    if sheet.marks and len(sheet.marks) != len(interview.marks):
        raise Refusal("Критерии листа изменились, пока он был открыт. Обновите страницу и повторите.")
    filled = []
    for row, (mark, note) in zip(interview.marks, sheet.marks or _kept(interview), strict=True):
        if mark not in MARKS:
            raise Refusal(f"Оценка «{row['text']}» — 2, 1, 0 или «не оценивалось».")
        filled.append({"text": row["text"], "mark": mark, "note": clean_text(note)[:NOTE_LENGTH]})
    interview.marks = filled
    interview.held_on = sheet.held_on
    interview.place = clean_text(sheet.place)[:120]
    interview.present = clean_text(sheet.present)[:500]
    interview.with_psychologist = sheet.with_psychologist
    interview.conclusion = sheet.conclusion
    # A condition left from another conclusion would be printed under the wrong one.
    needs_words = sheet.conclusion in (InterviewConclusion.CONDITIONAL, InterviewConclusion.NOT_RECOMMENDED)
    interview.condition = clean_text(sheet.condition)[:500] if needs_words or not sheet.conclusion else ""


def _kept(interview: Interview) -> list[tuple[int | None, str]]:
    return [(row["mark"], row["note"]) for row in interview.marks]


def _refuse_incomplete(interview: Interview, today: date) -> None:
    if interview.held_on is None:
        raise Refusal("Укажите день, когда прошло собеседование.")
    if interview.held_on > today:
        raise Refusal(
            f"Собеседование {short_date(interview.held_on)} ещё не наступило. "
            "Сохраните черновик, а проведите его в этот день."
        )
    if interview.conclusion not in InterviewConclusion.values:
        raise Refusal("Выберите заключение: рекомендован, с условием или не рекомендован.")
    if interview.conclusion == InterviewConclusion.CONDITIONAL and not interview.condition:
        raise Refusal("Напишите, с каким условием рекомендован кандидат.")
    if interview.conclusion == InterviewConclusion.NOT_RECOMMENDED and not interview.condition:
        raise Refusal("Напишите, почему кандидат не рекомендован: причина останется в листе.")


def _in_words(interview: Interview) -> dict[str, str]:
    marks = "; ".join(f"{row['text']}: {row['mark']} {row['note']}" for row in interview.marks)
    return {
        "дата": short_date(interview.held_on) if interview.held_on else "",
        "место": interview.place,
        "кто присутствовал": interview.present,
        "участие психолога": "да" if interview.with_psychologist else "нет",
        "заключение": str(interview.get_conclusion_display()),
        "пояснение": interview.condition,
        "оценки": marks,
    }


def _reason(text: str, empty: str) -> str:
    reason = clean_text(text)
    if not reason:
        raise Refusal(empty)
    return reason[:REASON_LENGTH]


def _locked(interview: Interview, action: InterviewAction) -> Interview:
    rows = Interview.objects.select_for_update(of=("self",))
    found = rows.select_related("program__school", "mentor__person", "mentor__form").get(pk=interview.pk)
    refuse_closed(found.program)
    if not may_move(found, action):
        raise Refusal(
            f"Собеседование {found.get_state_display()}, его нельзя {action.label}. Откройте лист заново."
        )
    return found


def _record(
    verb: str, interview: Interview, by: Any, sentence: str, details: dict[str, Any] | None = None
) -> None:
    record_event(
        f"interview.{verb}",
        by=by,
        sentence=sentence,
        target=interview,
        program=interview.program,
        details=details,
        people=[interview.mentor.person_id],
    )
