from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.enums import Conclusion, MeetingKind, PairState
from pairing.registrations_rooms import compatibility_panel, meeting_panel
from pairing.services.meetings import record_meeting
from pairing.services.tests import record_test
from participants.enums import ConsentPurpose
from programs.tenancy import access_for
from tests.factories import make_consent, make_member
from tests.pairing.makers import make_pair_in

TODAY = timezone.localdate()


def test_panels_show_latest_meeting_and_conclusion_without_notes(program, curator, director):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    psychologist = make_member(program.school, Role.PSYCHOLOGIST)
    mentee = pair.members.all()[0].mentee
    for entry in (pair.mentor, mentee):
        make_consent(entry.person, psychologist, purpose=ConsentPurpose.TESTING)
    record_test(
        mentor=pair.mentor,
        mentee=mentee,
        method="ОМО",
        conducted_on=TODAY,
        conclusion=Conclusion.RECOMMENDED,
        notes="Занавеска",
        by=psychologist,
    )
    record_meeting(pair=pair, kind=MeetingKind.INTRODUCTION, date=TODAY, by=curator)
    access = access_for(curator, program, TODAY)

    meetings = render_to_string("pairing/meeting_panel.html", {"panel": meeting_panel(pair, access, TODAY)})
    tests = render_to_string("pairing/test_panel.html", {"panel": compatibility_panel(pair, access, TODAY)})

    assert "Знакомство" in meetings
    assert f"/pairs/{pair.pk}/meetings/add/" in meetings
    assert "рекомендована" in tests
    assert "Занавеска" not in tests


def test_draft_pair_has_no_meeting_panel(program, curator):
    pair = make_pair_in(program, curator, PairState.DRAFT)

    assert meeting_panel(pair, access_for(curator, program, TODAY), TODAY) is None
