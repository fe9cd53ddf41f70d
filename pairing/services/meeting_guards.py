"""What may be written about a meeting: who, when, how long; shared by the services of the journal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from django.core.exceptions import PermissionDenied

from mentoring_site.permissions import Access, Permission
from mentoring_site.texts import clean_text
from mentoring_site.words import short_date
from pairing.enums import MeetingFormat, MeetingKind, MeetingState, PairState
from pairing.models import Meeting, Pair, PairMember
from participants.services.guards import refuse_closed
from programs.models import PersonalLink
from programs.services.audit import Refusal, record_event

MAX_MINUTES = 600
TOPIC_LENGTH, CONTENT_LENGTH, REASON_LENGTH = 300, 4000, 300
PLACE_LENGTH, STEP_LENGTH = 120, 500
# Kinds that come once, in this order; a broken order is only worth a word.
ORDER = (MeetingKind.INTRODUCTION, MeetingKind.TRIAL, MeetingKind.PLANNING, MeetingKind.REGULAR)
LIMITS = {
    "topic": ("Тема", TOPIC_LENGTH),
    "content": ("Рассказ", CONTENT_LENGTH),
    "place": ("Место", PLACE_LENGTH),
    "next_step": ("Задание", STEP_LENGTH),
}


@dataclass(frozen=True)
class Told:
    """All that may stay empty in a record; texts come out clean."""

    starts_at: time | None = None
    format: str = ""
    place: str = ""
    duration_minutes: int | None = None
    topic: str = ""
    content: str = ""
    next_step: str = ""

    @classmethod
    def of(cls, **values: Any) -> Told:
        return cls(**{name: clean_text(v) if isinstance(v, str) else v for name, v in values.items()})

    def as_fields(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def locked_pair(pair: Pair) -> Pair:
    """The pair as it is now: dissolving it stops its meetings at once."""
    Pair.objects.select_for_update(no_key=True).filter(pk=pair.pk).order_by().values_list(
        "pk", flat=True
    ).first()
    pair = Pair.objects.with_people().get(pk=pair.pk)
    refuse_closed(pair.program)
    if pair.state != PairState.ACTIVE:
        raise Refusal(
            f"Пара {pair} сейчас не действует ({pair.get_state_display()}), встречи записывают только у "
            "действующих пар. Спросите куратора, когда пара начнёт работу."
        )
    return pair


def locked_meeting(meeting: Meeting) -> Meeting:
    """The record as it is now, unless the curator's visa has closed it."""
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if meeting.visa_at is not None:
        raise Refusal(
            "Куратор завизировал эту запись, она больше не меняется. Попросите куратора снять визу, если в ней ошибка."
        )
    return meeting


def is_mentor_behind(link: PersonalLink | None, pair: Pair) -> bool:
    """Does the personal link belong to the mentor of this pair?"""
    return (
        link is not None
        and link.payload.get("pair") == pair.pk
        and link.payload.get("person") == pair.mentor.person_id
    )


def may_edit(meeting: Meeting, access: Access | None = None, *, through: PersonalLink | None = None) -> bool:
    """Who edits pairs, the author, and the pair's mentor: what is still planned and what he wrote in any way."""
    pair = meeting.pair
    if access is None:
        leads = is_mentor_behind(through, pair)
    else:
        if access.has(Permission.PAIR_EDIT):
            return True
        if not access.has(Permission.MEETING_RECORD):
            return False
        if meeting.recorded_by_id == access.user.pk:
            return True
        leads = pair.mentor.person.user_id == access.user.pk
    return leads and (meeting.state == MeetingState.PLANNED or _written_by_mentor(meeting, pair))


def _written_by_mentor(meeting: Meeting, pair: Pair) -> bool:
    user = pair.mentor.person.user_id
    return is_mentor_behind(meeting.recorded_through, pair) or (
        user is not None and meeting.recorded_by_id == user
    )


def refuse_stranger(meeting: Meeting, access: Access | None, through: PersonalLink | None) -> None:
    if not may_edit(meeting, access, through=through):
        raise PermissionDenied("Запись о встрече меняет тот, кто её сделал, или куратор.")


def check_meeting(pair: Pair, kind: str, state: str, day: date, told: Told, reason: str, today: date) -> None:
    if kind not in MeetingKind.values:
        raise Refusal("Выберите, какая это встреча.")
    if pair.starts_on and day < pair.starts_on:
        raise Refusal(
            f"Пара действует с {short_date(pair.starts_on)}, встреча не может быть раньше. Исправьте дату."
        )
    if day > pair.program.ends:
        raise Refusal(f"Программа заканчивается {short_date(pair.program.ends)}. Исправьте дату.")
    if state == MeetingState.HELD and day > today:
        raise Refusal(f"{short_date(day)} ещё не наступило. Запишите встречу как запланированную.")
    if state == MeetingState.PLANNED and day < today:
        raise Refusal(f"{short_date(day)} уже прошло. Если встреча была, запишите её как проведённую.")
    if state == MeetingState.CANCELLED:
        check_reason(reason)
    if told.format and told.format not in MeetingFormat.values:
        raise Refusal("Выберите, как прошла встреча: очно, дистанционно или перепиской.")
    if told.duration_minutes is not None and not 1 <= told.duration_minutes <= MAX_MINUTES:
        raise Refusal(f"Встреча длится от 1 до {MAX_MINUTES} минут. Исправьте длительность.")
    for name, (label, limit) in LIMITS.items():
        if len(getattr(told, name)) > limit:
            raise Refusal(f"{label} — до {limit} знаков. Сократите текст.")


def check_reason(reason: str) -> str:
    reason = clean_text(reason)
    if not reason:
        raise Refusal("Напишите, почему встреча отменена.")
    if len(reason) > REASON_LENGTH:
        raise Refusal(f"Причина длиннее {REASON_LENGTH} знаков. Сократите её.")
    return reason


def warnings_of(pair: Pair, kind: str, state: str, *, except_pk: int | None = None) -> list[str]:
    if state != MeetingState.HELD:
        return []
    held = set(
        Meeting.objects.filter(pair=pair, state=MeetingState.HELD)
        .exclude(pk=except_pk)
        .values_list("kind", flat=True)
    )
    found = []
    if MeetingKind.FINAL in held:
        found.append("Итоговая встреча этой пары уже записана. Проверьте, не ошиблись ли вы парой или датой.")
    if kind in ORDER:
        missed = [step.label for step in ORDER[: ORDER.index(MeetingKind(kind))] if step not in held]
        if missed and missed != [MeetingKind.REGULAR.label]:
            found.append(f"До этой встречи обычно бывают: {', '.join(missed)}. Если они были, запишите и их.")
    return found


def absent_members(pair: Pair, absent: Collection[PairMember], state: str) -> list[PairMember]:
    members = {member.pk: member for member in pair.members.all()}
    if any(member.pk not in members for member in absent):
        raise Refusal("Среди отсутствующих есть человек не из этой группы. Обновите страницу.")
    missing = [members[member.pk] for member in absent]
    if state != MeetingState.HELD:
        return []
    present = [m for m in members.values() if m.is_open and not m.is_waiting and m not in missing]
    if missing and not present:
        raise Refusal("Отсутствуют все. Если встречи не было, отмените её или не записывайте.")
    return missing


def record_of(
    action: str,
    meeting: Meeting,
    pair: Pair,
    *,
    access: Access | None = None,
    by: Any = None,
    through: PersonalLink | None = None,
    sentence: str,
    details: dict | None = None,
) -> None:
    """A row of the pair's history; behind a link there is no account to name."""
    record_event(
        action,
        by=by or (access.user if access is not None else None),
        target=pair,
        program=pair.program,
        sentence=f"{sentence} (наставник, по личной ссылке)" if through is not None else sentence,
        details={"meeting": meeting.pk, **(details or {})},
        people=[pair.mentor.person_id, *(member.mentee.person_id for member in pair.members.all())],
    )
