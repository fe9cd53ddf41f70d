"""The curator's visa: a read record of a meeting becomes read-only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from mentoring_site.texts import clean_text
from mentoring_site.words import counted, short_date
from pairing.enums import MeetingState, PairState
from pairing.models import Meeting, MeetingAbsence
from pairing.services.meeting_guards import record_of
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal
from programs.services.moments import moment

AT_ONCE = 500  # records behind one press of the button


def awaiting_visa(program: Program) -> QuerySet[Meeting]:
    """Held and cancelled meetings that the curator has not signed, the oldest first.

    What the end of a pair has cancelled is nobody's record to read.
    """
    return (
        Meeting.objects.filter(program=program, visa_at=None)
        .exclude(state=MeetingState.PLANNED)
        .exclude(state=MeetingState.CANCELLED, pair__state__in=(PairState.COMPLETED, PairState.DISSOLVED))
        .select_related("recorded_by", "pair__mentor__person")
        .prefetch_related(
            "pair__members__mentee__person",
            Prefetch("absences", MeetingAbsence.objects.select_related("member__mentee__person")),
        )
        .order_by("date", "pk")
    )


@transaction.atomic
def give_visa(*, meetings: Iterable[Meeting], by: User, at: datetime | None = None) -> int:
    """Sign records; those that are signed already or only planned are left as they are. Returns how many were signed.

    Raises Refusal when nothing among them can be signed.
    """
    keys = [meeting.pk for meeting in meetings][:AT_ONCE]
    found = list(
        Meeting.objects.select_for_update(of=("self",))
        .filter(pk__in=keys, visa_at=None)
        .exclude(state=MeetingState.PLANNED)
        .select_related("pair__program", "pair__mentor__person")
        .prefetch_related("pair__members__mentee__person")
        .order_by("pk")
    )
    if not found:
        raise Refusal("Визировать нечего: выберите проведённые или отменённые встречи без визы.")
    refuse_closed(found[0].pair.program)
    at = at or moment()
    Meeting.objects.filter(pk__in=[meeting.pk for meeting in found]).update(visa_by=by, visa_at=at)
    for meeting in found:
        record_of(
            "meeting.visa",
            meeting,
            meeting.pair,
            by=by,
            sentence=f"завизирована запись: {meeting.get_kind_display()}, {short_date(meeting.date)}",
        )
    return len(found)


@transaction.atomic
def withdraw_visa(*, meeting: Meeting, reason: str, by: User) -> Meeting:
    """Open the record for correction. reason: 1–300 characters, kept in the history of the pair."""
    refuse_closed(meeting.program)
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("pair__program").get(pk=meeting.pk)
    )
    reason = clean_text(reason)
    if meeting.visa_at is None:
        raise Refusal("На этой записи нет визы. Обновите страницу.")
    if not reason:
        raise Refusal("Напишите, почему снимаете визу.")
    if len(reason) > 300:
        raise Refusal("Причина длиннее 300 знаков. Сократите её.")
    meeting.visa_by = meeting.visa_at = None
    meeting.save(update_fields=["visa_by", "visa_at"])
    record_of(
        "meeting.visa_withdraw",
        meeting,
        meeting.pair,
        by=by,
        sentence=f"снята виза с записи: {meeting.get_kind_display()}, {short_date(meeting.date)}: {reason}",
    )
    return meeting


def signed_in_words(count: int) -> str:
    return f"Завизировано: {counted(count, 'запись', 'записи', 'записей')}."
