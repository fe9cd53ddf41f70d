"""Hours, completions and certificates of training."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring_site.permissions import Role
from participants.enums import AttendanceMark, EventState, MentorStatus
from participants.models import Attendance, TrainingCompletion, TrainingCourse
from participants.services import entries, events, training
from participants.training import Attended, attended, hours_text, number_text
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

PRESENT = AttendanceMark.PRESENT
# A loaded machine draws slowly; how fast says nothing about the sums.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
HOURS = st.decimals(min_value=Decimal("0.1"), max_value=Decimal("999.9"), places=1)


# --- arithmetic -------------------------------------------------------------------------------------------


@UNHURRIED
@given(
    st.dictionaries(st.integers(1, 30), st.none() | HOURS, max_size=6),
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(1, 6), st.sampled_from(AttendanceMark)),
        unique_by=lambda m: m[:2],
        max_size=20,
    ),
)
def test_hours_are_the_sum_of_held_sessions_where_the_person_was(held, marks):
    found = attended(held, marks)

    for person in {person for _, person, _ in marks}:
        own = [
            session for session, who, mark in marks if who == person and mark == PRESENT and session in held
        ]
        expected = Attended(
            sum((held[s] or Decimal(0) for s in own), Decimal(0)), len(own), sum(held[s] is None for s in own)
        )
        assert found.get(person, Attended()) == expected


@UNHURRIED
@given(HOURS)
def test_hours_are_written_with_a_comma_and_read_back(hours):
    text = number_text(hours)

    assert Decimal(text.replace(",", ".")) == hours
    assert "." not in text
    assert not text.endswith(",")


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        ("1", "1 час"),
        ("2.0", "2 часа"),
        ("12", "12 часов"),
        ("21", "21 час"),
        ("4.5", "4,5 часа"),
        ("0", "0 часов"),
    ],
)
def test_hours_in_words(hours, text):
    assert hours_text(Decimal(hours)).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("came", "required", "expected"),
    [
        (Attended(Decimal(4), 2), Decimal(4), True),
        (Attended(Decimal("3.5"), 2), Decimal(4), False),
        (Attended(), Decimal(0), False),
        (Attended(Decimal(0), 1, 1), Decimal(0), True),
    ],
)
def test_course_is_reached_by_hours_and_at_least_one_session(came, required, expected):
    assert came.reaches(required) is expected


# --- courses ----------------------------------------------------------------------------------------------


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def course(program):
    return make_course(program)


def attend(course, *mentors, by, count=2):
    for _ in range(count):
        marks = {mentor.person_id: PRESENT for mentor in mentors}
        events.mark_attendance(event=make_session(course), marks=marks, by=by, today=TODAY)


def complete(course, *mentors, by, **fields):
    return training.complete_training(
        course=course, mentors=mentors, by=by, **{"completed_on": TODAY, "today": TODAY, **fields}
    )


def test_course_is_added_changed_closed_and_opened(program, curator):
    course = training.add_course(program=program, by=curator, title=" Школа наставника ", hours_required=6)
    course = training.update_course(course=course, changes={"experts": "Н. В. Ершова"}, version=1, by=curator)
    course = training.close_course(course=course, is_open=False, by=curator)
    course = training.close_course(course=course, is_open=True, by=curator)

    told = list(AuditEvent.objects.order_by("id").values_list("sentence", flat=True))
    assert told == [
        "программа обучения: Школа наставника",
        "эксперты: не указано → Н. В. Ершова",
        "обучение закончено",
        "обучение снова идёт",
    ]


def test_course_with_a_taken_title_or_without_one_is_refused(program, curator, course):
    for title, words in ((course.title, "уже есть"), (" ", "не может быть пустым")):
        with pytest.raises(ValidationError, match=words):
            training.add_course(program=program, by=curator, title=title)

    assert TrainingCourse.objects.count() == 1


def test_stale_course_is_refused(curator, course):
    training.update_course(course=course, changes={"experts": "А"}, version=1, by=curator)

    with pytest.raises(StaleVersion):
        training.update_course(course=course, changes={"experts": "Б"}, version=1, by=curator)


def test_listeners_are_mentors_of_the_form_and_who_has_come(program, curator):
    form = program.forms.get(code="teacher_teacher")
    course = make_course(program, form=form)
    meant = make_mentor(program, make_person(program, kind="teacher"), form=form)
    make_mentor(program)  # another form
    make_mentor(program, make_person(program, kind="teacher"), form=form, status=MentorStatus.RESERVE)
    guest = make_mentor(program)
    attend(course, guest, by=curator, count=1)

    assert {row.mentor.pk for row in training.listeners_of(course)} == {meant.pk, guest.pk}


def test_only_held_sessions_count(program, curator, course):
    mentor = make_mentor(program)
    planned = make_session(course)
    Attendance.objects.create(school=program.school, event=planned, person=mentor.person, mark=PRESENT)

    assert training.attended_by(course) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_listeners_takes_five_queries(program, curator, course, rows, django_assert_num_queries):
    attend(course, *(make_mentor(program) for _ in range(rows)), by=curator)
    course = TrainingCourse.objects.select_related("program__school").get()

    with django_assert_num_queries(5):
        assert len(training.listeners_of(course)) == rows


# --- completions ------------------------------------------------------------------------------------------


def test_completion_freezes_what_the_certificate_prints(program, curator, course):
    make_member(
        program.school, Role.DIRECTOR, last_name="Ершова", first_name="Нина", middle_name="Викторовна"
    )
    mentor = make_mentor(program, trained_on=None)
    attend(course, mentor, by=curator)
    title, name = course.title, mentor.person.full_name

    (done,) = complete(course, mentor, by=curator, first_number="О-2026-001")
    mentor.person.last_name = "Новофамильцев"
    mentor.person.save()
    training.update_course(course=course, changes={"title": "Другое"}, version=course.version, by=curator)

    done.refresh_from_db()
    mentor.refresh_from_db()
    assert (done.printed_name, done.printed_title, done.hours, done.certificate_number) == (
        name,
        title,
        Decimal(4),
        "О-2026-001",
    )
    assert (done.signer_title, done.signer_name) == ("Директор", "Ершова Нина Викторовна")
    assert mentor.trained_on == TODAY


def test_completion_of_several_is_all_or_none(program, curator, course):
    enough, lacking = make_mentor(program, trained_on=None), make_mentor(program, trained_on=None)
    attend(course, enough, by=curator)

    with pytest.raises(
        Refusal, match=f"{lacking.person.list_name} — 0\u00a0часов. Для зачёта нужно 4\u00a0часа"
    ):
        complete(course, enough, lacking, by=curator)

    enough.refresh_from_db()
    assert (TrainingCompletion.objects.count(), enough.trained_on) == (0, None)


def test_completion_twice_is_refused(program, curator, course):
    mentor = make_mentor(program)
    attend(course, mentor, by=curator)
    complete(course, mentor, by=curator)

    with pytest.raises(Refusal, match="уже зачтено"):
        complete(course, mentor, by=curator)


def test_completion_of_nobody_ahead_or_in_a_finished_year_is_refused(program, curator, course):
    mentor = make_mentor(program)
    attend(course, mentor, by=curator)

    with pytest.raises(Refusal, match="отметьте наставников"):
        complete(course, by=curator)
    with pytest.raises(Refusal, match="ещё не наступил"):
        complete(course, mentor, by=curator, completed_on=TODAY + timedelta(days=1))
    program.state = ProgramState.COMPLETED
    program.save()
    with pytest.raises(Refusal, match="больше не меняется"):
        complete(course, mentor, by=curator)


def test_numbers_go_on_in_the_order_of_names(program, curator, course):
    people = [make_person(program, last_name=name) for name in ("Яковлев", "Андреев")]
    mentors = [make_mentor(program, person) for person in people]
    attend(course, *mentors, by=curator)

    complete(course, *mentors, by=curator, first_number=training.propose_number(program))

    numbers = dict(TrainingCompletion.objects.values_list("mentor__person__last_name", "certificate_number"))
    assert numbers == {"Андреев": "О-2026-001", "Яковлев": "О-2026-002"}
    assert training.propose_number(program) == "О-2026-003"


@pytest.mark.parametrize(
    ("first", "count", "expected"),
    [
        ("", 2, ["", ""]),
        ("без цифр", 1, ["без цифр"]),
        ("7/09", 3, ["7/09", "7/10", "7/11"]),
        ("99", 2, ["99", "100"]),
    ],
)
def test_numbers_in_a_row(first, count, expected):
    assert training.numbers_from(first, count) == expected


def test_wrong_numbers_are_refused(program, curator, course):
    one, two, three = (make_mentor(program) for _ in range(3))
    attend(course, one, two, three, by=curator)
    complete(course, one, by=curator, first_number="5")

    for first, words in (
        ("без цифр", "не кончается цифрами"),
        ("4", "№ 5 уже выдан"),
        ("1" * 33, "длиннее 32"),
    ):
        with pytest.raises(Refusal, match=words):
            complete(course, two, three, by=curator, first_number=first)


def test_taking_a_completion_back_leaves_the_date_of_another(program, curator, course):
    mentor, other = make_mentor(program, trained_on=None), make_course(program)
    for item in (course, other):
        attend(item, mentor, by=curator)
    (early,) = complete(course, mentor, by=curator, completed_on=date(2026, 10, 1))
    (late,) = complete(other, mentor, by=curator)

    training.cancel_completion(completion=late, reason="не тот список", by=curator)
    mentor.refresh_from_db()
    assert mentor.trained_on == date(2026, 10, 1)

    training.cancel_completion(completion=early, reason="не тот список", by=curator)
    mentor.refresh_from_db()
    assert mentor.trained_on is None


def test_taking_back_without_a_reason_is_refused(program, curator, course):
    mentor = make_mentor(program)
    attend(course, mentor, by=curator)
    (done,) = complete(course, mentor, by=curator)

    with pytest.raises(Refusal, match="почему снимаете зачёт"):
        training.cancel_completion(completion=done, reason=" ", by=curator)

    assert TrainingCompletion.objects.count() == 1


def test_date_behind_a_completion_is_not_changed_by_hand(program, curator, course):
    mentor = make_mentor(program)
    attend(course, mentor, by=curator)
    complete(course, mentor, by=curator)

    with pytest.raises(ValidationError, match=r"Обучение зачтено 23\.11\.2026"):
        entries.update_mentor(instance=mentor, changes={"trained_on": None}, version=None, by=curator)


def test_course_of_a_closed_session_state_stays_out_of_the_hours(program, curator, course):
    mentor = make_mentor(program)
    attend(course, mentor, by=curator)
    cancelled = make_session(course)
    events.cancel_event(event=cancelled, reason="карантин", by=curator)

    (row,) = training.listeners_of(course)
    cancelled.refresh_from_db()
    assert (cancelled.state, row.attended.hours, row.may_complete) == (EventState.CANCELLED, Decimal(4), True)


def test_listeners_of_another_year_stay_out(program, curator, course):
    make_mentor(make_program(program.school, label="2025-2026"))

    assert training.listeners_of(course) == []
