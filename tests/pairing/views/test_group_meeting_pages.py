"""Pages of the group meeting: plan, taps, narrowing, papers; what each role sees of the room."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from pairing.registrations_wishes import actions, attention
from participants.enums import AttendanceMark, EventKind, EventState
from participants.models import Attendance, Event
from participants.services.events import mark_attendance
from participants.tables_selection import event_badge
from programs.tenancy import access_for, program_url
from tests.factories import make_class, make_member, make_mentee, make_mentor, make_person

TODAY = timezone.localdate()
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def client(client, curator):
    client.force_login(curator)
    return client


def url(program, name, **kwargs):
    return program_url(program, f"pairing:{name}", **kwargs)


def make_meeting(program, **fields):
    defaults = {"kind": EventKind.GROUP_MEETING, "title": "Групповая встреча", "planned_on": TODAY}
    return Event.objects.create(school=program.school, program=program, **{**defaults, **fields})


def words(response):
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    return " ".join(text.split())


def test_meeting_is_planned_once_edited_held_and_cancelled(program, client):
    data = {"title": "Знакомство", "planned_on": f"{TODAY:%Y-%m-%d}", "hours": "1,5", "once": "m" * 32}
    for _ in range(2):
        client.post(url(program, "group_meeting_add"), data)
    event = Event.objects.get()
    assert (event.kind, event.title) == (EventKind.GROUP_MEETING, "Знакомство")

    edit = url(program, "group_meeting_edit", pk=event.pk)
    client.post(edit, data | {"title": "Встреча", "version": event.version})
    stale = client.post(edit, data | {"title": "Другая", "version": event.version})
    client.post(url(program, "group_meeting_hold", pk=event.pk))
    event.refresh_from_db()
    assert (event.title, event.state, stale.status_code) == ("Встреча", EventState.HELD, 409)

    client.post(url(program, "group_meeting_reopen", pk=event.pk))
    client.post(url(program, "group_meeting_cancel", pk=event.pk), {"reason": "карантин"})
    event.refresh_from_db()
    assert (event.state, event.cancel_reason) == (EventState.CANCELLED, "карантин")


@pytest.mark.parametrize(("days", "badge"), [(1, "впереди"), (0, "сегодня"), (-1, "не отмечено")])
def test_badge_of_a_planned_meeting_follows_its_day(days, badge):
    event = Event(state=EventState.PLANNED, planned_on=TODAY + timedelta(days=days))

    assert badge in event_badge(event, TODAY)


def test_tap_marks_takes_away_and_answers_with_the_row(program, client):
    event, mentee = make_meeting(program), make_mentee(program)
    mark = url(program, "group_meeting_mark", pk=event.pk)
    data = {"person": mentee.person_id, "mark": AttendanceMark.PRESENT}

    answer = client.post(mark, data, **HTMX).content.decode()

    assert Attendance.objects.get().mark == AttendanceMark.PRESENT
    assert "Были: 1, не отмечены: 0 из 1" in answer
    assert f'action="{mark}"' in answer
    client.post(mark, data)
    assert not Attendance.objects.exists()
    stranger = make_person(program)
    assert client.post(mark, {"person": stranger.pk, "mark": "present"}).status_code == 404


def test_mark_all_takes_only_those_shown_and_not_marked(program, client, curator):
    event = make_meeting(program)
    seventh, eighth = make_class(program, 7), make_class(program, 8)
    ours = [make_mentee(program, make_person(program, school_class=seventh)) for _ in range(2)]
    make_mentee(program, make_person(program, school_class=eighth))
    make_mentor(program)
    mark_attendance(event=event, marks={ours[0].person_id: "absent"}, by=curator, today=TODAY)

    client.post(
        f"{url(program, 'group_meeting_mark_all', pk=event.pk)}?side=mentee&school_class={seventh.pk}"
    )

    assert dict(Attendance.objects.values_list("person", "mark")) == {
        ours[0].person_id: "absent",
        ours[1].person_id: "present",
    }


def test_person_of_both_bases_stands_once(program, client):
    event, mentor = make_meeting(program), make_mentor(program)
    make_mentee(program, person=mentor.person)

    page = client.get(url(program, "group_meeting_detail", pk=event.pk)).content.decode()

    assert page.count(f'id="person-{mentor.person_id}"') == 1


def test_papers_list_the_invited_signatures_and_marks(program, client, curator):
    event = make_meeting(program, place="актовый зал")
    mentor, mentee = make_mentor(program), make_mentee(program)
    pdf = url(program, "group_meeting_pdf", pk=event.pk)
    names = (mentor.person.full_name, mentee.person.full_name)

    empty, invitation = words(client.get(pdf)), words(client.get(f"{pdf}?kind=invite"))
    slips = words(client.get(url(program, "group_meeting_invite_pdf", pk=event.pk)))
    mark_attendance(event=event, marks={mentee.person_id: "excused"}, by=curator, today=TODAY)
    held = words(client.get(pdf))

    for text, own in (
        (empty, "Подпись"),
        (invitation, "Отметка о приглашении"),
        (slips, "на групповую встречу"),
        (held, "ув."),
    ):
        assert [word for word in (*names, own) if word not in text] == []


def test_export_holds_marks_as_words(program, client, curator):
    event, mentee = make_meeting(program), make_mentee(program)
    mark_attendance(event=event, marks={mentee.person_id: "present"}, by=curator, today=TODAY)

    data = client.get(url(program, "group_meeting_export", pk=event.pk)).content
    rows = [list(row) for row in openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True)]

    assert [mentee.person.full_name, "7 «А»", "наставляемый", "присутствовал"] in [row[:4] for row in rows]


def test_director_sees_the_meeting_and_neither_taps_nor_choices(program, sign_in, director):
    event = make_meeting(program)
    make_mentee(program)
    client = sign_in(director)

    page = client.get(url(program, "group_meeting_detail", pk=event.pk)).content.decode()
    home = client.get(url(program, "group_meeting_list")).content.decode()

    assert (event.title in page, 'name="mark"' in page) == (True, False)
    assert ("Взаимные выборы" in home, "Взаимных выборов" in home) == (False, False)
    mark = client.post(url(program, "group_meeting_mark", pk=event.pk), {})
    assert mark.status_code == 403


def test_other_events_are_not_meetings(program, client):
    training = make_meeting(program, kind=EventKind.COUNCIL)

    assert client.get(url(program, "group_meeting_detail", pk=training.pk)).status_code == 404


def test_meeting_without_marks_asks_for_them_and_today_offers_the_list(program, curator):
    access = access_for(curator, program, TODAY)
    make_meeting(program, planned_on=TODAY - timedelta(days=2))
    make_meeting(program)

    assert [(item.subject, item.action_label) for item in attention(access, TODAY)] == [
        ("Групповая встреча", "Отметить, кто пришёл")
    ]
    assert [action.label for action in actions(access, TODAY)] == ["Отметить, кто пришёл на встречу"]
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    assert list(attention(access_for(teacher, program, TODAY), TODAY)) == []


def test_pages_ask_as_much_for_three_as_for_one(program, client, queries_of):
    event = make_meeting(program)
    pages = [
        url(program, "group_meeting_detail", pk=event.pk),
        url(program, "group_meeting_list"),
        url(program, "group_meeting_export", pk=event.pk),
    ]
    make_mentee(program)
    make_mentor(program)
    one = [queries_of(client, page) for page in pages]
    for _ in range(2):
        make_mentee(program)
        make_mentor(program)
        make_meeting(program)

    assert [queries_of(client, page) for page in pages] == one
