from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.enums import PairState, ReferralOrigin, ReferralState
from pairing.models import Referral
from pairing.psychologist import attention
from pairing.services.meetings import record_meeting
from pairing.services.referrals import answer_referral, ask_for_help, refer, severity_of
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import access_for
from tests.factories import make_member, make_person
from tests.pairing.makers import make_pair_in


@pytest.fixture
def psychologist(program):
    return make_member(program.school, Role.PSYCHOLOGIST)


@pytest.fixture
def pair(program, curator):
    return make_pair_in(program, curator, PairState.ACTIVE)


def ask(pair, **fields):
    given = {
        "person": pair.mentor.person,
        "pair": pair,
        "reason": "Не знаю, как начать разговор",
        "tells_curator": False,
        "origin": ReferralOrigin.SURVEY,
    }
    return ask_for_help(**given | fields)


def test_help_that_the_curator_may_not_know_of_leaves_no_row_in_the_journal(pair):
    referral = ask(pair)

    assert (referral.state, referral.program, referral.asked_by_name) == (
        ReferralState.OPEN,
        pair.program,
        pair.mentor.person.full_name,
    )
    assert not AuditEvent.objects.filter(action__startswith="referral").exists()


def test_help_told_to_the_curator_is_journaled_without_its_words(pair):
    ask(pair, tells_curator=True)

    event = AuditEvent.objects.get(action="referral.help")
    assert event.person_ids == [pair.mentor.person_id]
    assert "разговор" not in f"{event.sentence} {event.target_label} {event.details}"


def test_help_without_words_or_from_outside_the_pair_is_refused(program, pair):
    with pytest.raises(Refusal, match="Напишите, что случилось"):
        ask(pair, reason="  ")
    with pytest.raises(Refusal, match="не состоит в этой паре"):
        ask(pair, person=make_person(program))

    assert Referral.objects.count() == 0


def test_words_for_the_psychologist_alone_are_never_joined_to_words_the_curator_reads(pair, curator):
    meeting = record_meeting(pair=pair, kind="introduction", date=timezone.localdate(), by=curator).meeting
    about = {"meeting": meeting, "origin": ReferralOrigin.MEETING}
    told = ask(pair, reason="Не получается встретиться", tells_curator=True, **about)
    secret = ask(pair, reason="Дома беда", **about)
    again = ask(pair, reason="И ещё одно", **about)
    long = ask(pair, reason="ж" * 2000, **about)

    told.refresh_from_db()
    assert (told.reason, told.tells_curator) == ("Не получается встретиться", True)
    assert (again.pk, again.reason, again.tells_curator) == (secret.pk, "Дома беда\nИ ещё одно", False)
    assert (long.pk != secret.pk, long.reason) == (True, "ж" * 2000)


def test_second_open_referral_of_the_same_person_by_the_same_colleague_is_refused(program, curator):
    person = make_person(program)
    refer(person=person, program=program, reason="Замкнулся", by=curator)

    with pytest.raises(Refusal, match="уже ждёт ответа"):
        refer(person=person, program=program, reason="Опять", by=curator)


def test_reply_needs_words_and_a_fresh_page(pair, psychologist):
    referral = ask(pair)
    with pytest.raises(Refusal, match="Напишите ответ"):
        answer_referral(referral=referral, reply=" ", by=psychologist)

    answered = answer_referral(referral=referral, reply="Жду вас в среду", by=psychologist, version=1)

    assert (answered.state, answered.reply, answered.answered_by) == (
        ReferralState.ANSWERED,
        "Жду вас в среду",
        psychologist,
    )
    with pytest.raises(StaleVersion):
        answer_referral(referral=referral, reply="Другое", by=psychologist, version=1)


def test_reply_stands_on_the_dashboard_of_its_asker_for_a_week(program, curator, psychologist):
    person, today = make_person(program), timezone.localdate()
    own = refer(person=person, program=program, reason="Молчит на уроках", by=curator)
    answer_referral(referral=own, reply="Поговорили, зайдите ко мне", by=psychologist)
    access = access_for(curator, program, today)

    told = [item.rest for item in attention(access, today)]
    later = [item.rest for item in attention(access, today + timedelta(days=8))]

    assert (told, later) == (["психолога на ваше обращение"], [])


def test_unanswered_help_is_overdue_after_three_days():
    asked = timezone.now()
    today = timezone.localdate()

    assert [severity_of(asked, today + timedelta(days=days)) for days in (0, 2, 3)] == [
        "warn",
        "warn",
        "late",
    ]
