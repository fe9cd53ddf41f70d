"""Meetings of a pair or group: planned, held, cancelled, moved (programme document, section 5).

Who writes is an account (`by`, `access`) or the mentor behind his personal link (`through`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet

from mentoring_site import clock
from mentoring_site.permissions import Access, Permission
from mentoring_site.texts import clean_text
from mentoring_site.words import short_date
from pairing.consents import refuse_withdrawn
from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.models import Meeting, MeetingAbsence, MeetingDraft, Pair, PairMember
from pairing.services.meeting_guards import (
    ORDER,
    REASON_LENGTH,
    Told,
    absent_members,
    check_meeting,
    check_reason,
    is_mentor_behind,
    locked_meeting,
    locked_pair,
    record_of,
    refuse_stranger,
    warnings_of,
)
from participants.querysets import own_people
from programs.models import PersonalLink, User
from programs.services.audit import Refusal

FIRST_MEETING_DAYS = 14  # days after the start of a pair within which the first meeting is expected
DONE = {
    MeetingState.HELD: "проведена встреча",
    MeetingState.PLANNED: "запланирована встреча",
    MeetingState.CANCELLED: "записана отменённая встреча",
}
TWICE = "Эта встреча уже записана: второй раз ничего не добавлено."


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
        .select_related("recorded_by", "recorded_through", "visa_by", "pair__mentor__person")
        .prefetch_related("absences__member__mentee__person")
    )


def reads_whole_journal(pair: Pair, access: Access) -> bool:
    """The mentor who writes it, and the school's staff. The mentee and his parent read what is addressed to both."""
    return access.has(Permission.BASE_VIEW) or pair.mentor.person.user_id == access.user.pk


def shown_journal(pair: Pair, access: Access) -> list[Meeting]:
    """The journal as this user may read it, newest first. The rows of a participant are not to be saved.

    A participant sees when and how the pair met or meets while he (his child) is in it, and the task that was given;
    the mentor's own words of a meeting, why it was cancelled and who of the group was absent are not for him.
    """
    meetings = journal_of(pair)
    nobody = Prefetch("absences", MeetingAbsence.objects.none())
    if reads_whole_journal(pair, access):
        return list(meetings)
    seats = pair.members.filter(own_people(access, "mentee__person__")).distinct()
    windows = [(seat.joined_on, seat.left_on) for seat in seats if not seat.is_waiting]
    shown = [
        meeting
        for meeting in meetings.prefetch_related(None).prefetch_related(nobody)
        if any(
            (joined is None or joined <= meeting.date) and (left is None or meeting.date <= left)
            for joined, left in windows
        )
    ]
    for meeting in shown:
        meeting.topic = meeting.content = meeting.cancelled_reason = ""
    return shown


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


# --- writing ----------------------------------------------------------------------------------------------


@transaction.atomic
def record_meeting(
    *,
    pair: Pair,
    kind: str,
    date: date,
    by: User | None = None,
    through: PersonalLink | None = None,
    state: str = MeetingState.HELD,
    cancelled_reason: str = "",
    absent: Collection[PairMember] = (),
    today: date | None = None,
    **told: Any,
) -> Recorded:
    """Write a held, planned or cancelled meeting of an active pair; the writer's draft goes.

    told: the fields of Told, all may be empty. cancelled_reason: 1–300 characters, for a cancelled one only.
    absent: members of a group who were not there. Sent twice through a link, it is written once.
    Raises Refusal for a pair that is not active, a day outside its life, and a held meeting in the future;
    PermissionDenied for a link that is not the mentor's.
    """
    pair, words = locked_pair(pair), Told.of(**told)
    if by is None and not is_mentor_behind(through, pair):
        raise PermissionDenied("По этой ссылке встречи не записывают.")
    check_meeting(pair, kind, state, date, words, cancelled_reason, today or clock.today())
    refuse_withdrawn(pair, date)
    members = absent_members(pair, absent, state)
    written = {"kind": kind, "state": state, "date": date, **words.as_fields()}
    same = Meeting.objects.filter(pair=pair, recorded_through=through, **written) if through else None
    if same is not None and (known := same.first()) is not None:
        return Recorded(known, [TWICE])
    warnings = warnings_of(pair, kind, state)
    meeting = Meeting.objects.create(
        school_id=pair.school_id,
        program_id=pair.program_id,
        pair=pair,
        cancelled_reason=clean_text(cancelled_reason) if state == MeetingState.CANCELLED else "",
        recorded_by=by,
        recorded_through=through,
        recorded_by_name=str(by) if by is not None else pair.mentor.person.full_name,
        **written,
    )
    _write_absences(meeting, members)
    _drop_draft(pair, by, through)
    record_of(
        "meeting.record",
        meeting,
        pair,
        by=by,
        through=through,
        sentence=f"{DONE[MeetingState(state)]}: {MeetingKind(kind).label}, {short_date(date)}",
    )
    return Recorded(meeting, warnings)


def plan_meeting(
    *, pair: Pair, kind: str, date: date, by: User | None = None, today: date | None = None, **more: Any
) -> Recorded:
    """A meeting to come. more: `through` or the fields of Told."""
    return record_meeting(
        pair=pair, kind=kind, date=date, by=by, state=MeetingState.PLANNED, today=today, **more
    )


@transaction.atomic
def update_meeting(
    *,
    meeting: Meeting,
    kind: str,
    date: date,
    state: str,
    access: Access | None = None,
    through: PersonalLink | None = None,
    cancelled_reason: str = "",
    absent: Collection[PairMember] = (),
    today: date | None = None,
    **told: Any,
) -> Recorded:
    """Correct a record, or mark a planned meeting as held or as cancelled.

    By whom guards.may_edit lets (else PermissionDenied); Refusal once the curator's visa stands.
    """
    pair = locked_pair(meeting.pair)
    meeting = locked_meeting(meeting)
    refuse_stranger(meeting, access, through)
    words = Told.of(**told)
    if meeting.state == MeetingState.CANCELLED:
        raise Refusal("Встреча отменена, её запись больше не меняется. Запишите новую встречу.")
    if meeting.state == MeetingState.HELD and state != MeetingState.HELD:
        raise Refusal("Встреча уже состоялась. Чтобы назначить следующую, запишите новую.")
    check_meeting(pair, kind, state, date, words, cancelled_reason, today or clock.today())
    if state != MeetingState.CANCELLED:
        refuse_withdrawn(pair, date)
    members = absent_members(pair, absent, state)
    warnings = warnings_of(pair, kind, state, except_pk=meeting.pk)
    was = meeting.state
    written = {"kind": kind, "state": state, "date": date, **words.as_fields()}
    if state == MeetingState.CANCELLED:
        written["cancelled_reason"] = clean_text(cancelled_reason)
    changed = [name for name, value in written.items() if getattr(meeting, name) != value]
    for name, value in written.items():
        setattr(meeting, name, value)
    meeting.save()
    absences_before = set(meeting.absences.values_list("member_id", flat=True))
    meeting.absences.all().delete()
    _write_absences(meeting, members)
    if changed or absences_before != {member.pk for member in members}:
        verb = "исправлена запись"
        if was == MeetingState.PLANNED and state != was:
            verb = "отмечена проведённой" if state == MeetingState.HELD else "отменена встреча"
        record_of(
            "meeting.update",
            meeting,
            pair,
            access=access,
            through=through,
            sentence=f"{verb}: {MeetingKind(kind).label}, {short_date(date)}",
            details={"fields": changed},
        )
    return Recorded(meeting, warnings)


@transaction.atomic
def cancel_meeting(
    *, meeting: Meeting, reason: str, access: Access | None = None, through: PersonalLink | None = None
) -> Meeting:
    """Cancel a planned meeting; the record stays with its reason."""
    pair = locked_pair(meeting.pair)
    meeting = locked_meeting(meeting)
    refuse_stranger(meeting, access, through)
    _refuse_unless_planned(meeting, "Отменить")
    _cancel(meeting, check_reason(reason))
    record_of(
        "meeting.cancel",
        meeting,
        pair,
        access=access,
        through=through,
        sentence=f"отменена встреча: {meeting.get_kind_display()}, {short_date(meeting.date)}",
        details={"reason": meeting.cancelled_reason},
    )
    return meeting


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    date: date,
    starts_at: time | None = None,
    reason: str = "",
    access: Access | None = None,
    through: PersonalLink | None = None,
    today: date | None = None,
) -> Recorded:
    """Put a planned meeting on another day: the old record is cancelled with the new day, a new one is planned.

    reason: up to 250 characters, may be empty. Refusal when neither day nor hour changes.
    """
    pair = locked_pair(meeting.pair)
    meeting = locked_meeting(meeting)
    refuse_stranger(meeting, access, through)
    _refuse_unless_planned(meeting, "Перенести")
    if (meeting.date, meeting.starts_at) == (date, starts_at):
        raise Refusal("Встреча уже назначена на этот день. Выберите другой.")
    words = Told.of(
        **{name: getattr(meeting, name) for name in Told().as_fields()} | {"starts_at": starts_at}
    )
    check_meeting(pair, meeting.kind, MeetingState.PLANNED, date, words, "", today or clock.today())
    why = ": ".join(filter(None, (f"перенесена на {short_date(date)}", clean_text(reason))))
    if len(why) > REASON_LENGTH:
        raise Refusal("Причина длиннее 250 знаков. Сократите её.")
    refuse_withdrawn(pair, date)
    _cancel(meeting, why)
    moved = Meeting.objects.create(
        school_id=pair.school_id,
        program_id=pair.program_id,
        pair=pair,
        kind=meeting.kind,
        state=MeetingState.PLANNED,
        date=date,
        recorded_by=access.user if access is not None else None,
        recorded_through=through,
        recorded_by_name=str(access.user) if access is not None else pair.mentor.person.full_name,
        **words.as_fields(),
    )
    record_of(
        "meeting.move",
        moved,
        pair,
        access=access,
        through=through,
        sentence=f"встреча перенесена: {meeting.get_kind_display()}, {short_date(meeting.date)} → {short_date(date)}",
        details={"from": meeting.pk},
    )
    return Recorded(moved)


@transaction.atomic
def mark_meeting(*, pair: Pair, kind: str, date: date, through: PersonalLink, **written: Any) -> Recorded:
    """«Встреча была»: the meeting planned for that day becomes held, else a held one is written; sent twice, once."""
    pair = locked_pair(pair)
    of_day = Meeting.objects.filter(pair=pair, date=date)
    planned = of_day.filter(state=MeetingState.PLANNED).order_by("pk").first()
    if planned is None:
        told = {name: value for name, value in Told.of(**_told(written)).as_fields().items() if value}
        known = of_day.filter(kind=kind, state=MeetingState.HELD, **told).first()
        if known is not None and is_mentor_behind(through, pair):
            return Recorded(known, [TWICE])
        return record_meeting(pair=pair, kind=kind, date=date, through=through, **written)
    empty = {name: getattr(planned, name) for name in Told().as_fields() if not written.get(name)}
    recorded = update_meeting(
        meeting=planned,
        kind=kind,
        date=date,
        state=MeetingState.HELD,
        through=through,
        **{**written, **empty},
    )
    _drop_draft(pair, None, through)
    return recorded


def _told(written: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name in Told().as_fields()}


# --- small parts ------------------------------------------------------------------------------------------


def _refuse_unless_planned(meeting: Meeting, verb: str) -> None:
    if meeting.state != MeetingState.PLANNED:
        raise Refusal(f"{verb} можно только запланированную встречу, а эта {meeting.get_state_display()}.")


def _cancel(meeting: Meeting, reason: str) -> None:
    meeting.state, meeting.cancelled_reason = MeetingState.CANCELLED, reason
    meeting.save(update_fields=["state", "cancelled_reason"])


def _write_absences(meeting: Meeting, members: Collection[PairMember]) -> None:
    MeetingAbsence.objects.bulk_create(
        MeetingAbsence(school_id=meeting.school_id, meeting=meeting, member=member) for member in members
    )


def _drop_draft(pair: Pair, by: User | None, through: PersonalLink | None) -> None:
    mine = {"user": by} if by is not None else {"link": through}
    MeetingDraft.objects.filter(pair=pair, **mine).delete()
