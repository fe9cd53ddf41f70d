"""Personal links of a pair's people to their page /m/<token>/: issued by the curator, one living link per person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from pairing.enums import PairState
from pairing.models import Pair, PairMember
from participants.models import Person
from participants.services.guards import refuse_closed
from programs.enums import LinkPurpose
from programs.models import PersonalLink, Program, User
from programs.services.audit import Refusal
from programs.services.links import issue_link


@dataclass(frozen=True)
class Holder:
    """Whose page it is."""

    pair: Pair
    person: Person
    member: PairMember | None  # None: he is the mentor

    @property
    def is_mentor(self) -> bool:
        return self.member is None


def people_of_pair(pair: Pair) -> list[Person]:
    """The mentor, then the mentees who have not left."""
    return [
        pair.mentor.person,
        *(m.mentee.person for m in pair.members.all() if m.is_open and not m.is_waiting),
    ]


def open_links(program: Program) -> dict[tuple[int, int], PersonalLink]:
    """Living links of the programme by (pair, person): one query."""
    links = PersonalLink.objects.filter(program=program, purpose=LinkPurpose.MEETING).open(timezone.now())
    return {
        (link.payload.get("pair", 0), link.payload.get("person", 0)): link for link in links.order_by("pk")
    }


def holder_of(link: PersonalLink) -> Holder | None:
    """None when the pair is gone, not yet decided, or the person stands in it no longer."""
    pair = Pair.objects.with_people().filter(pk=link.payload.get("pair"), program=link.program).first()
    if pair is None or pair.state in (PairState.DRAFT, PairState.SUBMITTED):
        return None
    person = link.payload.get("person")
    if person == pair.mentor.person_id:
        return Holder(pair, pair.mentor.person, None)
    for member in pair.members.all():
        # A closed pair lets its people read; who left a living group has nothing to read any more.
        if member.is_waiting:
            continue  # his order is not signed yet
        if member.mentee.person_id == person and (member.is_open or pair.state != PairState.ACTIVE):
            return Holder(pair, member.mentee.person, member)
    return None


@transaction.atomic
def issue_meeting_link(*, pair: Pair, person: Person, by: User) -> PersonalLink:
    """The person's living link in this pair, or a new one. Refusal for a stranger and a pair that does not work."""
    # The pair is the lock: two clicks must not make two links.
    Pair.objects.select_for_update().filter(pk=pair.pk).order_by().values_list("pk", flat=True).first()
    pair = Pair.objects.with_people().get(pk=pair.pk)
    refuse_closed(pair.program)
    if pair.state not in (PairState.APPROVED, PairState.ACTIVE):
        raise Refusal("Ссылки выдают участникам утверждённых и действующих пар.")
    if person.pk not in {one.pk for one in people_of_pair(pair)}:
        raise Refusal(f"{person.list_name} не состоит в этой паре. Обновите страницу.")
    known = open_links(pair.program).get((pair.pk, person.pk))
    if known is not None:
        return known
    role = "наставник" if person.pk == pair.mentor.person_id else "наставляемый"
    number = f"пара № {pair.number}" if pair.number else "пара"
    return issue_link(
        program=pair.program,
        purpose=LinkPurpose.MEETING,
        by=by,
        title=f"{person.list_name}: {number}, {role}",
        payload={"pair": pair.pk, "person": person.pk},
    )


@transaction.atomic
def issue_all(*, pairs: Iterable[Pair], by: User) -> int:
    """Links for everybody of these pairs who has none; returns how many were made."""
    made = 0
    pairs = list(pairs)
    if not pairs:
        raise Refusal("Действующих пар нет: ссылки выдавать некому.")
    known = open_links(pairs[0].program)
    for pair in pairs:
        for person in people_of_pair(pair):
            if (pair.pk, person.pk) not in known:
                issue_meeting_link(pair=pair, person=person, by=by)
                made += 1
    return made
