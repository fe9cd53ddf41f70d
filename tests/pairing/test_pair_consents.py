"""A consent withdrawn from somebody of a pair: not offered, not tested, not met; the curator is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.consents import attention, lacking_consent
from pairing.enums import Conclusion, MeetingKind, MeetingState, PairState
from pairing.models import Pair
from pairing.services.meetings import plan_meeting, record_meeting, update_meeting
from pairing.services.tests import record_test
from participants.enums import ConsentPurpose
from participants.services.consents import register_consent, withdraw_consent
from programs.services.audit import Refusal
from programs.tenancy import access_for, program_url
from tests.factories import make_consent, make_member
from tests.pairing.makers import make_pair, make_pair_in, ready_mentee, ready_mentor

TODAY = timezone.localdate()


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def withdraw(person, by, purpose=ConsentPurpose.PARTICIPATION, on=TODAY):
    for consent in person.consents.filter(purpose=purpose, withdrawn_on=None):
        withdraw_consent(consent=consent, reason="заявление", on=on, by=by)


def test_withdrawn_mentee_is_not_offered_and_the_reason_is_said(program, curator, sign_in):
    mentor, mentee = ready_mentor(program, curator), ready_mentee(program, curator)
    withdraw(mentee.person, curator)

    page = sign_in(curator).get(program_url(program, "pairing:pair_create"), {"mentor": mentor.pk})

    offered = page.context["found"]
    assert offered.lawful + offered.with_reason == []
    assert [(reason.short, reason.count) for reason in offered.why_not] == [("нет согласия", 1)]


@pytest.mark.parametrize("side", ["mentor", "mentee"])
@pytest.mark.parametrize(
    "state", [PairState.DRAFT, PairState.SUBMITTED, PairState.APPROVED, PairState.ACTIVE]
)
def test_open_pair_of_the_withdrawn_is_said_to_the_curator(program, curator, side, state):
    pair = make_pair_in(program, curator, state)
    person = pair.mentor.person if side == "mentor" else pair.members.get().mentee.person
    access = access_for(curator, program, TODAY)
    before = list(attention(access, TODAY))

    withdraw(person, curator)

    assert before == []
    (item,) = attention(access, TODAY)
    assert (item.severity, item.subject, item.rest) == (
        "late",
        "1\xa0пара",
        "без действующего согласия участника",
    )
    assert item.action_url == program_url(program, "pairing:pair_list") + "?consent=no"


@pytest.mark.parametrize("state", [PairState.COMPLETED, PairState.DISSOLVED])
def test_closed_pair_is_nobodys_matter(program, curator, state):
    pair = make_pair_in(program, curator, state)

    withdraw(pair.mentor.person, curator)

    assert list(attention(access_for(curator, program, TODAY), TODAY)) == []


def test_list_and_card_show_the_stopped_pair(program, curator, sign_in):
    stopped = make_pair_in(program, curator, PairState.ACTIVE)
    make_pair(program, curator)
    withdraw(stopped.mentor.person, curator)
    client = sign_in(curator)

    listed = client.get(program_url(program, "pairing:pair_list"), {"consent": "no"})
    card = client.get(program_url(program, "pairing:pair_detail", pk=stopped.pk)).content.decode()

    assert [row["url"] for row in listed.context["rows"]] == [
        program_url(program, "pairing:pair_detail", pk=stopped.pk)
    ]
    assert "Нет согласия на участие: дальше пара работать не может." in card
    assert program_url(program, "participants:consent_person", pk=stopped.mentor.person_id) in card


def test_mentor_of_the_pair_is_offered_no_filter_by_consents(program, sign_in):
    mentor = make_member(program.school, Role.MENTOR)

    page = sign_in(mentor).get(program_url(program, "pairing:pair_list"), {"consent": "no"})

    assert "consent" not in page.context["form"].fields


def test_meeting_after_the_withdrawal_is_refused_and_before_it_is_not(program, curator):
    started = TODAY - timedelta(days=10)
    pair = make_pair_in(program, curator, PairState.ACTIVE, on=started)
    withdraw(pair.members.get().mentee.person, curator, on=TODAY - timedelta(days=2))

    record_meeting(pair=pair, kind=MeetingKind.INTRODUCTION, date=TODAY - timedelta(days=3), by=curator)
    with pytest.raises(Refusal, match="согласие на участие отозвано"):
        record_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY - timedelta(days=2), by=curator)

    assert pair.meetings.count() == 1


def test_meeting_planned_before_the_withdrawal_is_not_marked_as_held_but_may_be_cancelled(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE, on=TODAY - timedelta(days=3))
    planned = plan_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator).meeting
    withdraw(pair.members.get().mentee.person, curator)
    change = {
        "meeting": planned,
        "kind": MeetingKind.TRIAL,
        "date": TODAY,
        "access": access_for(curator, program, TODAY),
    }

    with pytest.raises(Refusal, match="согласие на участие отозвано"):
        update_meeting(state=MeetingState.HELD, **change)
    update_meeting(state=MeetingState.CANCELLED, cancelled_reason="Отозвано согласие", **change)

    assert pair.meetings.get().state == MeetingState.CANCELLED


def test_new_consent_lets_the_pair_go_on(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    person = pair.members.get().mentee.person
    withdraw(person, curator)

    register_consent(
        person=person, purpose=ConsentPurpose.PARTICIPATION, signed_on=TODAY, by=curator, program=program
    )

    # The paper of today is valid today though the former one was withdrawn on the same day.
    assert list(lacking_consent(Pair.objects.all(), TODAY)) == []
    assert record_meeting(pair=pair, kind=MeetingKind.TRIAL, date=TODAY, by=curator).meeting.pk


def test_compatibility_test_is_refused_after_the_withdrawal(program, curator):
    psychologist = make_member(program.school, Role.PSYCHOLOGIST)
    mentor, mentee = ready_mentor(program, curator), ready_mentee(program, curator)
    for entry in (mentor, mentee):
        make_consent(entry.person, curator, purpose=ConsentPurpose.TESTING)
    withdraw(mentee.person, curator, ConsentPurpose.TESTING)

    with pytest.raises(Refusal, match="согласие отозвано"):
        record_test(
            mentor=mentor,
            mentee=mentee,
            method="ОМО",
            conducted_on=TODAY,
            conclusion=Conclusion.RECOMMENDED,
            by=psychologist,
        )


@pytest.mark.parametrize("pairs", [1, 3])
def test_attention_takes_one_query_for_any_number(program, curator, pairs, django_assert_num_queries):
    for _ in range(pairs):
        withdraw(make_pair(program, curator).mentor.person, curator)
    access = access_for(curator, program, TODAY)

    with django_assert_num_queries(1):
        (item,) = attention(access, TODAY)

    assert item.subject.startswith(str(pairs))
