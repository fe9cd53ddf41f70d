"""What follows from «предложить»: awards with the reasons as words, or applications of the open contest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from monitoring.candidates import Candidate
from monitoring.enums import AwardKind, ContestState, NomineeKind
from monitoring.models import Award, Contest, HonourNomination
from monitoring.services.contests import add_entry
from monitoring.services.recognition import Proposal, propose
from pairing.models import Pair
from participants.models import Mentor
from programs.models import User
from programs.services.audit import Refusal


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
        # Read aloud, printed on the sheet: the words of the nomination, counts only where it has none.
        shared = {"kind": kind, "reason": honour.wants or one.text, "nomination": honour, "pair": pair}
        proposals.append(Proposal(person=mentor.person, mentor=mentor, **shared))
        if pair:
            proposals += [Proposal(person=member.mentee.person, **shared) for member in pair.staying]
    return len(propose(program=honour.program, proposals=proposals, by=by))


@transaction.atomic
def propose_winners(*, contest: Contest, by: User) -> int:
    """Diplomas for the first places, certificates for the second and the third; pairs are honoured as their people.

    Returns how many were proposed; whoever has it already is passed over.
    """
    if contest.state != ContestState.CLOSED:
        raise Refusal("Итоги ещё не подведены: награждать некого.")
    entries = contest.entries.filter(place__isnull=False).select_related("mentor__person", "nomination")
    pairs = {one.pk: one for one in Pair.objects.with_people().filter(pk__in=entries.values("pair"))}
    proposals = []
    for entry in entries:
        pair = pairs.get(entry.pair_id)
        shared = {
            "kind": AwardKind.DIPLOMA if entry.place == 1 else AwardKind.CERTIFICATE,
            "nomination": entry.nomination,
            "reason": f"{entry.place} место в конкурсе «{contest.title}»",
            "entry": entry,
            "pair": pair,
        }
        proposals.append(Proposal(person=entry.mentor.person, mentor=entry.mentor, **shared))
        if pair:
            proposals += [Proposal(person=member.mentee.person, **shared) for member in pair.staying]
    return len(propose(program=contest.program, proposals=proposals, by=by))


def unhonoured(contest: Contest) -> int:
    """Places that no award stands behind yet."""
    placed = contest.entries.filter(place__isnull=False)
    return placed.exclude(pk__in=Award.objects.filter(entry__contest=contest).values("entry")).count()
