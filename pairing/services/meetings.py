"""Meetings of a pair or group: planned, held, cancelled (programme document, section 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import short_date
from pairing.consents import refuse_withdrawn
from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.models import Meeting, MeetingAbsence, Pair, PairMember
from participants.services.guards import refuse_closed
from programs.models import User
from programs.services.audit import Refusal, record_event

FIRST_MEETING_DAYS = 14  # days after the start of a pair within which the first meeting is expected
MAX_MINUTES = 600
TOPIC_LENGTH, CONTENT_LENGTH, REASON_LENGTH = 300, 4000, 300
# Kinds that come once, in this order; a broken order is only worth a word.
ORDER = (MeetingKind.INTRODUCTION, MeetingKind.TRIAL, MeetingKind.PLANNING, MeetingKind.REGULAR)


@dataclass(frozen=True)
class Recorded:
    """What was written, and what is worth a word though it is allowed."""

    meeting: Meeting
    warnings: list[str] = field(default_factory=list)


# --- reading ----------------------------------------------------------------------------------------------


def journal_of(pair: Pair) -> QuerySet[Meeting]:
    """Meetings of a pair, newest first, with absences and authors: two queries."""
    return (
        Meeting.objects.filter(pair=pair)
        .select_related("recorded_by")
        .prefetch_related("absences__member__mentee__person")
    )


def with_meetings(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Pairs with `held_count`, `first_held_on`, `last_held_on` and `next_planned_on`."""
    held, planned = Q(meetings__state=MeetingState.HELD), Q(meetings__state=MeetingState.PLANNED)
    return pairs.annotate(
        held_count=Count("meetings", filter=held),
        first_held_on=Min("meetings__date", filter=held),
        last_held_on=Max("meetings__date", filter=held),
        next_planned_on=Min("meetings__date", filter=planned),
    )


def without_first_meeting(pairs: QuerySet[Pair], on: date) -> QuerySet[Pair]:
    """Active longer than FIRST_MEETING_DAYS, and no meeting held yet."""
    held = Meeting.objects.filter(pair=OuterRef("pk"), state=MeetingState.HELD)
    return pairs.filter(
        ~Exists(held), state=PairState.ACTIVE, starts_on__lt=on - timedelta(days=FIRST_MEETING_DAYS)
    )


def next_kind(kinds: Iterable[str]) -> str:
    """The kind that a pair needs next, after the kinds of its held meetings."""
    held = set(kinds)
    return next((kind for kind in ORDER if kind not in held), MeetingKind.REGULAR)


def may_edit(meeting: Meeting, access: Access) -> bool:
    """The author of the record, and whoever edits pairs."""
    return access.has(Permission.PAIR_EDIT) or (
        access.has(Permission.MEETING_RECORD) and meeting.recorded_by_id == access.user.pk
    )


# --- writing ----------------------------------------------------------------------------------------------


@transaction.atomic
def record_meeting(
    *,
    pair: Pair,
    kind: str,
    date: date,
    by: User,
    state: str = MeetingState.HELD,
    duration_minutes: int | None = None,
    topic: str = "",
    content: str = "",
    absent: Collection[PairMember] = (),
    today: date | None = None,
) -> Recorded:
    """Write a held or planned meeting of an active pair.

    duration_minutes: 1–600 or None. absent: members of a group who were not there.
    Raises Refusal for a pair that is not active, a day outside its life, and a held meeting in the future.
    """
    pair = _locked(pair)
    _check(pair, state, date, duration_minutes, topic, content, today)
    refuse_withdrawn(pair, date)
    members = _absent_members(pair, absent, state)
    warnings = _warnings(pair, kind, state)
    meeting = Meeting.objects.create(
        school_id=pair.school_id,
        program_id=pair.program_id,
        pair=pair,
        kind=kind,
        state=state,
        date=date,
        duration_minutes=duration_minutes,
        topic=topic.strip(),
        content=content.strip(),
        recorded_by=by,
    )
    _write_absences(meeting, members)
    done = "проведена" if state == MeetingState.HELD else "запланирована"
    _record(
        "meeting.record", meeting, pair, by, f"{done} встреча: {MeetingKind(kind).label}, {short_date(date)}"
    )
    return Recorded(meeting, warnings)


def plan_meeting(
    *, pair: Pair, kind: str, date: date, by: User, topic: str = "", today: date | None = None
) -> Recorded:
    return record_meeting(
        pair=pair, kind=kind, date=date, by=by, topic=topic, state=MeetingState.PLANNED, today=today
    )


@transaction.atomic
def update_meeting(
    *,
    meeting: Meeting,
    access: Access,
    kind: str,
    date: date,
    state: str,
    duration_minutes: int | None = None,
    topic: str = "",
    content: str = "",
    absent: Collection[PairMember] = (),
) -> Recorded:
    """Correct a record, or mark a planned meeting as held. By its author or who edits pairs (PermissionDenied)."""
    pair = _locked(meeting.pair)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _refuse_stranger(meeting, access)
    if meeting.state == MeetingState.CANCELLED:
        raise Refusal("Встреча отменена, её запись больше не меняется. Запишите новую встречу.")
    if meeting.state == MeetingState.HELD and state == MeetingState.PLANNED:
        raise Refusal("Встреча уже состоялась. Чтобы назначить следующую, запишите новую.")
    _check(pair, state, date, duration_minutes, topic, content)
    members = _absent_members(pair, absent, state)
    warnings = _warnings(pair, kind, state, except_pk=meeting.pk)
    before = (meeting.kind, meeting.state, meeting.date)
    changed = [
        name
        for name, value in (
            ("kind", kind),
            ("state", state),
            ("date", date),
            ("duration_minutes", duration_minutes),
            ("topic", topic.strip()),
            ("content", content.strip()),
        )
        if getattr(meeting, name) != value
    ]
    meeting.kind, meeting.state, meeting.date = kind, state, date
    meeting.duration_minutes, meeting.topic, meeting.content = (
        duration_minutes,
        topic.strip(),
        content.strip(),
    )
    meeting.save()
    absences_before = set(meeting.absences.values_list("member_id", flat=True))
    meeting.absences.all().delete()
    _write_absences(meeting, members)
    if changed or absences_before != {member.pk for member in members}:
        is_held_now = before[1] == MeetingState.PLANNED and state == MeetingState.HELD
        words = "отмечена проведённой" if is_held_now else "исправлена запись"
        _record(
            "meeting.update",
            meeting,
            pair,
            access.user,
            f"{words}: {MeetingKind(kind).label}, {short_date(date)}",
            {"fields": changed},
        )
    return Recorded(meeting, warnings)


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, access: Access) -> Meeting:
    """Cancel a planned meeting; the record stays with its reason. By its author or who edits pairs."""
    pair = _locked(meeting.pair)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _refuse_stranger(meeting, access)
    reason = reason.strip()
    if meeting.state != MeetingState.PLANNED:
        raise Refusal(f"Отменить можно только запланированную встречу, а эта {meeting.get_state_display()}.")
    if not reason:
        raise Refusal("Напишите, почему встреча отменена.")
    if len(reason) > REASON_LENGTH:
        raise Refusal(f"Причина длиннее {REASON_LENGTH} знаков. Сократите её.")
    meeting.state, meeting.cancelled_reason = MeetingState.CANCELLED, reason
    meeting.save(update_fields=["state", "cancelled_reason"])
    _record(
        "meeting.cancel",
        meeting,
        pair,
        access.user,
        f"отменена встреча: {meeting.get_kind_display()}, {short_date(meeting.date)}",
        {"reason": reason},
    )
    return meeting


# --- guards and small parts -------------------------------------------------------------------------------


def _locked(pair: Pair) -> Pair:
    """The pair as it is now: dissolving it stops its meetings at once."""
    Pair.objects.select_for_update().filter(pk=pair.pk).order_by().values_list("pk", flat=True).first()
    pair = Pair.objects.with_people().get(pk=pair.pk)
    refuse_closed(pair.program)
    if pair.state != PairState.ACTIVE:
        raise Refusal(
            f"Пара {pair} сейчас не действует ({pair.get_state_display()}), встречи записывают только у "
            "действующих пар. Спросите куратора, когда пара начнёт работу."
        )
    return pair


def _check(
    pair: Pair,
    state: str,
    day: date,
    duration_minutes: int | None,
    topic: str,
    content: str,
    today: date | None = None,
) -> None:
    today = today or timezone.localdate()
    if state not in (MeetingState.HELD, MeetingState.PLANNED):
        raise Refusal("Встречу можно записать проведённой или запланированной.")
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
    if duration_minutes is not None and not 1 <= duration_minutes <= MAX_MINUTES:
        raise Refusal(f"Встреча длится от 1 до {MAX_MINUTES} минут. Исправьте длительность.")
    if len(topic.strip()) > TOPIC_LENGTH or len(content.strip()) > CONTENT_LENGTH:
        raise Refusal(f"Тема — до {TOPIC_LENGTH} знаков, рассказ — до {CONTENT_LENGTH}. Сократите текст.")


def _warnings(pair: Pair, kind: str, state: str, *, except_pk: int | None = None) -> list[str]:
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


def _absent_members(pair: Pair, absent: Collection[PairMember], state: str) -> list[PairMember]:
    members = {member.pk: member for member in pair.members.all()}
    if any(member.pk not in members for member in absent):
        raise Refusal("Среди отсутствующих есть человек не из этой группы. Обновите страницу.")
    missing = [members[member.pk] for member in absent]
    if state != MeetingState.HELD:
        return []
    present = [member for member in members.values() if member.is_open and member not in missing]
    if missing and not present:
        raise Refusal("Отсутствуют все. Если встречи не было, отмените её или не записывайте.")
    return missing


def _write_absences(meeting: Meeting, members: Collection[PairMember]) -> None:
    MeetingAbsence.objects.bulk_create(
        MeetingAbsence(school_id=meeting.school_id, meeting=meeting, member=member) for member in members
    )


def _refuse_stranger(meeting: Meeting, access: Access) -> None:
    if not may_edit(meeting, access):
        raise PermissionDenied("Запись о встрече меняет тот, кто её сделал, или куратор.")


def _record(
    action: str, meeting: Meeting, pair: Pair, by: User, sentence: str, details: dict | None = None
) -> None:
    record_event(
        action,
        by=by,
        target=pair,  # the history of the pair tells it
        program=pair.program,
        sentence=sentence,
        details={"meeting": meeting.pk, **(details or {})},
        people=[pair.mentor.person_id, *(member.mentee.person_id for member in pair.members.all())],
    )
