from __future__ import annotations

import pytest

from monitoring.campaigns import rate_of, unanswered_of
from monitoring.models import Invitation
from monitoring.shares import Share
from participants.services.merging import merge_people
from programs.services.links import token_of
from tests.factories import make_member
from tests.monitoring.campaign_makers import answer, make_running

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_anonymous", [False, True])
@pytest.mark.parametrize("who_answered", ["kept", "dropped"])
def test_merged_person_keeps_the_answered_invitation_and_the_other_link_closes(
    program, client, is_anonymous, who_answered
):
    campaign = make_running(program, people=2, is_anonymous=is_anonymous)
    kept, dropped = unanswered_of(campaign)
    answered, other = (kept, dropped) if who_answered == "kept" else (dropped, kept)
    answer(answered)

    merge_people(
        keep=kept.person,
        drop=dropped.person,
        chosen={},
        by=make_member(program.school, "curator"),
        program=program,
    )

    row = Invitation.objects.get(campaign=campaign)
    assert (row.pk, row.person_id, row.is_answered) == (answered.pk, kept.person_id, True)
    assert rate_of(campaign) == Share(1, 1)
    assert client.get(f"/s/{token_of(other.link)}/").status_code == 404


def test_merged_person_whom_nobody_has_asked_twice_keeps_both_surveys(program):
    first, second = make_running(program, people=1), make_running(program, people=1)
    one = Invitation.objects.filter(campaign=first).first()
    two = Invitation.objects.filter(campaign=second).exclude(person=one.person).first()
    Invitation.objects.filter(campaign=second).exclude(pk=two.pk).delete()

    merge_people(
        keep=one.person,
        drop=two.person,
        chosen={},
        by=make_member(program.school, "curator"),
        program=program,
    )

    assert set(Invitation.objects.values_list("campaign", "person")) == {
        (first.pk, one.person_id),
        (second.pk, one.person_id),
    }
