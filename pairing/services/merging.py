"""What pairs say to a merge of two cards."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from mentoring_site.words import counted
from pairing.models import CompatibilityTest, PairMember
from pairing.services.preferences import side_of
from participants.models import Mentee, Mentor
from programs.enums import LinkPurpose
from programs.models import PersonalLink
from programs.services.audit import Refusal


def refuse_pair_of_one(keep: Any, drop: Any) -> None:
    """A mentor and his mentee, in whatever state their pair or test is, are two people."""
    both = Q(mentee__person=keep, pair__mentor__person=drop) | Q(
        mentee__person=drop, pair__mentor__person=keep
    )
    tested = Q(mentee__person=keep, mentor__person=drop) | Q(mentee__person=drop, mentor__person=keep)
    if PairMember.objects.filter(both).exists() or CompatibilityTest.objects.filter(tested).exists():
        raise Refusal(
            f"{keep.full_name} и {drop.full_name} — наставник и наставляемый одной пары, это два человека. "
            "Если карточки всё же об одном, сначала исправьте пару."
        )


def refuse_more_than_places(keep: Any, drop: Any) -> None:
    """Two cards of a mentor who lead pairs: the one left must have places for all their mentees."""
    seats = PairMember.objects.taking_places()
    led = [seats.filter(pair__mentor__person=person).count() for person in (keep, drop)]
    if not all(led):
        return
    entries = {
        entry.program_id: entry for entry in Mentor.objects.filter(person=drop).select_related("program")
    }
    entries |= {
        entry.program_id: entry for entry in Mentor.objects.filter(person=keep).select_related("program")
    }
    open_places = [entry.places for entry in entries.values() if entry.program.is_open]
    places = min(open_places, default=sum(led))
    if sum(led) > places:
        taken = counted(sum(led), "наставляемый", "наставляемых", "наставляемых")
        limit = counted(places, "место", "места", "мест")
        raise Refusal(
            f"{keep.full_name}: в двух карточках вместе {taken}, а в той, что останется, {limit}. "
            "Измените в ней число мест или завершите лишнюю пару, потом объедините."
        )


def move_preference_links(keep: Any, drop: Any) -> None:
    """The address of the sheet of preferences names an entry of a base; one address is left to one entry."""
    if not isinstance(keep, Mentor | Mentee):
        return
    links = PersonalLink.objects.filter(
        program=keep.program_id, purpose=LinkPurpose.PREFERENCE, payload__side=side_of(keep), revoked_at=None
    )
    has_own = links.filter(payload__entry=keep.pk).exists()
    for link in links.filter(payload__entry=drop.pk):
        if has_own:
            link.revoked_at = timezone.now()
        link.payload = {**link.payload, "entry": keep.pk}
        link.save(update_fields=["payload", "revoked_at"])
