"""What of a pair's journal its participants read: days, kinds and tasks, never the mentor's own words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.card import card_facts, card_members
from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.models import Pair, PairMember
from pairing.reports_meetings import journal_context
from pairing.services.meetings import record_meeting, shown_journal
from participants.models import Person, Representative
from programs.tenancy import access_for, program_url
from tests.factories import make_member
from tests.pairing.makers import make_pair, make_pair_in, make_signed

TODAY = timezone.localdate()


def participant(program, pair, role, seat=0):
    """A user who is the mentor, a mentee of the pair or his parent."""
    user = make_member(program.school, role)
    person = pair.mentor.person if role == Role.MENTOR else pair.members.all()[seat].mentee.person
    if role == Role.PARENT:
        Representative.objects.create(
            school=program.school, person=person, full_name="Ли Анна", kinship="mother", user=user
        )
    else:
        Person.objects.filter(pk=person.pk).update(user=user)
    return user


@pytest.fixture
def pair(program, curator, director):
    pair = make_pair_in(program, curator, PairState.ACTIVE, on=TODAY - timedelta(days=20))
    told = {"topic": "Ссора с мамой", "content": "Плакал", "next_step": "Прочитать главу 3"}
    record_meeting(pair=pair, kind=MeetingKind.REGULAR, date=TODAY, by=curator, **told)
    record_meeting(
        pair=pair,
        kind=MeetingKind.TRIAL,
        date=TODAY,
        by=curator,
        state=MeetingState.CANCELLED,
        cancelled_reason="Болел",
    )
    return Pair.objects.with_people().get(pk=pair.pk)


@pytest.mark.parametrize(
    ("role", "reads"), [(Role.MENTEE, False), (Role.PARENT, False), (Role.MENTOR, True), (Role.CURATOR, True)]
)
def test_own_words_of_the_mentor_are_for_him_and_the_staff(program, pair, sign_in, role, reads):
    user = participant(program, pair, role) if role != Role.CURATOR else make_member(program.school, role)

    pair = Pair.objects.with_people().get(pk=pair.pk)

    page = sign_in(user).get(program_url(program, "pairing:meeting_list", pk=pair.pk)).content.decode()
    paper = journal_context(pair, shown_journal(pair, access_for(user, program, TODAY)), program, TODAY)

    assert ["Прочитать главу 3" in page, *(word in page for word in ("Ссора", "Плакал", "Болел"))] == [
        True,
        *[reads] * 3,
    ]
    assert [(row["is_cancelled"], row["content"], row["next_step"]) for row in paper["rows"]] == [
        (False, "Плакал" if reads else "", "Прочитать главу 3"),
        (True, "", ""),
    ]


def test_journal_of_who_left_the_group_ends_with_his_last_day(program, curator, director):
    pair = make_pair(program, curator, size=2)
    make_signed(program, director, pair, on=TODAY - timedelta(days=20))
    pair = Pair.objects.with_people().get(pk=pair.pk)
    for days in (10, 1):
        record_meeting(pair=pair, kind=MeetingKind.REGULAR, date=TODAY - timedelta(days=days), by=curator)
    gone = pair.members.all()[0]
    PairMember.objects.filter(pk=gone.pk).update(is_open=False, left_on=TODAY - timedelta(days=5))

    shown = shown_journal(pair, access_for(participant(program, pair, Role.MENTEE), program, TODAY))

    assert [meeting.date for meeting in shown] == [TODAY - timedelta(days=10)]


@pytest.mark.parametrize(("role", "why"), [(Role.MENTEE, ""), (Role.CURATOR, "переезд")])
def test_why_a_pair_ended_is_for_the_staff(program, curator, director, role, why):
    pair = make_pair_in(program, curator, PairState.DISSOLVED)
    user = participant(program, pair, role) if role == Role.MENTEE else curator

    [closed] = [
        fact for fact in card_facts(pair, access_for(user, program, TODAY)) if fact["label"] == "Закрыта"
    ]

    assert closed["note"] == why


def test_result_of_a_member_is_not_for_the_others_of_the_group(program, curator, director):
    pair = make_pair(program, curator, size=2)
    pair.members.update(result="Прочитал пять книг")
    make_signed(program, director, pair)
    access = access_for(participant(program, pair, Role.PARENT, seat=1), program, TODAY)
    pair = Pair.objects.with_people().get(pk=pair.pk)

    seen = [row.result for row in card_members(pair, access)]
    whole = [row.result for row in card_members(pair, access_for(curator, program, TODAY))]

    assert (seen, whole) == (["", "Прочитал пять книг"], ["Прочитал пять книг"] * 2)
