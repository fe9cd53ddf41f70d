"""What events know of a partner organisation, for its card (programs/partners.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, short_date
from participants.enums import InvitationState
from participants.models import EventInvitation
from programs.models import Partner
from programs.partners import PartnerFact


def invited(partner: Partner, access: Access, on: date) -> Iterable[PartnerFact]:
    """To how many events of the year it was invited, and how many times it comes."""
    if not access.has(Permission.EVENT_VIEW):
        return
    rows = list(
        EventInvitation.objects.filter(partner=partner, event__program=access.program)
        .order_by("event__planned_on", "pk")
        .values_list("state", "event__title", "event__planned_on")
    )
    comes = sum(state == InvitationState.COMES for state, *_ in rows)
    note = ""
    if rows:
        _, title, day = rows[-1]
        note = f"{title}, {short_date(day)}"
    words = counted(len(rows), "приглашение", "приглашения", "приглашений")
    yield PartnerFact(
        "Приглашены на события", f"{words}, придут: {comes}" if rows else "не приглашали", note=note
    )
