"""Pages of training: courses, sessions, attendance by a tap, completions, certificates, the journal."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants.enums import AttendanceMark, EventState
from participants.models import Attendance, Event, TrainingCompletion, TrainingCourse
from participants.registrations_selection import attention, completed_in_words
from participants.services.events import cancel_event, mark_attendance
from participants.services.training import complete_training
from programs.tenancy import access_for, program_url
from tests.factories import (
    make_consent,
    make_course,
    make_member,
    make_mentor,
    make_person,
    make_session,
)

TODAY = timezone.localdate()
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def client(client, curator):
    client.force_login(curator)
    return client


@pytest.fixture
def course(program):
    return make_course(program, title="Школа наставника")


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


def session_today(course, **fields):
    return make_session(course, planned_on=TODAY, **fields)


def attend(course, *mentors, by, count=2):
    for _ in range(count):
        marks = {mentor.person_id: AttendanceMark.PRESENT for mentor in mentors}
        mark_attendance(event=session_today(course), marks=marks, by=by, today=TODAY)


def complete(course, *mentors, by, number="О-2026-001"):
    return complete_training(
        course=course, mentors=mentors, completed_on=TODAY, by=by, today=TODAY, first_number=number
    )


# --- courses and sessions ---------------------------------------------------------------------------------


def test_course_and_session_are_made_once_with_hours_in_a_comma(program, client):
    course_data = {"title": "Школа наставника", "form": "", "hours_required": "1,5", "once": "c" * 32}
    for _ in range(2):
        client.post(url(program, "course_add"), course_data)
    course = TrainingCourse.objects.get()
    session_data = {"title": "Первое", "planned_on": f"{TODAY:%Y-%m-%d}", "hours": "1,5", "once": "s" * 32}
    for _ in range(2):
        client.post(url(program, "session_add", pk=course.pk), session_data)

    event = Event.objects.get()
    assert (course.hours_required, event.hours, event.course) == (Decimal("1.5"), Decimal("1.5"), course)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("course_add", {"title": "", "hours_required": "2"}, "Заполните это поле"),
        ("course_add", {"title": "Школа наставника", "hours_required": "2"}, "уже есть"),
        ("session_add", {"title": "Занятие", "planned_on": "2026-11-31", "hours": "2"}, "Такой даты нет"),
        ("session_add", {"title": "Занятие", "planned_on": "2026-11-30", "hours": "0"}, "больше нуля"),
    ],
)
def test_wrong_form_says_what_and_keeps_the_rest(program, client, course, name, data, words):
    kwargs = {} if name == "course_add" else {"pk": course.pk}

    answer = client.post(url(program, name, **kwargs), data)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_course_and_session_are_changed_and_stale_ones_refused(program, client, course):
    event = session_today(course)
    session = {"title": "Другое", "planned_on": f"{TODAY:%Y-%m-%d}", "hours": "3"}
    plan = {"title": "Школа", "form": "", "hours_required": "6"}

    for name, pk, data in (("session_edit", event.pk, session), ("course_edit", course.pk, plan)):
        assert client.post(url(program, name, pk=pk), data | {"version": 1}).status_code == 302
        assert client.post(url(program, name, pk=pk), data | {"version": 1}).status_code == 409

    event.refresh_from_db()
    course.refresh_from_db()
    assert (event.title, event.hours, course.title) == ("Другое", 3, "Школа")


def test_session_is_cancelled_and_brought_back(program, client, course):
    event = session_today(course)

    client.post(url(program, "session_cancel", pk=event.pk), {"reason": "карантин"})
    assert "карантин" in client.get(url(program, "session_detail", pk=event.pk)).content.decode()
    client.post(url(program, "session_reopen", pk=event.pk))
    client.post(url(program, "session_hold", pk=event.pk))

    event.refresh_from_db()
    assert (event.state, event.cancel_reason) == (EventState.HELD, "")


def test_materials_become_links_and_nothing_else(program, client):
    course = make_course(program, materials="https://example.org/pamyatka <script>alert(1)</script>")

    page = client.get(url(program, "course_detail", pk=course.pk)).content.decode()

    assert 'href="https://example.org/pamyatka"' in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("name", ["course_list", "course_detail", "session_detail"])
def test_page_takes_the_same_queries_for_one_and_three(program, client, course, queries_of, name):
    event = session_today(course)
    kwargs = {"course_list": {}, "course_detail": {"pk": course.pk}, "session_detail": {"pk": event.pk}}[name]

    def fill(count):
        for _ in range(count):
            mentor = make_mentor(program)
            other = make_course(program) if name == "course_list" else course
            Attendance.objects.create(
                school=program.school, event=session_today(other), person=mentor.person, mark="present"
            )

    fill(1)
    one = queries_of(client, url(program, name, **kwargs))
    fill(2)

    assert queries_of(client, url(program, name, **kwargs)) == one


# --- attendance -------------------------------------------------------------------------------------------


def test_tap_marks_again_takes_away_and_answers_with_the_row(program, client, course):
    mentor, event = make_mentor(program), session_today(course)
    tap = {"person": mentor.person_id, "mark": "present"}
    mark = url(program, "session_mark", pk=event.pk)

    first = client.post(mark, tap, **HTMX).content.decode()
    plain = client.post(mark, tap)

    assert 'aria-pressed="true"' in first
    assert "Были: 1, не отмечены: 0 из 1" in first
    assert plain.headers["Location"].endswith(f"#person-{mentor.person_id}")
    assert Attendance.objects.count() == 0
    event.refresh_from_db()
    assert event.state == EventState.HELD


def test_tap_on_a_stranger_is_404_and_on_a_coming_day_refused_in_words(program, client, course):
    mentor = make_mentor(program)
    stranger = make_person(program)
    coming = make_session(course, planned_on=TODAY + timedelta(days=3))

    lost = client.post(url(program, "session_mark", pk=coming.pk), {"person": stranger.pk, "mark": "present"})
    early = client.post(
        url(program, "session_mark", pk=coming.pk), {"person": mentor.person_id, "mark": "present"}, **HTMX
    )

    assert lost.status_code == 404
    assert "ещё не наступил" in early.content.decode()
    assert Attendance.objects.count() == 0


def test_mark_all_fills_only_who_is_not_marked(program, client, course):
    absent, other = make_mentor(program), make_mentor(program)
    event = session_today(course)
    client.post(url(program, "session_mark", pk=event.pk), {"person": absent.person_id, "mark": "absent"})

    client.post(url(program, "session_mark_all", pk=event.pk))

    assert dict(Attendance.objects.values_list("person", "mark")) == {
        absent.person_id: "absent",
        other.person_id: "present",
    }


def test_reader_sees_marks_without_buttons(program, sign_in, course, curator):
    mentor = make_mentor(program)
    attend(course, mentor, by=curator, count=1)
    client = sign_in(make_member(program.school, Role.DEPUTY_VR))

    page = client.get(url(program, "session_detail", pk=Event.objects.get().pk)).content.decode()

    assert "присутствовал" in page
    assert "aria-pressed" not in page


# --- completions ------------------------------------------------------------------------------------------


def test_person_confirms_who_has_the_hours(program, client, course, curator):
    enough, unticked, lacking = (make_mentor(program, trained_on=None) for _ in range(3))
    attend(course, enough, unticked, by=curator)
    attend(course, lacking, by=curator, count=1)
    complete_url = url(program, "course_complete", pk=course.pk)
    detail = client.get(url(program, "course_detail", pk=course.pk)).content.decode()

    page = client.get(complete_url).content.decode()
    client.post(complete_url, {"ids": [enough.pk], "completed_on": f"{TODAY:%Y-%m-%d}", "first_number": "7"})

    assert "Зачесть обучение 3\u00a0наставникам" not in detail
    assert "Зачесть обучение 2\u00a0наставникам" in detail
    assert lacking.person.full_name not in page
    assert list(TrainingCompletion.objects.values_list("mentor", "certificate_number", "hours")) == [
        (enough.pk, "7", Decimal("4.0"))
    ]


def test_nobody_to_complete_leads_back(program, client, course):
    assert client.get(url(program, "course_complete", pk=course.pk)).status_code == 302


def test_completion_without_ticks_is_refused_in_words(program, client, course, curator):
    attend(course, make_mentor(program), by=curator)

    answer = client.post(url(program, "course_complete", pk=course.pk), {"completed_on": f"{TODAY:%Y-%m-%d}"})

    assert answer.status_code == 422
    assert "отметьте наставников" in answer.content.decode()


def test_completion_is_taken_back_with_a_reason(program, client, course, curator):
    mentor = make_mentor(program)
    attend(course, mentor, by=curator)
    (done,) = complete(course, mentor, by=curator)

    for reason in ("", "не тот список"):
        client.post(url(program, "completion_cancel", pk=done.pk), {"reason": reason})

    mentor.refresh_from_db()
    assert (TrainingCompletion.objects.count(), mentor.trained_on) == (0, None)


# --- papers -----------------------------------------------------------------------------------------------


def pages_of(answer):
    assert answer["Content-Type"] == "application/pdf"
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages]


def test_certificate_prints_name_hours_and_number(program, client, course, curator):
    mentor = make_mentor(program, make_person(program, last_name="Лебедев", first_name="Артём"))
    attend(course, mentor, by=curator)
    (done,) = complete(course, mentor, by=curator)

    (page,) = pages_of(client.get(url(program, "completion_pdf", pk=done.pk)))

    for words in ("Лебедев Артём Петрович", "в объёме 4 часа", "О-2026-001", "Школа наставника"):
        assert words in page


def test_certificates_of_all_are_a_page_each_with_very_long_names(program, client, curator):
    course = make_course(program, title="Школа наставника " * 11)
    mentors = [
        make_mentor(program, make_person(program, last_name=name, middle_name="Константинович" * 5))
        for name in ("Преображенский-Вознесенский" * 2, "Краткий")
    ]
    attend(course, *mentors, by=curator)
    complete(course, *mentors, by=curator, number="")

    first, second = pages_of(client.get(url(program, "course_certificates_pdf", pk=course.pk)))

    assert "Краткий" in first
    assert "Вознесенский" in second.replace(" ", "")


def test_certificates_of_nobody_are_not_printed(program, client, course):
    assert client.get(url(program, "course_certificates_pdf", pk=course.pk)).status_code == 302


def test_journal_prints_marks_and_parts_of_many_sessions(program, client, course, curator):
    mentor = make_mentor(program, make_person(program, last_name="Лебедев"))
    attend(course, mentor, by=curator, count=13)
    cancel_event(event=session_today(course, title="Отменённое"), reason="карантин", by=curator)

    text = " ".join(pages_of(client.get(url(program, "course_journal_pdf", pk=course.pk))))

    assert "часть 2" in text
    assert "Лебедев Иван Петрович" in text
    assert "Отменённое" not in text


def test_empty_journal_prints_lines_to_fill_by_hand(program, client, course):
    (page,) = pages_of(client.get(url(program, "course_journal_pdf", pk=course.pk)))

    assert "Журнал обучения наставников" in page


def test_journal_as_a_table_has_a_column_for_each_session(program, client, course, curator):
    mentor = make_mentor(program, make_person(program, last_name="Лебедев"))
    attend(course, mentor, by=curator)
    complete(course, mentor, by=curator)

    data = client.get(url(program, "course_journal_export", pk=course.pk)).content

    header, row = openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True)
    day = f"{TODAY:%d.%m.%Y} (2 ч)"
    assert list(header) == [
        *("Фамилия, имя, отчество", "Класс или должность", day, day, "Часов", "Зачтено", "Сертификат №")
    ]
    assert (row[0], row[2], row[3], row[4], row[6]) == ("Лебедев Иван Петрович", "+", "+", 4, "О-2026-001")


def test_list_of_courses_is_exported(program, client, course):
    data = client.get(url(program, "course_export")).content

    rows = list(openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Программа обучения", "Школа наставника"]


# --- what other pages learn -------------------------------------------------------------------------------


def test_attention_names_long_waiting_candidates_and_unmarked_sessions(program, curator, course):
    access = access_for(curator, program, TODAY)
    started = TODAY - timedelta(days=20)
    make_mentor(program, status="candidate", interviewed_on=None, entered_on=started)
    make_mentor(program, status="candidate", interviewed_on=None, entered_on=TODAY - timedelta(days=3))
    make_session(course, title="Этика", planned_on=TODAY - timedelta(days=2))
    make_session(course, planned_on=TODAY)

    found = [(item.severity, item.subject, item.action_label) for item in attention(access, TODAY)]

    assert found == [
        ("warn", "1\u00a0кандидат", "Назначить собеседования"),
        ("warn", "«Этика»", "Отметить посещаемость"),
    ]


def test_attention_is_silent_when_nothing_waits(program, curator):
    assert list(attention(access_for(curator, program, TODAY), TODAY)) == []


def test_base_says_ready_and_filters_by_it(program, client, curator):
    ready = make_mentor(program, make_person(program, last_name="Готовцев"))
    make_consent(ready.person, curator)
    make_mentor(program, make_person(program, last_name="Бумагин"))

    page = client.get(url(program, "mentor_list")).content.decode()
    found = {
        value: client.get(url(program, "mentor_list"), {"ready": value}).content.decode()
        for value in ("yes", "no", "interview", "training", "waiver")
    }

    assert "Готов<" in page
    names = ("Готовцев", "Бумагин")
    assert {value: [n for n in names if f"{n} Иван" in text] for value, text in found.items()} == {
        "yes": ["Готовцев"],
        "no": ["Бумагин"],
        "interview": [],
        "training": [],
        "waiver": [],
    }


def test_duty_of_the_curator_counts_the_trained(program, curator, course):
    mentor = make_mentor(program)
    attend(course, mentor, by=curator)
    complete(course, mentor, by=curator)

    assert completed_in_words(access_for(curator, program, TODAY), TODAY) == "обучено: 1"
