"""Surveys: whom they ask, what opening and closing do, what an answer leaves behind."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentoring_site.permissions import Role
from monitoring.campaigns import campaigns_of, is_over, rate_of, responses_of, unanswered_of
from monitoring.enums import CampaignState
from monitoring.models import FreeAnswer, Invitation
from monitoring.services.campaign_letters import prepare_campaign_letters
from monitoring.services.campaign_people import candidates_of, read_addressees
from monitoring.services.campaigns import (
    ask_waiting,
    change_campaign,
    close_campaign,
    invite,
    open_campaign,
    uninvite,
)
from monitoring.shares import Share
from pairing.enums import PairState
from participants.models import Letter, Representative, Response
from participants.questionnaires import by_link
from programs.models import AuditEvent, PersonalLink
from programs.services.audit import Refusal
from programs.services.links import link_url
from tests.factories import (
    TODAY,
    make_class,
    make_consent,
    make_member,
    make_mentee,
    make_mentor,
    make_person,
)
from tests.monitoring.campaign_makers import ANSWERS, answer, make_campaign, make_running, make_survey
from tests.pairing.makers import make_pair, make_pair_in

LATER = TODAY + timedelta(days=11)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def names_of(campaign):
    return [one.person.pk for one in candidates_of(campaign)]


# --- whom to ask ------------------------------------------------------------------------------------------


def test_candidates_are_of_the_role_and_form_by_class_and_not_invited_twice(program, curator):
    late = make_mentee(program, make_person(program, school_class=make_class(program, 8)))
    early = make_mentee(program, make_person(program, school_class=make_class(program, 5)))
    make_mentee(program, form=program.forms.get(code="teacher_teacher"))
    make_mentor(program)
    campaign = make_campaign(program, curator)

    before = names_of(campaign)
    invite(campaign=campaign, candidates=candidates_of(campaign)[:1], on=TODAY, by=curator)

    assert before == [early.person_id, late.person_id]
    assert names_of(campaign) == [late.person_id]


def test_candidates_in_pairs_are_those_of_known_pairs_only(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    make_pair(program, curator)  # a draft: its people don't know yet
    campaign = make_campaign(program, curator)

    found = {one.person.pk for one in candidates_of(campaign) if one.is_in_pair}

    assert found == {member.mentee.person_id for member in pair.members.all()}


def test_parents_answer_each_for_himself_about_the_child(program, curator):
    child = make_mentee(program).person
    make_consent(child, curator)
    for name in ("Панов Олег Ильич", "Панова Мария Олеговна"):
        Representative.objects.create(school=program.school, person=child, full_name=name)
    campaign = make_campaign(program, curator, questionnaire=make_survey(program, role="parent"))

    invite(campaign=campaign, candidates=candidates_of(campaign), on=TODAY, by=curator)
    open_campaign(campaign=campaign, on=TODAY, by=curator)
    father, mother = campaign.invitations.order_by("pk")
    response = answer(mother)

    father.refresh_from_db()
    mother.refresh_from_db()
    assert [row.representative.full_name for row in (father, mother)] == [
        "Панов Олег Ильич",
        "Панова Мария Олеговна",
    ]
    assert response.subject == f"campaign:{campaign.pk}:parent:{mother.representative_id}"
    assert (father.is_answered, mother.response) == (False, response)
    assert list(responses_of(campaign)) == [response]
    assert candidates_of(campaign) == []


def test_addressees_are_read_by_line_and_a_wrong_address_is_named():
    found = read_addressees("ООО «Завод»; zavod@example.org\n\nБиблиотека\n")

    assert [(one.addressee, one.email) for one in found] == [
        ("ООО «Завод»", "zavod@example.org"),
        ("Библиотека", ""),
    ]
    with pytest.raises(Refusal, match="проверьте адрес почты «завод»"):
        read_addressees("ООО «Завод»; завод")


def test_partner_answers_by_name_of_the_organisation(program, curator):
    questionnaire = make_survey(program, role="partner", form=None)
    campaign = make_campaign(program, curator, questionnaire=questionnaire)
    invite(campaign=campaign, candidates=read_addressees("Библиотека; b@example.org"), on=TODAY, by=curator)
    open_campaign(campaign=campaign, on=TODAY, by=curator)

    response = answer(campaign.invitations.get())

    invitation = campaign.invitations.get()
    assert (invitation.is_answered, invitation.response) == (True, response)
    assert (response.person, rate_of(campaign)) == (None, Share(1, 1))


# --- opening ----------------------------------------------------------------------------------------------


def test_opening_opens_the_draft_questionnaire_and_gives_all_links_in_one_go(
    program, curator, django_assert_max_num_queries
):
    campaigns = []
    for _ in range(2):
        for _ in range(3):
            make_consent(make_mentee(program).person, curator)
        campaign = make_campaign(program, curator)
        invite(campaign=campaign, candidates=candidates_of(campaign), on=TODAY, by=curator)
        campaigns.append(campaign)

    with django_assert_max_num_queries(40):
        open_campaign(campaign=campaigns[1], on=TODAY, by=curator)

    campaigns[1].refresh_from_db()
    assert campaigns[1].state == CampaignState.OPEN
    assert campaigns[1].questionnaire.state == "open"
    assert campaigns[1].invitations.filter(link__isnull=False).count() == 6
    links = PersonalLink.objects.filter(payload__subject=f"campaign:{campaigns[1].pk}")
    assert {link.title for link in links} == {"Как дела в паре"}


def test_opening_without_anybody_is_refused(program, curator):
    campaign = make_campaign(program, curator)

    with pytest.raises(Refusal, match="Некого спрашивать"):
        open_campaign(campaign=campaign, on=TODAY, by=curator)


def test_named_without_consent_stays_on_the_list_until_the_paper_comes(program, curator):
    able, unable = make_mentee(program), make_mentee(program)
    make_consent(able.person, curator)
    campaign = make_campaign(program, curator)
    invite(campaign=campaign, candidates=candidates_of(campaign), on=TODAY, by=curator)

    found = open_campaign(campaign=campaign, on=TODAY, by=curator)
    lacking = [(row.person_id, why) for row, why in found.lacking]
    rate = rate_of(campaign)
    make_consent(unable.person, curator)
    ask_waiting(campaign=campaign, on=TODAY, by=curator)

    assert lacking == [(unable.person_id, "нет согласия родителей: участие в программе")]
    assert (rate, rate_of(campaign)) == (Share(0, 1), Share(0, 2))


def test_opening_when_nobody_has_a_consent_is_refused_and_changes_nothing(program, curator):
    make_mentee(program)
    campaign = make_campaign(program, curator)
    invite(campaign=campaign, candidates=candidates_of(campaign), on=TODAY, by=curator)

    with pytest.raises(Refusal, match="Нет согласия на участие: 1"):
        open_campaign(campaign=campaign, on=TODAY, by=curator)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.questionnaire.state) == ("draft", "draft")


def test_nameless_needs_no_consent_and_its_links_know_nobody(program, curator):
    make_mentee(program)
    campaign = make_campaign(program, curator, questionnaire=make_survey(program, is_anonymous=True))
    invite(campaign=campaign, candidates=candidates_of(campaign), on=TODAY, by=curator)

    open_campaign(campaign=campaign, on=TODAY, by=curator)

    assert campaign.invitations.get().link.payload == {
        "questionnaire": campaign.questionnaire_id,
        "subject": f"campaign:{campaign.pk}",
    }


def test_late_comer_of_an_open_survey_gets_a_link_at_once(program):
    campaign = make_running(program, people=1)
    late = make_mentee(program)
    make_consent(late.person, campaign.created_by)

    found = invite(campaign=campaign, candidates=candidates_of(campaign), on=TODAY, by=campaign.created_by)

    assert [row.person_id for row in found.asked] == [late.person_id]
    assert campaign.invitations.get(person=late.person).link is not None


# --- answers ----------------------------------------------------------------------------------------------


def test_named_answer_marks_its_invitation(program):
    campaign = make_running(program)
    first = unanswered_of(campaign).first()

    response = answer(first)

    first.refresh_from_db()
    assert (first.is_answered, first.answered_on, first.response) == (True, TODAY, response)
    assert (response.person_id, response.subject) == (first.person_id, f"campaign:{campaign.pk}")
    assert rate_of(campaign) == Share(1, 3)
    assert not FreeAnswer.objects.exists()


def test_nameless_answer_leaves_a_mark_and_a_text_that_leads_nowhere(program):
    campaign = make_running(program, is_anonymous=True)
    first = unanswered_of(campaign).first()
    journal = AuditEvent.objects.count()

    answer(first)

    first.refresh_from_db()
    row = responses_of(campaign).get()
    assert (first.is_answered, first.answered_on, first.response_id) == (True, None, None)
    assert (row.person_id, row.link_id, row.answers) == (None, None, {"glad": True, "useful": 8})
    assert FreeAnswer.objects.values_list("campaign", "question__code", "text").get() == (
        campaign.pk,
        "words",
        "Времени",
    )
    assert AuditEvent.objects.count() == journal
    assert rate_of(campaign) == Share(1, 3)


def test_closing_gives_all_nameless_answers_one_day(program, curator):
    campaign = make_running(program, is_anonymous=True)
    for row in list(unanswered_of(campaign)):
        answer(row)
    first = responses_of(campaign).first()
    before = first.submitted_at - timedelta(days=3)
    Response.objects.filter(pk=first.pk).update(started_at=before, submitted_at=before)

    close_campaign(campaign=campaign, by=curator)

    days = set(responses_of(campaign).values_list("started_at", "submitted_at"))
    campaign.refresh_from_db()
    today = timezone.make_aware(datetime.combine(timezone.localdate(campaign.closed_at), time.min))
    assert days == {(today, today)}
    assert FreeAnswer.objects.filter(campaign=campaign, state="waiting").count() == 3


def test_texts_of_one_person_have_keys_that_do_not_stand_side_by_side(program):
    campaign = make_running(program, is_anonymous=True, people=12)
    keys = []
    for row in list(unanswered_of(campaign)):
        answer(row)
        keys.append(FreeAnswer.objects.exclude(pk__in=keys).get().pk)

    assert keys not in (sorted(keys), sorted(keys, reverse=True))


def test_nameless_invitation_with_an_answer_is_refused_by_the_database(program):
    campaign = make_running(program, people=1, is_anonymous=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        campaign.invitations.update(answered_on=TODAY)


def test_list_counts_as_the_rate_does(program):
    named, nameless = make_running(program, people=2), make_running(program, people=2, is_anonymous=True)
    answer(unanswered_of(named).first())
    for row in list(unanswered_of(nameless))[:2]:
        answer(row)

    found = {row.pk: (row.answered, row.asked) for row in campaigns_of(program)}

    assert found == {named.pk: (1, 2), nameless.pk: (2, 4)}
    assert [rate_of(one) for one in (named, nameless)] == [Share(1, 2), Share(2, 4)]


# --- the end ----------------------------------------------------------------------------------------------


def test_survey_is_over_the_day_after_its_last_without_any_job(program):
    campaign = make_running(program, people=1)
    asked = by_link.asked_by(campaign.invitations.get().link)

    assert [is_over(campaign, day) for day in (campaign.closes_on, LATER)] == [False, True]
    with pytest.raises(Refusal, match="Опрос закончен"):
        by_link.look(asked, LATER)
    with pytest.raises(Refusal, match="Опрос закончен"):
        by_link.keep(asked, ANSWERS, LATER)


def test_closing_deletes_unsent_drafts_and_links_say_that_it_has_ended(program):
    campaign = make_running(program, people=2)
    first, second = unanswered_of(campaign)
    answer(first)
    by_link.keep(by_link.asked_by(second.link), ANSWERS, TODAY)

    close_campaign(campaign=campaign, by=campaign.created_by)

    assert [row.person_id for row in Response.objects.filter(program=program)] == [first.person_id]
    with pytest.raises(Refusal, match="Опрос закончен"):
        by_link.look(by_link.asked_by(second.link), TODAY)
    with pytest.raises(Refusal, match="больше не меняется"):
        change_campaign(
            campaign=campaign,
            title="Снова",
            purpose="other",
            closes_on=None,
            shown_version=2,
            on=TODAY,
            by=campaign.created_by,
        )


def test_uninvited_link_is_revoked_and_who_has_answered_stays(program):
    campaign = make_running(program, people=2)
    first, second = unanswered_of(campaign)
    answer(first)

    count = uninvite(campaign=campaign, ids=[first.pk, second.pk], by=campaign.created_by)

    assert (count, list(campaign.invitations.all())) == (1, [first])
    assert PersonalLink.objects.get(pk=second.link_id).revoked_at is not None


# --- letters ----------------------------------------------------------------------------------------------


@pytest.fixture
def reached(program):
    campaign = make_running(program)
    first, second, _ = unanswered_of(campaign)
    Invitation.objects.filter(pk__in=[first.pk, second.pk]).update(email="to@example.org")
    return campaign


def remind(campaign, on=TODAY):
    return prepare_campaign_letters(campaign=campaign, on=on, by=campaign.created_by)


def test_letters_go_to_who_has_not_answered_with_the_own_link_and_once_a_day(reached):
    first, second, _ = unanswered_of(reached)
    answer(first)

    done = remind(reached)

    letter = Letter.objects.get()
    assert (done.letters, done.without_email) == (1, 1)
    assert letter.person_id == second.person_id
    assert link_url(second.link) in letter.body
    with pytest.raises(Refusal, match="Сегодня письма уже подготовлены"):
        remind(reached)


def test_letter_that_waits_is_replaced_the_next_day_and_dropped_by_the_answer(reached):
    first, _, _ = unanswered_of(reached)
    remind(reached)

    remind(reached, TODAY + timedelta(days=1))
    answer(first)

    assert list(Letter.objects.order_by("state").values_list("person", "state")) == [
        (first.person_id, "dropped"),
        (Letter.objects.get(state="waiting").person_id, "waiting"),
    ]


def test_reminder_says_so_after_the_invitation_has_gone(reached):
    remind(reached)
    Letter.objects.update(state="sent", sent_at="2026-11-23T12:00+03:00")

    remind(reached, TODAY + timedelta(days=1))

    assert {letter.subject for letter in Letter.objects.filter(state="waiting")} == {
        "Напоминание: Как дела в паре"
    }


def test_letters_after_the_last_day_are_refused(reached):
    with pytest.raises(Refusal, match="Опрос не идёт"):
        remind(reached, LATER)
