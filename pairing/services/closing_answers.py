"""What both sides said of the pair at its end: who was asked, who has answered; the answers are the psychologist's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from pairing.enums import PairSurveyKind, Respondent
from pairing.models import Pair, PairSurveyInvite
from pairing.services.pair_surveys import halves_of, invite_pair
from participants.models import Person
from programs.models import User
from programs.services.links import link_url


@dataclass(frozen=True)
class ClosingVoice:
    """One half of the pair. answered_on None: not yet, or not asked. url: of the page to answer, "" when not asked."""

    name: str
    role: str
    is_asked: bool
    answered_on: date | None
    url: str


def ask_both(*, pair: Pair, by: User, on: date) -> list[PairSurveyInvite]:
    """Links of the closing questions for both sides; asked again, the same links."""
    return invite_pair(pair=pair, kind=PairSurveyKind.CLOSING, by=by, on=on)


def closing_voices(pair: Pair) -> list[ClosingVoice]:
    """Mentor and members who are in the pair until its end; one query."""
    invites = {
        invite.person_id: invite
        for invite in PairSurveyInvite.objects.filter(pair=pair, survey__kind=PairSurveyKind.CLOSING)
        .select_related("response", "link")
        .order_by("pk")
    }
    return [_voice(person, role, invites.get(person.pk)) for person, role in halves_of(pair)]


def _voice(person: Person, role: str, invite: PairSurveyInvite | None) -> ClosingVoice:
    response = invite.response if invite else None
    answered = response.submitted_at if response else None
    is_waiting = invite is not None and not answered and invite.link is not None
    return ClosingVoice(
        person.list_name,
        Respondent(role).label,
        invite is not None,
        timezone.localdate(answered) if answered else None,
        link_url(invite.link) if is_waiting and invite.link.revoked_at is None else "",
    )
