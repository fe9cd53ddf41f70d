from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.models import Meeting, Pair
from pairing.services.closing import dissolve_pair
from pairing.services.meetings import (
    cancel_meeting,
    journal_of,
    next_kind,
    plan_meeting,
    record_meeting,
    update_meeting,
    with_meetings,
    without_first_meeting,
)
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.tenancy import access_for
from tests.factories import make_member
from tests.pairing.makers import make_pair_in

TODAY = timezone.localdate()
STARTED = TODAY - timedelta(days=20)


@pytest.fixture
def pair(program, curator, director):
    return make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)


@pytest.fixture
def access(program, curator):
    return access_for(curator, program, TODAY)


@pytest.fixture
def mentor_access(program, pair):
    user = make_member(program.school, Role.MENTOR)
    pair.mentor.person.user = user
    pair.mentor.person.save()
    return access_for(user, program, TODAY)


def meet(pair, by, **fields):
    return record_meeting(
        **{"pair": pair, "kind": MeetingKind.INTRODUCTION, "date": TODAY, "by": by, **fields}
    )


def test_held_meeting_is_written_with_its_journal_row(pair, curator):
    recorded = meet(pair, curator, duration_minutes=30, content="  Познакомились.  ")

    meeting = recorded.meeting
    assert (meeting.state, meeting.duration_minutes, meeting.content, recorded.warnings) == (
        MeetingState.HELD,
        30,
        "Познакомились.",
        [],
    )
    event = AuditEvent.objects.get(action="meeting.record")
    assert event.sentence == f"проведена встреча: знакомство, {TODAY:%d.%m.%Y}"
    assert sorted(event.person_ids) == sorted([pair.mentor.person_id, pair.members.all()[0].mentee.person_id])


def test_everything_but_kind_and_day_may_stay_empty(pair, curator):
    meeting = meet(pair, curator).meeting

    assert (meeting.duration_minutes, meeting.topic, meeting.content) == (None, "", "")


@pytest.mark.parametrize(
    "state", [PairState.DRAFT, PairState.SUBMITTED, PairState.APPROVED, PairState.DISSOLVED]
)
def test_pair_that_is_not_active_takes_no_meetings(program, curator, director, state):
    pair = make_pair_in(program, curator, state)

    with pytest.raises(Refusal, match="не действует"):
        meet(pair, curator)

    assert Meeting.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"date": STARTED - timedelta(days=1)}, "не может быть раньше"),
        ({"date": TODAY + timedelta(days=1)}, "ещё не наступило"),
        ({"date": TODAY - timedelta(days=1), "state": MeetingState.PLANNED}, "уже прошло"),
        ({"duration_minutes": 0}, "от 1 до 600"),
        ({"duration_minutes": 601}, "от 1 до 600"),
        ({"content": "я" * 4001}, "Сократите текст"),
        ({"state": MeetingState.CANCELLED}, "проведённой или запланированной"),
    ],
)
def test_odd_values_are_refused_in_words(pair, curator, fields, words):
    with pytest.raises(Refusal, match=words):
        meet(pair, curator, **fields)

    assert Meeting.objects.count() == 0


def test_meeting_after_the_final_one_and_out_of_order_only_warns(pair, curator):
    meet(pair, curator, kind=MeetingKind.FINAL)

    warnings = meet(pair, curator, kind=MeetingKind.PLANNING).warnings

    assert [warning.split(".")[0] for warning in warnings] == [
        "Итоговая встреча этой пары уже записана",
        "До этой встречи обычно бывают: знакомство, пробная рабочая",
    ]


def test_group_keeps_who_was_absent(program, curator, director):
    from pairing.services.orders import KIND
    from pairing.services.plans import approve_plan, submit_plan
    from programs.models import Document
    from programs.services.documents import sign_document
    from tests.pairing.makers import make_pair

    pair = make_pair(program, curator, size=2)
    approve_plan(plan=submit_plan(program=program, pairs=[pair], by=curator), by=director)
    sign_document(document=Document.objects.get(kind=KIND), number="1-р", date=STARTED, by=director)
    pair = Pair.objects.with_people().get(pk=pair.pk)
    first, second = pair.members.all()

    meeting = meet(pair, curator, absent=[first]).meeting
    with pytest.raises(Refusal, match="Отсутствуют все"):
        meet(pair, curator, absent=[first, second])

    assert [absence.member for absence in meeting.absences.all()] == [first]


def test_stranger_among_the_absent_is_refused(program, pair, curator, director):
    other = make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)

    with pytest.raises(Refusal, match="не из этой группы"):
        meet(pair, curator, absent=list(other.members.all()))


def test_planned_meeting_becomes_held(pair, curator, access):
    meeting = plan_meeting(pair=pair, kind=MeetingKind.INTRODUCTION, date=TODAY, by=curator).meeting

    update_meeting(
        meeting=meeting, access=access, kind=meeting.kind, date=TODAY, state=MeetingState.HELD, content="да"
    )

    meeting.refresh_from_db()
    assert (meeting.state, meeting.content) == (MeetingState.HELD, "да")
    assert AuditEvent.objects.get(action="meeting.update").sentence.startswith("отмечена проведённой")


def test_planned_meeting_is_cancelled_with_a_reason_only(pair, curator, access):
    meeting = plan_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator).meeting

    with pytest.raises(Refusal, match="почему"):
        cancel_meeting(meeting=meeting, reason=" ", access=access)
    cancelled = cancel_meeting(meeting=meeting, reason="болезнь учителя", access=access)

    assert (cancelled.state, cancelled.cancelled_reason) == (MeetingState.CANCELLED, "болезнь учителя")
    with pytest.raises(Refusal, match="только запланированную"):
        cancel_meeting(meeting=meeting, reason="ещё раз", access=access)


def test_record_of_another_author_is_changed_by_curator_not_by_mentor(pair, curator, access, mentor_access):
    own = meet(pair, mentor_access.user).meeting
    foreign = meet(pair, curator, kind=MeetingKind.TRIAL).meeting
    changes = {"kind": MeetingKind.TRIAL, "date": TODAY, "state": MeetingState.HELD, "topic": "дроби"}

    update_meeting(meeting=own, access=mentor_access, **changes)
    update_meeting(meeting=own, access=access, **changes)
    with pytest.raises(PermissionDenied):
        update_meeting(meeting=foreign, access=mentor_access, **changes)


def test_dissolved_pair_stops_edits_too(pair, curator, access):
    meeting = plan_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator).meeting
    dissolve_pair(pair=pair, reason="переезд", on=TODAY, by=curator)

    with pytest.raises(Refusal, match="не действует"):
        update_meeting(meeting=meeting, access=access, kind=meeting.kind, date=TODAY, state="held")


def test_pairs_without_first_meeting_are_those_older_than_two_weeks(program, pair, curator, director):
    make_pair_in(program, curator, PairState.ACTIVE, on=TODAY - timedelta(days=14))
    pairs = Pair.objects.of_program(program)

    assert [row.pk for row in without_first_meeting(pairs, TODAY)] == [pair.pk]
    meet(pair, curator)
    assert not without_first_meeting(pairs, TODAY).exists()
    assert with_meetings(pairs).get(pk=pair.pk).held_count == 1


def test_led_by_holds_own_pairs_for_mentor_and_all_for_curator(
    program, pair, curator, director, access, mentor_access
):
    other = make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)

    assert [row.pk for row in Pair.objects.led_by(mentor_access)] == [pair.pk]
    assert {row.pk for row in Pair.objects.led_by(access)} == {pair.pk, other.pk}


@pytest.mark.parametrize("rows", [1, 3])
def test_journal_takes_the_same_queries_for_any_length(pair, curator, rows, django_assert_num_queries):
    for _ in range(rows):
        meet(pair, curator)

    with django_assert_num_queries(2):
        assert len([list(meeting.absences.all()) for meeting in journal_of(pair)]) == rows


@pytest.mark.parametrize(
    ("held", "following"),
    [
        ([], MeetingKind.INTRODUCTION),
        (["introduction"], MeetingKind.TRIAL),
        (["introduction", "trial"], MeetingKind.PLANNING),
        (["introduction", "trial", "planning", "regular"], MeetingKind.REGULAR),
    ],
)
def test_next_kind_follows_the_order_of_the_document(held, following):
    assert next_kind(held) == following
