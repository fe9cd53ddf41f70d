"""What follows from «предложить»: awards with the reasons as words, or applications of the open contest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from monitoring.candidates import Candidate
from monitoring.enums import NomineeKind
from monitoring.models import HonourNomination
from monitoring.services.contests import add_entry
from monitoring.services.recognition import Proposal, propose
from pairing.models import Pair
from participants.models import Mentor
from programs.models import User


@transaction.atomic
def propose_candidates(
    *, honour: HonourNomination, candidates: Sequence[Candidate], kind: str, on: date, by: User
) -> int:
    """kind: of the award; "" makes applications of the nomination's contest. Returns how many were made.

    A pair is honoured as its people are: the mentor and each mentee get an award of their own.
    """
    is_pair = honour.of_whom == NomineeKind.PAIR
    keys = [one.facts.key for one in candidates]
    mentors = {
        one.pk: one for one in Mentor.objects.filter(pk__in=[] if is_pair else keys).select_related("person")
    }
    pairs = {one.pk: one for one in Pair.objects.with_people().filter(pk__in=keys if is_pair else [])}
    if not kind:
        for one in candidates:
            add_entry(
                contest=honour.contest,
                nomination=honour,
                mentor=mentors.get(one.facts.key),
                pair=pairs.get(one.facts.key),
                text="\n".join(f"– {reason}" for reason in one.reasons),
                on=on,
                by=by,
            )
        return len(candidates)
    proposals = []
    for one in candidates:
        pair = pairs.get(one.facts.key)
        mentor = pair.mentor if pair else mentors[one.facts.key]
        shared = {"kind": kind, "reason": one.text, "nomination": honour, "pair": pair}
        proposals.append(Proposal(person=mentor.person, mentor=mentor, **shared))
        if pair:
            proposals += [Proposal(person=member.mentee.person, **shared) for member in pair.staying]
    return len(propose(program=honour.program, proposals=proposals, by=by))
