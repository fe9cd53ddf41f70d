"""Events of any kind: all states × actions, attendance, what the journal keeps."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from mentoring_site.permissions import Role
from participants.enums import AttendanceMark, EventKind, EventState
from participants.models import Attendance, Event
from participants.services import events
from participants.transitions import EVENT_MOVES, EventAction
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from tests.factories import (
    TODAY,
    make_course,
    make_member,
    make_mentor,
    make_person,
    make_program,
    make_session,
)

PRESENT, ABSENT = AttendanceMark.PRESENT, AttendanceMark.ABSENT


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def session(program):
    return make_session(make_course(program))


def sentences(action):
    return list(AuditEvent.objects.filter(action=action).values_list("sentence", flat=True))


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind != EventKind.TRAINING])
def test_any_kind_is_planned_without_course_and_hours(program, curator, kind):
    event = events.plan_event(
        program=program, kind=kind, title=" Педсовет ", planned_on=TODAY, by=curator, audience="все педагоги"
    )

    assert (event.title, event.state, event.hours) == ("Педсовет", EventState.PLANNED, None)
    assert sentences("event.plan") == ["запланировано 23.11.2026: Педсовет"]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"hours": None}, "hours"),
        ({"hours": Decimal("0")}, "hours"),
        ({"hours": Decimal("1"), "kind": EventKind.COUNCIL}, "course"),
        ({"hours": Decimal("1"), "title": " "}, "title"),
    ],
)
def test_wrong_session_is_refused_at_its_field(program, curator, fields, name):
    given = {"kind": EventKind.TRAINING, "title": "Занятие", **fields}

    with pytest.raises(ValidationError) as refused:
        events.plan_event(program=program, planned_on=TODAY, by=curator, course=make_course(program), **given)

    assert set(refused.value.message_dict) == {name}
    assert Event.objects.count() == 0


def test_course_of_another_year_is_refused(program, curator):
    other = make_course(make_program(program.school, label="2025-2026"))

    with pytest.raises(ValidationError, match="этого же года"):
        events.plan_event(
            program=program, kind=EventKind.TRAINING, title="Занятие", planned_on=TODAY, by=curator,
            course=other, hours=2,
        )  # fmt: skip


def _event_in(state, course, by):
    event = make_session(course)
    if state == EventState.HELD:
        event = events.hold_event(event=event, on=TODAY, by=by, today=TODAY)
    elif state == EventState.CANCELLED:
        event = events.cancel_event(event=event, reason="карантин", by=by)
    return event


def _do(action, event, by, mentor):
    if action == EventAction.EDIT:
        return events.update_event(event=event, changes={"place": "зал"}, version=event.version, by=by)
    if action == EventAction.HOLD:
        return events.hold_event(event=event, on=TODAY, by=by, today=TODAY)
    if action == EventAction.REOPEN:
        return events.reopen_event(event=event, by=by)
    if action == EventAction.CANCEL:
        return events.cancel_event(event=event, reason="карантин", by=by)
    return events.mark_attendance(event=event, marks={mentor.person_id: PRESENT}, by=by, today=TODAY)


@pytest.mark.parametrize("state", EventState)
@pytest.mark.parametrize("action", EventAction)
def test_every_action_from_every_state(program, curator, state, action):
    event, mentor = _event_in(state, make_course(program), curator), make_mentor(program)
    sources, target = EVENT_MOVES[action]

    if state in sources:
        assert _do(action, event, curator, mentor).state == (target or state)
    else:
        with pytest.raises(Refusal):
            _do(action, event, curator, mentor)
        event.refresh_from_db()
        assert event.state == state


@pytest.mark.parametrize("action", EventAction)
def test_no_action_in_a_finished_year(program, curator, action):
    sources, _ = EVENT_MOVES[action]
    event, mentor = _event_in(min(sources), make_course(program), curator), make_mentor(program)
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="больше не меняется"):
        _do(action, event, curator, mentor)


def test_first_mark_holds_the_event_on_its_day(program, curator, session):
    came, missed = make_mentor(program), make_mentor(program)

    held = events.mark_attendance(
        event=session,
        marks={came.person_id: PRESENT, missed.person_id: ABSENT},
        by=curator,
        today=TODAY + timedelta(days=1),
    )

    assert (held.state, held.held_on) == (EventState.HELD, TODAY)
    assert dict(Attendance.objects.values_list("person", "mark")) == {
        came.person_id: PRESENT,
        missed.person_id: ABSENT,
    }
    assert sentences("event.mark") == [f"{session.title}: отмечено присутствие, 2\u00a0человека"]


def test_mark_is_changed_and_taken_away(program, curator, session):
    person = make_mentor(program).person
    for mark in (PRESENT, ABSENT, ABSENT, ""):
        session = events.mark_attendance(event=session, marks={person.pk: mark}, by=curator, today=TODAY)

    assert Attendance.objects.count() == 0
    assert sentences("event.mark")[0] == f"{session.title}: {person.list_name} — отметка снята"


@pytest.mark.parametrize(
    ("marks", "words"), [({}, "список пуст"), ({0: PRESENT}, "не из этой программы"), ({0: "late"}, "late")]
)
def test_wrong_marks_are_refused_and_nothing_is_held(program, curator, session, marks, words):
    with pytest.raises(Refusal, match=words):
        events.mark_attendance(event=session, marks=marks, by=curator, today=TODAY)

    session.refresh_from_db()
    assert session.state == EventState.PLANNED


def test_person_of_another_year_is_refused(program, curator, session):
    stranger = make_person(make_program(program.school, label="2025-2026"))

    with pytest.raises(Refusal, match="не из этой программы"):
        events.mark_attendance(event=session, marks={stranger.pk: PRESENT}, by=curator, today=TODAY)


def test_event_of_a_coming_day_is_neither_held_nor_marked(program, curator, session):
    person, yesterday = make_mentor(program).person, TODAY - timedelta(days=1)

    with pytest.raises(Refusal, match="ещё не наступил"):
        events.mark_attendance(event=session, marks={person.pk: PRESENT}, by=curator, today=yesterday)
    with pytest.raises(Refusal, match="ещё не наступил"):
        events.hold_event(event=session, on=TODAY, by=curator, today=yesterday)

    assert Attendance.objects.count() == 0


def test_marked_event_goes_back_to_the_plan_only_without_marks(program, curator, session):
    person = make_mentor(program).person
    held = events.mark_attendance(event=session, marks={person.pk: PRESENT}, by=curator, today=TODAY)

    with pytest.raises(Refusal, match="снимите отметки"):
        events.reopen_event(event=held, by=curator)


def test_cancel_without_a_reason_is_refused(curator, session):
    with pytest.raises(Refusal, match="почему событие отменено"):
        events.cancel_event(event=session, reason=" ", by=curator)


def test_edit_writes_old_and_new_and_guards_the_version(curator, session):
    events.update_event(event=session, changes={"hours": Decimal("3")}, version=1, by=curator)

    with pytest.raises(StaleVersion):
        events.update_event(event=session, changes={"place": "зал"}, version=1, by=curator)
    assert sentences("event.update") == [f"{session.title}: часов: 2.0 → 3"]


def test_edit_without_changes_writes_nothing(curator, session):
    events.update_event(event=session, changes={"title": session.title}, version=1, by=curator)

    assert AuditEvent.objects.count() == 0
