"""Two cards of one person become one: of each survey one invitation stays, the answered one."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from monitoring.models import Invitation
from participants.enums import ResponseState
from participants.models import Person, Response
from programs.models import PersonalLink


def merge_invitations(keep: Any, drop: Any) -> None:
    """For MERGE_MOVERS. The link of the other closes, else a survey without names would be answered twice."""
    if not isinstance(keep, Person):
        return
    rows = Invitation.objects.select_for_update().filter(person__in=[keep, drop], representative=None)
    by_campaign: dict[int, list[Invitation]] = {}
    for row in rows:
        by_campaign.setdefault(row.campaign_id, []).append(row)
    for both in by_campaign.values():
        if len(both) < 2:
            continue
        gone = min(both, key=lambda row: (row.is_answered, row.person_id == keep.pk))
        PersonalLink.objects.filter(pk=gone.link_id, revoked_at=None).update(revoked_at=timezone.now())
        Response.objects.filter(link=gone.link_id, person=None, state=ResponseState.DRAFT).exclude(
            link=None
        ).delete()
        gone.delete()
