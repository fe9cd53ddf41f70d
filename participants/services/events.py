"""Meetings of many with attendance: training, group meeting, council, ceremony. The kind changes no rule.

Source: programme document, steps 1–4, 16, 17, 27, 30.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring_site.texts import clean_text
from mentoring_site.words import counted, short_date
from participants.enums import AttendanceMark, EventKind, EventState
from participants.event_kinds import PROPOSALS, STEPS
from participants.models import Attendance, Event, Person, TrainingCourse
from participants.protocols import protocol_snapshot
from participants.services import changes as diff
from participants.services.guards import refuse_closed
from participants.transitions import EVENT_MOVES, EventAction
from programs.enums import DocumentState
from programs.models import Document, Program
from programs.services.audit import Refusal, lock_version, record_event

EVENT_FIELDS = (
    *("title", "planned_on", "starts_at", "hours", "place", "audience", "expert", "materials"),
    *("present_count", "result", "step_number", "agenda", "decisions", "chair", "secretary"),
    *("protocol_number", "schedule"),
)
# What a signed protocol says of the event: it can't be said otherwise any more.
PROTOCOL_FIELDS = frozenset(
    {"title", "planned_on", "place", "present_count", "agenda", "decisions", "chair", "secretary"}
    | {"protocol_number"}
)
REASON_LENGTH = 300


@transaction.atomic
def plan_event(
    *,
    program: Program,
    kind: str,
    title: str,
    planned_on: date,
    by: Any,
    course: TrainingCourse | None = None,
    **fields: Any,
) -> Event:
    """Plan one event. course: of a training only. fields: EVENT_FIELDS. Raises ValidationError by field, Refusal.

    step_number: 0 is «без шага»; not given, the step that such events are usually about. It is always stored, so
    what an event confirms is read off its row alone.
    """
    refuse_closed(program)
    if "step_number" not in fields and kind in PROPOSALS:
        fields["step_number"] = PROPOSALS[kind].step
    event = Event(school=program.school, program=program, kind=kind, course=course)
    _write(event, {"title": title, "planned_on": planned_on, **fields})
    event.save()
    _record("plan", event, by, f"запланировано {short_date(planned_on)}: {event.title}")
    return event


@transaction.atomic
def update_event(*, event: Event, changes: Mapping[str, Any], version: int | None, by: Any) -> Event:
    """Change EVENT_FIELDS. version: as the form showed it, None skips the check."""
    event = _locked(event, EventAction.EDIT)
    if version is not None:
        lock_version(event, version)
    else:
        event.version += 1
    found = diff.changes_of(event, changes)
    if not found:
        return event
    if PROTOCOL_FIELDS & {change.field for change in found}:
        _refuse_signed(event)
    _write(event, changes)
    event.save()
    _record("update", event, by, f"{event.title}: {diff.sentence(found)}", details=diff.details(found))
    refresh_protocol(event)
    return event


@transaction.atomic
def hold_event(*, event: Event, on: date, by: Any, today: date, present_count: int | None = None) -> Event:
    """Say that it took place. on: not ahead of today. present_count: how many were there, when it was counted."""
    event = _locked(event, EventAction.HOLD)
    if present_count is not None:
        event.present_count = present_count
    return _hold(event, on, by, today)


@transaction.atomic
def count_present(*, event: Event, present_count: int | None, by: Any, today: date) -> Event:
    """How many were there, without a list. The number of a planned event holds it on its day; None takes it away."""
    event = _locked(event, EventAction.MARK)
    if event.present_count == present_count:
        return event
    _refuse_signed(event)
    event.present_count = present_count
    if event.state == EventState.PLANNED:
        event = _hold(event, event.planned_on, by, today)
    else:
        _save(event)
    said = "снято" if present_count is None else counted(present_count, "человек", "человека", "человек")
    _record("count", event, by, f"{event.title}: присутствовали — {said}")
    refresh_protocol(event)
    return event


@transaction.atomic
def reopen_event(*, event: Event, by: Any) -> Event:
    """Back to the plan: marked by mistake, or cancelled and held after all. Marks of presence must be gone first."""
    event = _locked(event, EventAction.REOPEN)
    if event.attendance.exists():
        raise Refusal(
            f"«{event.title}»: отмечено, кто был. Сначала снимите отметки, потом возвращайте в план."
        )
    if event.protocol_id:
        raise Refusal(
            f"«{event.title}»: есть протокол. Отмените его в реестре документов, потом возвращайте событие в план."
            if event.protocol.state == DocumentState.TO_SIGN
            else f"«{event.title}»: протокол подписан, значит, событие было. Вернуть его в план нельзя."
        )
    event.state, event.held_on, event.cancel_reason = EventState.PLANNED, None, ""
    _save(event)
    _record("reopen", event, by, f"возвращено в план: {event.title}")
    return event


@transaction.atomic
def cancel_event(*, event: Event, reason: str, by: Any) -> Event:
    event = _locked(event, EventAction.CANCEL)
    reason = clean_text(reason)
    if not reason:
        raise Refusal("Напишите, почему событие отменено: причина останется в журнале.")
    event.state, event.cancel_reason = EventState.CANCELLED, reason[:REASON_LENGTH]
    _save(event)
    _record("cancel", event, by, f"отменено: {event.title}; причина: {reason}")
    return event


@transaction.atomic
def mark_attendance(*, event: Event, marks: Mapping[int, str], by: Any, today: date) -> Event:
    """Say who was there: person id -> AttendanceMark, "" takes a mark away.

    People are those of the event's programme. The first mark of a planned event holds it on its day.
    """
    event = _locked(event, EventAction.MARK)
    if not marks:
        raise Refusal("Некого отмечать: список пуст.")
    if unknown := set(marks.values()) - {*AttendanceMark.values, ""}:
        raise Refusal(f"Отметки «{min(unknown)}» нет. Выберите: был, не был или уважительная причина.")
    people = {
        person.pk: person
        for person in Person.objects.filter(pk__in=marks, enrolments__program=event.program_id).distinct()
    }
    if len(people) != len(marks):
        raise Refusal("Среди отмеченных есть люди не из этой программы. Обновите страницу.")
    if event.state == EventState.PLANNED:
        event = _hold(event, event.planned_on, by, today)
    known = {row.person_id: row for row in event.attendance.filter(person__in=people)}
    for pk, mark in marks.items():
        row = known.get(pk)
        if not mark:
            if row is not None:
                row.delete()
        elif row is None:
            Attendance.objects.create(
                school_id=event.school_id, event=event, person_id=pk, mark=mark, marked_by=by
            )
        elif row.mark != mark:
            row.mark, row.marked_by = mark, by
            row.save()
    refresh_protocol(event)
    _record("mark", event, by, _marked_in_words(event, marks, people), people=sorted(people))
    return event


def refresh_protocol(event: Event) -> None:
    """A protocol that is not signed yet says what the event says now; call inside the change's transaction."""
    if not event.protocol_id:
        return
    draft = Document.objects.select_for_update(of=("self",), no_key=True).get(pk=event.protocol_id)
    if draft.state == DocumentState.TO_SIGN:
        with_list = bool(draft.snapshot.get("present_list"))
        draft.snapshot = {**draft.snapshot, **protocol_snapshot(event, with_list=with_list)}
        draft.signer_name = event.chair
        draft.save(update_fields=["snapshot", "signer_name"])


def may_move(event: Event, action: EventAction) -> bool:
    """Whether a page offers the action; the service asks again under the lock."""
    return event.state in EVENT_MOVES[action][0]


def _marked_in_words(event: Event, marks: Mapping[int, str], people: Mapping[int, Person]) -> str:
    if len(marks) == 1:
        ((pk, mark),) = marks.items()
        word = AttendanceMark(mark).label if mark else "отметка снята"
        return f"{event.title}: {people[pk].list_name} — {word}"
    return f"{event.title}: отмечено присутствие, {counted(len(marks), 'человек', 'человека', 'человек')}"


def _refuse_signed(event: Event) -> None:
    if event.protocol_id and event.protocol.state == DocumentState.SIGNED:
        number = event.protocol.number
        raise Refusal(
            f"«{event.title}»: протокол № {number} подписан, поэтому тема, дата, место, повестка и решения больше "
            "не меняются. Остальное изменить можно."
        )


def _hold(event: Event, on: date, by: Any, today: date) -> Event:
    if on > today:
        raise Refusal(
            f"«{event.title}» назначено на {short_date(on)}, этот день ещё не наступил. "
            "Если событие уже прошло, поправьте дату."
        )
    event.state, event.held_on = EventState.HELD, on
    _save(event)
    _record("hold", event, by, f"проведено {short_date(on)}: {event.title}")
    return event


def _write(event: Event, fields: Mapping[str, Any]) -> None:
    if unknown := set(fields) - set(EVENT_FIELDS):
        raise TypeError(f"not a field of an event: {sorted(unknown)}")
    diff.apply(event, fields)
    if event.course_id and (event.kind != EventKind.TRAINING or event.course.program_id != event.program_id):
        raise ValidationError({"course": "Программа обучения бывает только у занятия этого же года."})
    if event.course_id and event.hours is None:
        raise ValidationError({"hours": "Укажите, сколько часов идёт занятие: из них складывается зачёт."})
    if event.step_number and event.step_number not in STEPS:
        raise ValidationError({"step_number": "Такого шага среди событий нет. Выберите шаг из списка."})
    if event.hours is not None and event.hours <= 0:
        raise ValidationError({"hours": "Занятие длится больше нуля часов."})
    event.full_clean(exclude=["school", "program", "course"])


def _locked(event: Event, action: EventAction) -> Event:
    rows = Event.objects.select_for_update(of=("self",)).select_related(
        "program__school", "course", "protocol"
    )
    found = rows.get(pk=event.pk)
    refuse_closed(found.program)
    if not may_move(found, action):
        raise Refusal(f"«{found.title}» {found.get_state_display()}, его нельзя {action.label}.")
    return found


def _save(event: Event) -> None:
    event.version += 1
    event.save()


def _record(
    verb: str,
    event: Event,
    by: Any,
    sentence: str,
    *,
    details: dict[str, Any] | None = None,
    people: list[int] | None = None,
) -> None:
    record_event(
        f"event.{verb}",
        by=by,
        sentence=sentence,
        target=event,
        program=event.program,
        details=details,
        people=people or (),
    )
