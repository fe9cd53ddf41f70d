from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.models import Meeting
from pairing.services.meetings import plan_meeting, record_meeting
from programs.tenancy import program_url
from tests.factories import make_member
from tests.pairing.makers import make_pair_in

TODAY = timezone.localdate()
STARTED = TODAY - timedelta(days=20)


@pytest.fixture
def pair(program, curator, director):
    return make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)


@pytest.fixture
def mentor(program, pair):
    user = make_member(program.school, Role.MENTOR)
    pair.mentor.person.user = user
    pair.mentor.person.save()
    return user


def url(program, name, **kwargs):
    return program_url(program, f"pairing:meeting_{name}", **kwargs)


def form_data(**fields):
    return {
        "state": "held",
        "date": f"{TODAY:%Y-%m-%d}",
        "kind": "introduction",
        "once": "m" * 32,
        **fields,
    }


def test_mentor_records_a_meeting_of_the_own_pair_once(program, pair, mentor, sign_in):
    client = sign_in(mentor)

    for _ in range(2):
        page = client.post(url(program, "create", pk=pair.pk), form_data(), follow=True)

    meeting = Meeting.objects.get()
    assert (meeting.kind, meeting.recorded_by, meeting.duration_minutes) == ("introduction", mentor, None)
    assert "уже записана" in page.content.decode()


def test_mentor_finds_nothing_of_another_pair(program, pair, mentor, curator, director, sign_in):
    other = make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)
    foreign = record_meeting(pair=other, kind=MeetingKind.TRIAL, date=TODAY, by=curator).meeting
    client = sign_in(mentor)

    answers = [
        client.get(url(program, "list", pk=other.pk)).status_code,
        client.get(url(program, "create", pk=other.pk)).status_code,
        client.post(url(program, "create", pk=other.pk), form_data()).status_code,
        client.get(url(program, "edit", pk=foreign.pk)).status_code,
        client.get(url(program, "pdf", pk=other.pk)).status_code,
    ]

    assert answers == [404] * 5
    assert Meeting.objects.count() == 1


def test_mentor_may_not_change_the_curators_record(program, pair, mentor, curator, sign_in):
    meeting = record_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator).meeting

    response = sign_in(mentor).post(url(program, "edit", pk=meeting.pk), form_data(topic="моё"))

    meeting.refresh_from_db()
    assert (response.status_code, meeting.topic) == (403, "")


def test_form_proposes_the_next_kind_and_says_what_not_to_write(program, pair, curator, sign_in):
    record_meeting(pair=pair, kind=MeetingKind.INTRODUCTION, date=TODAY, by=curator)

    response = sign_in(curator).get(url(program, "create", pk=pair.pk))

    page = response.content.decode()
    assert response.context["form"]["kind"].value() == MeetingKind.TRIAL
    assert "Без сведений о здоровье" in page


def test_refused_day_keeps_what_was_typed_and_the_key(program, pair, curator, sign_in):
    client = sign_in(curator)
    early = f"{STARTED - timedelta(days=1):%Y-%m-%d}"

    refused = client.post(
        url(program, "create", pk=pair.pk), form_data(date=early, content="Разобрали дроби")
    )
    client.post(url(program, "create", pk=pair.pk), form_data())

    assert refused.status_code == 422
    assert "Разобрали дроби" in refused.content.decode()
    assert "не может быть раньше" in refused.content.decode()
    assert Meeting.objects.count() == 1


def test_planned_meeting_is_marked_held_and_another_is_cancelled(program, pair, curator, sign_in):
    held, dropped = (
        plan_meeting(pair=pair, kind=kind, date=TODAY, by=curator).meeting
        for kind in (MeetingKind.INTRODUCTION, MeetingKind.TRIAL)
    )
    client = sign_in(curator)

    client.post(url(program, "edit", pk=held.pk), form_data(content="Познакомились"))
    client.post(url(program, "cancel", pk=dropped.pk), {"reason": "болезнь"})
    page = client.get(url(program, "list", pk=pair.pk)).content.decode()

    assert [meeting.state for meeting in Meeting.objects.order_by("pk")] == [
        MeetingState.HELD,
        MeetingState.CANCELLED,
    ]
    assert "Отменена: болезнь" in page
    assert "Проведено: 1" in page


def test_journal_prints_names_and_texts(program, pair, curator, sign_in):
    record_meeting(
        pair=pair,
        kind=MeetingKind.INTRODUCTION,
        date=TODAY,
        by=curator,
        duration_minutes=30,
        topic="Знакомство & планы",
        content="Договорились о вторниках",
    )

    response = sign_in(curator).get(url(program, "pdf", pk=pair.pk))

    text = " ".join(PdfReader(BytesIO(response.content)).pages[0].extract_text().split())
    assert pair.mentor.person.full_name in text
    assert pair.members.all()[0].mentee.person.full_name in text
    assert "Знакомство & планы Договорились о вторниках" in text


def test_journal_without_meetings_prints_lines_to_fill(program, pair, curator, sign_in):
    response = sign_in(curator).get(url(program, "pdf", pk=pair.pk))

    assert len(PdfReader(BytesIO(response.content)).pages) == 1


# One figure for 1 and 3 rows; no literal, since every room adds its counts to the menu of the page.
def test_overview_takes_the_same_queries_for_any_length(program, curator, director, sign_in):
    client, counts = sign_in(curator), []
    for rows, more in ((1, 1), (3, 2)):
        for _ in range(more):
            make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)
        client.get(url(program, "overview"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url(program, "overview"))
        counts.append(len(queries))
        assert page.content.decode().count("первой ещё не было") == rows

    assert counts[0] == counts[1]


def test_form_of_a_future_meeting_speaks_of_planning(program, pair, curator, sign_in):
    address = program_url(program, "pairing:meeting_create", pk=pair.pk)

    response = sign_in(curator).get(address, {"state": "planned"})

    assert (response.context["heading"], response.context["button"]) == (
        "Новая встреча",
        "Запланировать встречу",
    )
