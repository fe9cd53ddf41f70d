"""The calendar behind a link: who gets what, what the file says, what it never says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mentoring_site.permissions import Role
from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.models import Meeting
from participants.enums import EventKind
from participants.models import Event
from programs.calendar_feed import feed
from programs.models import Membership, PersonalLink
from programs.registries.calendar import CalendarItem
from programs.services.calendar_links import calendar_link, renew_calendar_link, revoke_calendar_link
from programs.services.links import token_of
from programs.tenancy import program_url
from tests.factories import make_member
from tests.pairing.makers import make_pair_in
from tests.roadmap.makers import make_roadmap

TODAY = timezone.localdate()
AT = datetime(2026, 11, 25, 9, tzinfo=UTC)


def events_of(data):
    return {str(event["uid"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def made(*items):
    return feed(items, title="Наставник: СОШ № 59", zone="Asia/Yekaterinburg", at=AT, host="sosh59.nastavnik")


def test_file_has_stable_uids_zone_of_the_school_and_cancelled_state():
    data = made(
        CalendarItem(
            "meeting-12",
            "Встреча пары № 12",
            date(2026, 11, 26),
            starts_at=time(15, 30),
            minutes=40,
            place="кабинет 12; левое крыло, 2 этаж",
        ),
        CalendarItem("meeting-13", "Встреча пары № 12", date(2026, 12, 3), is_cancelled=True),
        CalendarItem("step-1-9", "Срок шага № 9", date(2026, 12, 10), ends=date(2026, 12, 11)),
    )

    events = events_of(data)
    timed, cancelled, term = (
        events[f"{uid}@sosh59.nastavnik"] for uid in ("meeting-12", "meeting-13", "step-1-9")
    )
    assert timed["dtstart"].dt.isoformat() == "2026-11-26T15:30:00+05:00"
    assert (timed["dtend"].dt - timed["dtstart"].dt, timed["dtstamp"].dt) == (timedelta(minutes=40), AT)
    assert (str(timed["location"]), str(timed["status"])) == ("кабинет 12; левое крыло, 2 этаж", "CONFIRMED")
    assert (str(cancelled["status"]), cancelled["dtstart"].dt) == ("CANCELLED", date(2026, 12, 3))
    assert term["dtend"].dt == date(2026, 12, 12)
    assert b"TZID:Asia/Yekaterinburg" in data
    assert "кабинет 12\\; левое крыло\\, 2 этаж" in data.decode().replace("\r\n ", "")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_any_text_comes_back_from_the_file_and_adds_no_line(text):
    data = made(CalendarItem("a", text, date(2026, 11, 26), note=text))

    [event] = events_of(data).values()

    assert (str(event["summary"]), str(event["description"])) == (text, text)


@pytest.fixture
def pair(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    Meeting.objects.create(
        school=program.school,
        program=program,
        pair=pair,
        kind=MeetingKind.TRIAL,
        state=MeetingState.PLANNED,
        date=TODAY + timedelta(days=3),
        starts_at=time(14),
        topic=f"Тема про {pair.mentor.person.last_name}",
        recorded_by=curator,
    )
    return pair


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def mentor(program, pair):
    user = make_member(program.school, Role.MENTOR)
    pair.mentor.person.user = user
    pair.mentor.person.save()
    return user


def read(client, link):
    client.logout()
    return client.get(f"/c/{token_of(link)}/")


def test_mentor_reads_his_meetings_events_and_steps_without_names(client, program, pair, curator, mentor):
    other = make_pair_in(program, curator, PairState.ACTIVE)
    Meeting.objects.create(
        school=program.school,
        program=program,
        pair=other,
        kind=MeetingKind.TRIAL,
        date=TODAY,
        recorded_by=curator,
    )
    for kind in (EventKind.TRAINING, EventKind.COUNCIL):
        Event.objects.create(
            school=program.school,
            program=program,
            kind=kind,
            title="Тема",
            planned_on=TODAY + timedelta(days=1),
        )
    make_roadmap(program, approved=True)
    link = renew_calendar_link(program=program, by=mentor, user=mentor)

    page = read(client, link)

    events = events_of(page.content)
    titles = [str(event["summary"]) for event in events.values()]
    people = [pair.mentor.person, *(member.mentee.person for member in pair.members.all())]
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert [title for title in titles if title.startswith("Встреча")] == [f"Встреча пары № {pair.number}"]
    assert "Занятие с наставниками" in titles
    assert not any("совет" in title for title in titles)
    assert any(title.startswith("Срок шага №") for title in titles)
    assert [person.last_name for person in people if person.last_name in page.content.decode()] == []


def test_cancelled_meeting_stays_in_the_file_as_cancelled(client, program, pair, mentor):
    link = renew_calendar_link(program=program, by=mentor, user=mentor)
    before = events_of(read(client, link).content)
    Meeting.objects.update(state=MeetingState.CANCELLED, cancelled_reason="каникулы")

    after = events_of(read(client, link).content)

    [uid] = [uid for uid in before if uid.startswith("meeting-")]
    assert [str(state[uid]["status"]) for state in (before, after)] == ["CONFIRMED", "CANCELLED"]


def test_person_without_an_account_has_a_link_from_the_curator(client, program, pair, curator, sign_in):
    person = pair.members.get().mentee.person
    address = program_url(program, "pairing:pair_calendar", pk=pair.pk)
    sign_in(curator).post(address, {"person": person.pk, "act": "renew"})
    link = calendar_link(program, person_id=person.pk)

    shown = client.get(address).content.decode()
    page = read(client, link)
    stranger = sign_in(curator).post(address, {"person": 10**6, "act": "renew"})
    client.post(address, {"person": person.pk, "act": "revoke"})

    assert f"/c/{token_of(link)}/" in shown
    assert len(events_of(page.content)) == 1
    assert stranger.status_code == 404
    assert read(client, link).status_code == 404


def test_new_link_replaces_the_old_one_and_a_revoked_one_opens_nothing(client, program, pair, mentor):
    first = renew_calendar_link(program=program, by=mentor, user=mentor)
    second = renew_calendar_link(program=program, by=mentor, user=mentor)
    answers = [read(client, link).status_code for link in (first, second)]

    revoke_calendar_link(program=program, by=mentor, user=mentor)

    assert answers == [404, 200]
    assert (read(client, second).status_code, PersonalLink.objects.count()) == (404, 2)


def test_link_outlives_no_rights_of_its_account(client, program, pair, mentor):
    link = renew_calendar_link(program=program, by=mentor, user=mentor)

    Membership.objects.filter(user=mentor).update(ends=TODAY - timedelta(days=1))
    without_role = read(client, link).status_code
    Membership.objects.filter(user=mentor).update(ends=None)
    mentor.is_active = False
    mentor.save()

    assert (without_role, read(client, link).status_code) == (404, 404)


def test_page_makes_shows_and_revokes_ones_own_link_only(client, program, pair, mentor, curator, sign_in):
    other = renew_calendar_link(program=program, by=curator, user=curator)
    sign_in(mentor)
    page = program_url(program, "programs:my_calendar")
    empty = client.get(page).content.decode()

    client.post(program_url(program, "programs:my_calendar_issue"))
    shown = client.get(page).content.decode()
    client.post(program_url(program, "programs:my_calendar_revoke"))

    own = PersonalLink.objects.exclude(pk=other.pk).get()
    other.refresh_from_db()
    assert ("/c/" in empty, f"/c/{token_of(own)}/" in shown, token_of(other) in shown) == (False, True, False)
    assert (own.revoked_at is not None, other.revoked_at) == (True, None)
    assert "152-ФЗ" in shown


def test_file_costs_the_same_for_one_and_three_meetings(client, program, pair, curator, mentor, queries_of):
    link = renew_calendar_link(program=program, by=mentor, user=mentor)
    address = f"/c/{token_of(link)}/"
    one = queries_of(client, address)
    for number in range(2):
        Meeting.objects.create(
            school=program.school,
            program=program,
            pair=pair,
            kind=MeetingKind.REGULAR,
            date=TODAY + timedelta(days=number),
            recorded_by=curator,
        )

    assert queries_of(client, address) == one
