from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.models import Meeting, Pair
from pairing.services.closing import dissolve_pair
from pairing.services.meeting_links import issue_meeting_link
from pairing.services.meetings import (
    cancel_meeting,
    journal_of,
    mark_meeting,
    move_meeting,
    next_kind,
    plan_meeting,
    record_meeting,
    update_meeting,
    with_meetings,
    without_first_meeting,
)
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.services.links import revoke_link
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
        ({"state": MeetingState.CANCELLED}, "почему встреча отменена"),
        ({"kind": "other"}, "какая это встреча"),
        ({"format": "dream"}, "очно, дистанционно или перепиской"),
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


def test_meeting_that_did_not_take_place_is_written_with_its_reason(pair, curator):
    meeting = meet(
        pair, curator, state=MeetingState.CANCELLED, cancelled_reason=" болел ", date=TODAY
    ).meeting

    assert (meeting.state, meeting.cancelled_reason) == (MeetingState.CANCELLED, "болел")
    assert AuditEvent.objects.get(action="meeting.record").sentence.startswith("записана отменённая")


def test_moved_meeting_stays_cancelled_and_stands_on_its_new_day(pair, curator, access):
    meeting = plan_meeting(
        pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator, topic="Дроби", place="каб. 5"
    ).meeting
    later = TODAY + timedelta(days=2)

    moved = move_meeting(
        meeting=meeting, date=later, starts_at=time(14, 30), reason="олимпиада", access=access
    ).meeting

    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_reason) == (
        MeetingState.CANCELLED,
        f"перенесена на {later:%d.%m.%Y}: олимпиада",
    )
    assert (moved.state, moved.kind, moved.date, moved.starts_at, moved.topic, moved.place) == (
        *(MeetingState.PLANNED, MeetingKind.TRIAL, later, time(14, 30)),
        *("Дроби", "каб. 5"),
    )


@pytest.mark.parametrize(
    ("held", "date", "words"),
    [
        (True, TODAY + timedelta(days=2), "только запланированную"),
        (False, TODAY, "уже назначена"),
        (False, TODAY - timedelta(days=1), "уже прошло"),
    ],
)
def test_move_is_refused_in_words_and_changes_nothing(pair, curator, access, held, date, words):
    state = MeetingState.HELD if held else MeetingState.PLANNED
    meeting = meet(pair, curator, state=state).meeting

    with pytest.raises(Refusal, match=words):
        move_meeting(meeting=meeting, date=date, access=access)

    assert list(Meeting.objects.values_list("state", flat=True)) == [state]


def test_mentor_marks_what_the_curator_planned_but_not_what_the_curator_wrote(pair, curator, mentor_access):
    planned = plan_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator).meeting
    changes = {"kind": MeetingKind.TRIAL, "date": TODAY, "state": MeetingState.HELD}

    update_meeting(meeting=planned, access=mentor_access, **changes)

    planned.refresh_from_db()
    assert planned.state == MeetingState.HELD
    with pytest.raises(PermissionDenied):
        update_meeting(meeting=planned, access=mentor_access, topic="ещё", **changes)


# --- behind a personal link -------------------------------------------------------------------------------


@pytest.fixture
def link(pair, curator):
    return issue_meeting_link(pair=pair, person=pair.mentor.person, by=curator)


def test_link_of_the_mentor_writes_once_and_keeps_his_name(pair, link):
    first, second = (
        mark_meeting(pair=pair, kind=MeetingKind.INTRODUCTION, date=TODAY, through=link) for _ in range(2)
    )

    meeting = Meeting.objects.get()
    assert (meeting.recorded_by, meeting.recorded_through, meeting.recorded_by_name) == (
        None,
        link,
        pair.mentor.person.full_name,
    )
    assert (first.warnings, second.warnings) == (
        [],
        ["Эта встреча уже записана: второй раз ничего не добавлено."],
    )
    assert AuditEvent.objects.get(action="meeting.record").sentence.endswith("(наставник, по личной ссылке)")


def test_link_turns_the_meeting_planned_for_the_day_into_a_held_one(pair, curator, link):
    planned = plan_meeting(
        pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator, starts_at=time(14, 0), topic="Дроби"
    ).meeting

    first, second = (
        mark_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, through=link, content="Решили две задачи")
        for _ in range(2)
    )

    planned.refresh_from_db()
    assert (second.meeting, second.warnings[0][:26]) == (first.meeting, "Эта встреча уже записана: ")
    assert Meeting.objects.count() == 1
    assert (planned.state, planned.starts_at, planned.topic, planned.content) == (
        *(MeetingState.HELD, time(14, 0)),
        *("Дроби", "Решили две задачи"),
    )


def test_mentor_corrects_through_a_new_link_what_he_wrote_through_the_old(pair, curator, link):
    meeting = mark_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, through=link).meeting
    revoke_link(link=link, by=curator)
    new = issue_meeting_link(pair=pair, person=pair.mentor.person, by=curator)

    update_meeting(
        meeting=meeting,
        kind=MeetingKind.TRIAL,
        date=TODAY,
        state=MeetingState.HELD,
        through=new,
        topic="дроби",
    )

    meeting.refresh_from_db()
    assert (new.pk == link.pk, meeting.topic) == (False, "дроби")


def test_link_of_the_mentee_writes_nothing(pair, curator):
    link = issue_meeting_link(pair=pair, person=pair.members.get().mentee.person, by=curator)

    with pytest.raises(PermissionDenied):
        mark_meeting(pair=pair, kind=MeetingKind.INTRODUCTION, date=TODAY, through=link)

    assert Meeting.objects.count() == 0


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
