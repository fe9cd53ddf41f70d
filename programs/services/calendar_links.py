"""Links of calendars: one open link for an account or a person in a programme, revoked or made anew at any time."""

from __future__ import annotations

from datetime import date
from typing import Any

import segno
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from programs.enums import LinkPurpose
from programs.models import PersonalLink, Program, User
from programs.registries.calendar import CalendarOwner
from programs.services.links import issue_link, revoke_link
from programs.tenancy import access_for

CALENDAR = LinkPurpose.CALENDAR


def calendar_link(
    program: Program, *, user: User | None = None, person_id: int | None = None
) -> PersonalLink | None:
    """The open link of the account or the person; None when there is none."""
    return _open_links(program, user, person_id).first()


@transaction.atomic
def renew_calendar_link(
    *, program: Program, by: User, user: User | None = None, person_id: int | None = None
) -> PersonalLink:
    """A new link; the one before opens nothing from now on."""
    Program.objects.select_for_update().get(
        pk=program.pk
    )  # two presses at once: the second replaces the first
    _revoke_all(program, by, user, person_id)
    return issue_link(
        program=program,
        purpose=CALENDAR,
        by=by,
        title="Мой календарь" if user else "Календарь участника",
        payload=_payload(user, person_id),
    )


@transaction.atomic
def revoke_calendar_link(
    *, program: Program, by: User, user: User | None = None, person_id: int | None = None
) -> bool:
    """Returns whether there was something to revoke."""
    return _revoke_all(program, by, user, person_id) > 0


def owner_of(link: PersonalLink, on: date) -> CalendarOwner | None:
    """None when the account is closed or has no role in the school any more: the link outlives no rights."""
    if person_id := link.payload.get("person"):
        return CalendarOwner(link.program, person_id=person_id)
    user = User.objects.filter(pk=link.payload.get("user"), is_active=True).first()
    access = access_for(user, link.program, on) if user else None
    return CalendarOwner(link.program, access=access) if access and access.roles else None


def qr_picture(address: str) -> str:
    """A data: address of a black and white picture."""
    return segno.make(address, error="m").svg_data_uri(scale=8, border=2, xmldecl=False)


def _revoke_all(program: Program, by: User, user: User | None, person_id: int | None) -> int:
    found = list(_open_links(program, user, person_id))
    for link in found:
        revoke_link(link=link, by=by)
    return len(found)


def _open_links(program: Program, user: User | None, person_id: int | None) -> QuerySet[PersonalLink]:
    whose = {"payload__user": user.pk} if user else {"payload__person": person_id}
    links = PersonalLink.objects.open(timezone.now()).filter(program=program, purpose=CALENDAR, **whose)
    return links.select_related("program__school").order_by("-pk")


def _payload(user: User | None, person_id: int | None) -> dict[str, Any]:
    return {"user": user.pk} if user else {"person": person_id}
