from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.models import Meeting, MeetingDraft
from pairing.services.meeting_drafts import draft_of, save_draft
from pairing.services.meeting_links import holder_of, issue_all, issue_meeting_link, open_links
from pairing.services.meeting_visas import awaiting_visa, give_visa, withdraw_visa
from pairing.services.meetings import cancel_meeting, plan_meeting, record_meeting, update_meeting
from programs.models import AuditEvent, PersonalLink
from programs.services.audit import Refusal
from programs.services.links import revoke_link
from programs.tenancy import access_for
from tests.factories import make_user
from tests.pairing.makers import make_pair_in

TODAY = timezone.localdate()
STARTED = TODAY - timedelta(days=20)


@pytest.fixture
def pair(program, curator, director):
    return make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)


def meet(pair, by, **fields):
    return record_meeting(
        **{"pair": pair, "kind": MeetingKind.REGULAR, "date": TODAY, "by": by, **fields}
    ).meeting


# --- visa -------------------------------------------------------------------------------------------------


def test_visa_signs_many_at_once_and_leaves_what_is_planned(program, pair, curator):
    held, other = meet(pair, curator), meet(pair, curator, date=STARTED)
    planned = plan_meeting(pair=pair, kind=MeetingKind.REGULAR, date=TODAY, by=curator).meeting

    signed = give_visa(meetings=[held, other, planned], by=curator)

    assert signed == 2
    assert dict(Meeting.objects.values_list("pk", "visa_by")) == {
        held.pk: curator.pk,
        other.pk: curator.pk,
        planned.pk: None,
    }
    assert AuditEvent.objects.filter(action="meeting.visa").count() == 2
    assert not awaiting_visa(program).exists()
    with pytest.raises(Refusal, match="Визировать нечего"):
        give_visa(meetings=[held, planned], by=curator)


def test_signed_record_takes_no_change_from_anybody_until_the_visa_is_withdrawn(program, pair, curator):
    access = access_for(curator, program, TODAY)
    meeting = meet(pair, curator)
    give_visa(meetings=[meeting], by=curator)
    changes = {"kind": meeting.kind, "date": TODAY, "state": MeetingState.HELD, "topic": "дроби"}

    with pytest.raises(Refusal, match="завизировал"):
        update_meeting(meeting=meeting, access=access, **changes)
    with pytest.raises(Refusal, match="завизировал"):
        cancel_meeting(meeting=meeting, reason="болезнь", access=access)
    with pytest.raises(Refusal, match="почему снимаете"):
        withdraw_visa(meeting=meeting, reason=" ", by=curator)
    withdraw_visa(meeting=meeting, reason="опечатка в дате", by=curator)
    update_meeting(meeting=meeting, access=access, **changes)

    meeting.refresh_from_db()
    assert (meeting.visa_by, meeting.visa_at, meeting.topic) == (None, None, "дроби")
    assert AuditEvent.objects.get(action="meeting.visa_withdraw").sentence.endswith("опечатка в дате")
    with pytest.raises(Refusal, match="нет визы"):
        withdraw_visa(meeting=meeting, reason="ещё раз", by=curator)


# --- drafts -----------------------------------------------------------------------------------------------


def test_draft_belongs_to_its_pair_and_writer_alone(program, pair, curator, director):
    other_pair = make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)
    stranger = make_user()
    link = issue_meeting_link(pair=pair, person=pair.mentor.person, by=curator)

    save_draft(pair=pair, data={"content": "Решали задачи", "reason": "обижают"}, user=curator)
    save_draft(pair=pair, data={"topic": "Дроби"}, link=link)

    assert draft_of(pair, user=curator).data == {"content": "Решали задачи"}
    assert draft_of(pair, link=link).data == {"topic": "Дроби"}
    assert [draft_of(pair, user=stranger), draft_of(other_pair, user=curator)] == [None, None]


def test_draft_is_one_per_writer_and_goes_when_the_meeting_is_written(pair, curator):
    for text in ("раз", "два"):
        save_draft(pair=pair, data={"content": text, "absent": ["5"]}, user=curator)
    assert [draft.data for draft in MeetingDraft.objects.all()] == [{"content": "два", "absent": ["5"]}]

    meet(pair, curator)

    assert not MeetingDraft.objects.exists()


def test_pair_that_does_not_work_keeps_no_drafts(program, curator, director):
    pair = make_pair_in(program, curator, PairState.COMPLETED)

    with pytest.raises(Refusal, match="не действует"):
        save_draft(pair=pair, data={"content": "…"}, user=curator)


# --- personal links ---------------------------------------------------------------------------------------


def test_everybody_of_a_pair_gets_one_living_link(program, pair, curator):
    made = issue_all(pairs=[pair], by=curator)
    again = issue_all(pairs=[pair], by=curator)
    links = open_links(program)

    mentee = pair.members.get().mentee.person
    assert (made, again) == (2, 0)
    assert set(links) == {(pair.pk, pair.mentor.person_id), (pair.pk, mentee.pk)}
    holders = [holder_of(link) for link in links.values()]
    assert [(holder.person, holder.is_mentor) for holder in holders] == [
        (pair.mentor.person, True),
        (mentee, False),
    ]


def test_revoked_link_is_replaced_by_a_new_one(pair, curator):
    first = issue_meeting_link(pair=pair, person=pair.mentor.person, by=curator)
    revoke_link(link=first, by=curator)

    second = issue_meeting_link(pair=pair, person=pair.mentor.person, by=curator)

    assert first.pk != second.pk


def test_stranger_and_a_draft_pair_get_no_link(program, pair, curator, director):
    other = make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)
    draft = make_pair_in(program, curator, PairState.DRAFT)

    with pytest.raises(Refusal, match="не состоит"):
        issue_meeting_link(pair=pair, person=other.mentor.person, by=curator)
    with pytest.raises(Refusal, match="утверждённых и действующих"):
        issue_meeting_link(pair=draft, person=draft.mentor.person, by=curator)

    assert not PersonalLink.objects.exists()
