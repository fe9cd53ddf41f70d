"""Marking progress of a step: needs no approval, but only the people responsible may do it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mentoring_site import clock
from mentoring_site.files import recognise_file
from mentoring_site.permissions import Access
from mentoring_site.texts import clean_text
from mentoring_site.words import short_date
from participants.enums import AttendanceMark, EventState
from participants.models import Event
from programs.models import Program, User
from programs.services.audit import Refusal, claim_key, record_event
from programs.services.moments import moment
from programs.tenancy import access_for
from roadmap.enums import StepAction, StepState
from roadmap.holders import Holders
from roadmap.models import Evidence, Roadmap, Step, StepPart
from roadmap.rules import may_close, may_progress, own_plural_roles
from roadmap.services.guards import lock_step
from roadmap.transitions import STEP_TRANSITIONS
from roadmap.wording import held_words

MAX_NOTE = 2000
MAX_FILE_NAME = 120
MAX_PROTOCOL, MAX_AUDIENCE = 160, 200
NOT_YOURS = "Этот шаг отмечают ответственные за него и куратор программы."
CLOSED_BY_FIRST = "Этот шаг закрывает первый из ответственных или куратор программы."


@dataclass(frozen=True)
class EvidenceFile:
    name: str
    data: bytes


@dataclass(frozen=True)
class Held:
    """A meeting that closes a step: day, protocol, who was there and how many. event: out of the school's events."""

    held_on: date | None = None
    protocol: str = ""
    audience: str = ""
    present_count: int | None = None
    event: Event | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.held_words or self.event)

    @property
    def held_words(self) -> str:
        return held_words(self)


NOT_HELD = Held()


@dataclass(frozen=True)
class _Mark:
    """A locked step and the person who marks it."""

    step: Step
    roles: list[str]
    access: Access
    on: date


@transaction.atomic
def start_step(*, step: Step, by: User, on: date | None = None) -> Step:
    """Planned → in progress, by anybody responsible."""
    mark = _open(step, by, on)
    _move(mark.step, StepAction.START)
    mark.step.save(update_fields=["state"])
    _record("step.start", mark, f"шаг № {mark.step.said_number} взят в работу")
    return mark.step


@transaction.atomic
def complete_step(
    *,
    step: Step,
    by: User,
    note: str = "",
    file: EvidenceFile | None = None,
    held: Held = NOT_HELD,
    on: date | None = None,
) -> Step:
    """Planned or in progress → done. What confirms it is asked: a note (up to 2000 characters), a file, a meeting."""
    mark = _open(step, by, on, closing=True)
    _move(mark.step, StepAction.COMPLETE)
    note, held = note.strip()[:MAX_NOTE], _checked(held, mark)
    if not note and file is None and held.is_empty:
        raise Refusal("Напишите, чем подтверждён шаг, или приложите файл: без этого его нельзя закрыть.")
    words = ". ".join(part for part in (held.held_words, note) if part)[:MAX_NOTE]
    _close(mark, words)
    _record(
        "step.complete", mark, f"шаг № {mark.step.said_number} выполнен" + (f": {words}" if words else "")
    )
    if file is not None:
        _add_file(mark, file, note="", held=held)
    elif not held.is_empty:
        _add(mark, held)
    return mark.step


@transaction.atomic
def mark_not_needed(*, step: Step, by: User, reason: str, on: date | None = None) -> Step:
    """Planned or in progress → not needed. reason: 1–2000 characters."""
    mark = _open(step, by, on, closing=True)
    _move(mark.step, StepAction.NOT_NEEDED)
    reason = _required(reason, "Напишите, почему шаг не требуется: без причины его нельзя снять.")
    _close(mark, reason)
    _record("step.not_needed", mark, f"шаг № {mark.step.said_number} не требуется: {reason}")
    return mark.step


@transaction.atomic
def reopen_step(*, step: Step, by: User, reason: str, on: date | None = None) -> Step:
    """Done or not needed → in progress. reason: 1–2000 characters; parts and evidence stay."""
    mark = _open(step, by, on, closing=True)
    _move(mark.step, StepAction.REOPEN)
    reason = _required(reason, "Напишите, почему шаг открыт снова.")
    before = mark.step.note
    mark.step.note, mark.step.closed_on, mark.step.closed_by = "", None, None
    mark.step.save(update_fields=["state", "note", "closed_on", "closed_by"])
    _record(
        "step.reopen",
        mark,
        f"шаг № {mark.step.said_number} открыт снова: {reason}",
        details={"note": [before, ""]},
    )
    return mark.step


@transaction.atomic
def mark_part(*, step: Step, by: User, note: str = "", on: date | None = None) -> Step:
    """A holder of a plural role marks his own part; a second mark replaces the note. Starts a planned step."""
    mark = _open(step, by, on)
    roles = _own_roles(mark)
    if not mark.step.is_open:
        raise Refusal("Шаг уже закрыт, часть отметить нельзя. Попросите куратора открыть его снова.")
    for role in roles:
        StepPart.objects.update_or_create(
            step=mark.step,
            role=role,
            user=by,
            defaults={
                "school_id": mark.step.school_id,
                "note": note.strip()[:MAX_NOTE],
                "done_at": moment(),
            },
        )
    if mark.step.state == StepState.PLANNED:
        mark.step.state = StepState.IN_PROGRESS
        mark.step.save(update_fields=["state"])
    _record(
        "step.part",
        mark,
        f"отмечена своя часть шага № {mark.step.said_number}" + (f": {note.strip()}" if note.strip() else ""),
    )
    return mark.step


@transaction.atomic
def clear_part(*, step: Step, by: User, on: date | None = None) -> Step:
    """Take back one's own mark, made by mistake."""
    mark = _open(step, by, on)
    if not mark.step.is_open:
        raise Refusal("Шаг уже закрыт, отметку снять нельзя. Попросите куратора открыть его снова.")
    removed, _ = StepPart.objects.filter(step=mark.step, role__in=_own_roles(mark), user=by).delete()
    if removed:
        _record("step.part_clear", mark, f"снята отметка о своей части шага № {mark.step.said_number}")
    return mark.step


@transaction.atomic
def add_evidence(
    *,
    step: Step,
    by: User,
    note: str = "",
    file: EvidenceFile | None = None,
    held: Held = NOT_HELD,
    once: str = "",
    on: date | None = None,
) -> Evidence | None:
    """A note, a file, a meeting, in any state of the step. Raises ValidationError for a file of a wrong kind.

    once: one-time key of the form; its second arrival adds nothing and returns None.
    """
    mark = _open(step, by, on)
    if once and claim_key(once, by=by) is None:
        return None
    note, held = note.strip()[:MAX_NOTE], _checked(held, mark)
    if file is not None:
        return _add_file(mark, file, note=note, held=held)
    if held.is_empty:
        note = _required(note, "Напишите, что подтверждает шаг, или приложите файл.")
    evidence = _add(mark, held, note=note)
    words = ". ".join(part for part in (held.held_words, note) if part)
    _record("step.evidence", mark, f"добавлено подтверждение шага № {mark.step.said_number}: {words}")
    return evidence


def _open(step: Step, by: User, on: date | None, *, closing: bool = False) -> _Mark:
    """Lock the step and ask who and when: the person's roles that day, the programme and revision in force."""
    on = on or clock.today()
    step = lock_step(step)
    in_force = Roadmap.objects.in_force(step.program).first()
    if in_force is None or in_force.pk != step.roadmap_id:
        raise Refusal("Отметки ставятся в действующей редакции дорожной карты. Откройте шаг в ней.")
    roles = list(step.responsibles.values_list("role", flat=True))
    access = access_for(by, step.program, on)
    mark = _Mark(step, roles, access, on)
    if not may_progress(roles, access):
        raise PermissionDenied(NOT_YOURS)
    if closing and not may_close(roles, access, all_parts_done=_all_parts_done(mark)):
        raise PermissionDenied(CLOSED_BY_FIRST)
    return mark


def _all_parts_done(mark: _Mark) -> bool:
    parts = StepPart.objects.filter(step=mark.step).values_list("role", "user_id")
    counts = Holders(mark.step.program, mark.on).part_counts(mark.roles, parts)
    return bool(counts) and all(count.is_whole for count in counts)


def _own_roles(mark: _Mark) -> list[str]:
    roles = own_plural_roles(mark.roles, mark.access)
    if not roles:
        raise PermissionDenied("Свою часть отмечают те, кого в шаге несколько: " + NOT_YOURS)
    return roles


def _move(step: Step, action: StepAction) -> None:
    sources, target = STEP_TRANSITIONS[action]
    if step.state not in sources:
        raise Refusal(
            f"Шаг № {step.said_number} сейчас «{step.get_state_display()}»: его нельзя {action.label}. "
            "Обновите страницу, возможно, его уже отметили."
        )
    step.state = target


def _close(mark: _Mark, note: str) -> None:
    mark.step.note, mark.step.closed_on, mark.step.closed_by = note, mark.on, mark.access.user
    mark.step.save(update_fields=["state", "note", "closed_on", "closed_by"])


def _checked(held: Held, mark: _Mark) -> Held:
    """What the chosen event knows fills what was not typed. Refused: a day ahead, an event of another programme."""
    event = held.event
    if event is not None:
        if event.program_id != mark.step.program_id or event.state != EventState.HELD:
            raise Refusal("Выберите событие этой программы, которое уже проведено.")
        held = replace(
            held,
            held_on=held.held_on or event.held_on,
            protocol=held.protocol or event.protocol_number,
            audience=held.audience or event.audience or event.title,
            present_count=held.present_count or event.present_count or _came(event),
        )
    if held.held_on and held.held_on > mark.on:
        raise Refusal("Этот день ещё не наступил. Укажите, когда встреча прошла.")
    if held.held_on and not _is_near(held.held_on, mark.step.program):
        raise Refusal(f"{short_date(held.held_on)} далеко от этой Программы. Проверьте год.")
    return replace(
        held,
        protocol=clean_text(held.protocol)[:MAX_PROTOCOL],
        audience=clean_text(held.audience)[:MAX_AUDIENCE],
    )


def _came(event: Event) -> int | None:
    return event.attendance.filter(mark=AttendanceMark.PRESENT).count() or None


def _is_near(day: date, program: Program) -> bool:
    return program.starts.year - 1 <= day.year <= program.ends.year + 1


def _add(mark: _Mark, held: Held, **fields: Any) -> Evidence:
    return Evidence.objects.create(
        school_id=mark.step.school_id,
        step=mark.step,
        added_by=mark.access.user,
        held_on=held.held_on,
        protocol=held.protocol,
        audience=held.audience,
        present_count=held.present_count,
        event=held.event,
        **fields,
    )


def _add_file(mark: _Mark, file: EvidenceFile, *, note: str, held: Held = NOT_HELD) -> Evidence:
    """The stored name keeps the person's words and takes the ending of what is really inside."""
    kind = recognise_file(file.name, file.data)
    stem = file.name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0].strip()[:MAX_FILE_NAME]
    evidence = _add(
        mark,
        held,
        note=note,
        file_name=f"{stem or 'файл'}.{kind.ending}",
        content_type=kind.content_type,
        content=file.data,
    )
    _record("step.evidence", mark, f"к шагу № {mark.step.said_number} приложен файл «{evidence.file_name}»")
    return evidence


def _record(action: str, mark: _Mark, sentence: str, details: dict[str, Any] | None = None) -> None:
    record_event(action, by=mark.access.user, target=mark.step, sentence=sentence, details=details)


def _required(text: str, refusal: str) -> str:
    text = text.strip()[:MAX_NOTE]
    if not text:
        raise Refusal(refusal)
    return text
