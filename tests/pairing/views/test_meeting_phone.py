from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from pairing.enums import MeetingKind, MeetingState, PairState, PlanSection
from pairing.models import Meeting, MeetingDraft, Referral
from pairing.services.closing import complete_pair
from pairing.services.development import (
    TaskLine,
    agree_development,
    create_development,
    save_development,
    submit_development,
)
from pairing.services.meeting_links import issue_all, issue_meeting_link, open_links
from pairing.services.meetings import plan_meeting, record_meeting
from programs.services.links import token_of
from programs.tenancy import program_url
from tests.factories import make_member
from tests.pairing.makers import make_pair_in

TODAY = timezone.localdate()
STARTED = TODAY - timedelta(days=20)


@pytest.fixture
def pair(program, curator, director):
    return make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)


@pytest.fixture
def mentors(pair, curator):
    return token_of(issue_meeting_link(pair=pair, person=pair.mentor.person, by=curator))


@pytest.fixture
def mentees(pair, curator):
    return token_of(issue_meeting_link(pair=pair, person=pair.members.get().mentee.person, by=curator))


def url(name, token, **kwargs):
    return reverse(f"meeting_page:{name}", kwargs={"token": token, **kwargs})


def test_two_taps_write_a_meeting_of_the_proposed_kind(client, pair, mentors):
    response = client.post(url("page", mentors), {"day": "today"}, follow=True)

    meeting = Meeting.objects.get()
    assert (meeting.kind, meeting.state, meeting.date) == (
        *(MeetingKind.INTRODUCTION, MeetingState.HELD),
        TODAY,
    )
    assert "Встреча записана" in response.content.decode()


def test_page_says_who_the_pair_is_by_first_names_only(client, pair, mentors):
    page = client.get(url("page", mentors)).content.decode()

    assert "Вы\N{NO-BREAK SPACE}— наставник. Ваша пара: Иван." in page
    assert pair.members.get().mentee.person.last_name not in page


def test_day_that_is_not_chosen_or_not_told_is_asked_for_and_the_text_stays(client, pair, mentors):
    nothing = client.post(url("page", mentors), {"content": "Решали задачи"})
    other = client.post(url("page", mentors), {"day": "other", "content": "Решали задачи"})

    assert [nothing.status_code, other.status_code] == [422, 422]
    assert "Выберите, когда была встреча" in nothing.content.decode()
    assert "какого числа была встреча" in other.content.decode()
    assert "Решали задачи" in other.content.decode()
    assert not Meeting.objects.exists()


def test_draft_comes_back_on_the_own_page_only(client, pair, curator, mentors, mentees, sign_in, program):
    said = client.post(
        url("draft", mentors), {"content": "Начали проект", "reason": "x"}, headers={"HX-Request": "true"}
    )

    assert said.content.decode().startswith("Черновик сохранён в ")
    assert MeetingDraft.objects.get().data == {"content": "Начали проект"}
    assert "Начали проект" in client.get(url("page", mentors)).content.decode()
    assert "Начали проект" not in client.get(url("page", mentees)).content.decode()
    form = sign_in(curator).get(program_url(program, "pairing:meeting_create", pk=pair.pk))
    assert "Начали проект" not in form.content.decode()


def test_next_meeting_is_planned_moved_and_cancelled(client, pair, mentors):
    soon, later = TODAY + timedelta(days=1), TODAY + timedelta(days=3)
    client.post(url("plan", mentors), {"date": f"{soon:%Y-%m-%d}", "starts_at": "14:00", "place": "каб. 5"})
    planned = Meeting.objects.get()
    client.post(url("move", mentors, pk=planned.pk), {"date": f"{later:%Y-%m-%d}", "reason": "олимпиада"})
    moved = Meeting.objects.get(state=MeetingState.PLANNED)
    refused = client.post(url("cancel", mentors, pk=moved.pk), {"reason": ""}, follow=True)
    client.post(url("cancel", mentors, pk=moved.pk), {"reason": "каникулы"})

    assert "Напишите, почему встречи не будет" in refused.content.decode()
    assert list(Meeting.objects.order_by("pk").values_list("date", "state", "cancelled_reason")) == [
        (soon, MeetingState.CANCELLED, f"перенесена на {later:%d.%m.%Y}: олимпиада"),
        (later, MeetingState.CANCELLED, "каникулы"),
    ]


def test_help_goes_to_the_psychologist_and_stays_nowhere_in_the_journal(
    client, pair, curator, mentors, mentees
):
    meeting = record_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator).meeting

    client.post(url("ask", mentees), {"reason": "Мне грустно", "meeting": meeting.pk})

    referral = Referral.objects.get()
    assert (referral.reason, referral.tells_curator, referral.meeting) == ("Мне грустно", False, meeting)
    assert referral.person == pair.members.get().mentee.person
    assert "Мне грустно" not in str(list(Meeting.objects.values()))
    assert "Мне грустно" not in client.get(url("page", mentors)).content.decode()


def test_mentee_sees_days_and_ticks_his_tasks_but_reads_and_writes_no_entry(client, pair, curator, mentees):
    record_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator, topic="Секретная тема")
    planned = plan_meeting(pair=pair, kind=MeetingKind.REGULAR, date=TODAY, by=curator).meeting
    plan = create_development(member=pair.members.get(), by=curator)
    save_development(
        plan=plan, kind=plan.kind, goal="Цель", starts_on=None, ends_on=None,
        tasks=[TaskLine(PlanSection.GROWTH, "Проект")], shown_version=1, by=curator,
    )  # fmt: skip
    submit_development(plan=plan, by=curator)
    agree_development(plan=plan, by=curator)
    task = plan.tasks.get()

    page = client.get(url("page", mentees)).content.decode()
    client.post(url("task", mentees, pk=task.pk), {"done": "1"})
    answers = [
        client.post(url("page", mentees), {"day": "today"}).status_code,
        client.post(url("plan", mentees), {"date": f"{TODAY:%Y-%m-%d}"}).status_code,
        client.post(url("cancel", mentees, pk=planned.pk), {"reason": "нет"}).status_code,
        client.post(url("move", mentees, pk=planned.pk), {"date": f"{TODAY:%Y-%m-%d}"}).status_code,
        client.post(url("draft", mentees), {"content": "x"}).status_code,
    ]

    task.refresh_from_db()
    assert ("Проект" in page, "Секретная тема" in page) == (True, False)
    assert (task.mentee_done_on, answers) == (TODAY, [404] * 5)


def test_link_reaches_no_row_of_another_pair(program, client, pair, curator, director, mentors, mentees):
    other = make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)
    foreign = plan_meeting(pair=other, kind=MeetingKind.TRIAL, date=TODAY, by=curator).meeting
    plan = create_development(member=other.members.get(), by=curator)
    save_development(
        plan=plan, kind=plan.kind, goal="Цель", starts_on=None, ends_on=None,
        tasks=[TaskLine(PlanSection.GROWTH, "Проект")], shown_version=1, by=curator,
    )  # fmt: skip

    answers = [
        client.post(url("cancel", mentors, pk=foreign.pk), {"reason": "x"}).status_code,
        client.post(url("task", mentees, pk=plan.tasks.get().pk), {"done": "1"}).status_code,
    ]

    assert answers == [404, 404]


def test_closed_pair_is_read_but_not_written(client, pair, curator, mentors):
    complete_pair(pair=pair, on=TODAY, by=curator)

    page = client.get(url("page", mentors))
    client.post(url("page", mentors), {"day": "today"})

    assert "Пара сейчас не действует" in page.content.decode()
    assert not Meeting.objects.exists()


def test_person_who_left_the_group_finds_no_page(client, pair, mentees):
    pair.members.update(is_open=False, left_on=TODAY)

    assert client.get(url("page", mentees)).status_code == 404


# --- the curator's desk -----------------------------------------------------------------------------------


def test_curator_issues_shows_prints_and_revokes_links(program, pair, curator, sign_in):
    client = sign_in(curator)

    client.post(program_url(program, "pairing:meeting_links_issue"))
    page = client.get(program_url(program, "pairing:meeting_pair_links", pk=pair.pk)).content.decode()
    slips = client.get(program_url(program, "pairing:meeting_links_pdf"))
    links = list(open_links(program).values())
    client.post(program_url(program, "pairing:meeting_link_revoke", pk=links[0].pk))

    text = PdfReader(BytesIO(slips.content)).pages[0].extract_text()
    assert all(token_of(link) in page for link in links)
    assert pair.mentor.person.list_name in " ".join(text.split())
    assert (len(links), len(open_links(program))) == (2, 1)


def test_curator_signs_ticked_records_and_all_of_them(program, pair, curator, sign_in):
    first, *_ = (
        record_meeting(pair=pair, kind=MeetingKind.REGULAR, date=TODAY, by=curator, topic=str(n)).meeting
        for n in range(3)
    )
    client, sign = sign_in(curator), program_url(program, "pairing:meeting_sign")

    client.post(sign, {"ids": [first.pk]})
    assert list(Meeting.objects.exclude(visa_at=None)) == [first]
    client.post(sign, {"all_filtered": "1"})

    assert not Meeting.objects.filter(visa_at=None).exists()
    refused = client.get(program_url(program, "pairing:meeting_edit", pk=first.pk), follow=True)
    assert "завизировал эту запись" in refused.content.decode()


def test_mentor_asks_for_help_by_account_and_a_teacher_of_the_school_cannot(program, pair, curator, sign_in):
    pair.mentor.person.user = make_member(program.school, Role.MENTOR)
    pair.mentor.person.save()
    address = program_url(program, "pairing:meeting_help", pk=pair.pk)

    sign_in(pair.mentor.person.user).post(address, {"reason": "Не получается", "tells_curator": "on"})

    assert Referral.objects.get().tells_curator is True
    assert sign_in(curator).get(address).status_code == 404


@pytest.mark.parametrize("name", ["meeting_visas", "meeting_links", "development_list"])
def test_desk_takes_the_same_queries_for_any_number_of_pairs(name, program, curator, director, sign_in):
    client, counts = sign_in(curator), []
    for more in (1, 2):
        for _ in range(more):
            pair = make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)
            record_meeting(pair=pair, kind=MeetingKind.REGULAR, date=TODAY, by=curator)
            create_development(member=pair.members.get(), by=curator)
            issue_all(pairs=[pair], by=curator)
        client.get(program_url(program, f"pairing:{name}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(program_url(program, f"pairing:{name}"))
        counts.append(len(queries))

    assert counts[0] == counts[1]
