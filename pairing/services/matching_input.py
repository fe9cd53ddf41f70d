"""One form of one programme as the matching sees it: read by a constant number of queries, no decision made here.

Who stands in a pair leaves the problem with his place. The unlocked drafts of runs are free again: the next run may
place their people anew, with a bonus for what stands on the board.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pairing import edges
from pairing.enums import OPEN_STATES, EditKind, PairOrigin, PairState
from pairing.matching.model import Party, Problem
from pairing.models import MatchingRun, Pair, PairMember, RunEdit
from pairing.services import ties
from pairing.services.facts import ORDER, History, history_of, mentee_sides, mentor_sides, model_facts
from pairing.services.outcomes import asking_new_match
from participants.enums import MenteeStatus, MentorStatus
from participants.models import Mentee, Mentor
from programs.models import InteractionModel, MentoringForm

WORDS = re.compile(r"[,;.\n•]+|\s+и\s+")


@dataclass(frozen=True)
class Input:
    """All that is known of one form on one day; `problem()` takes of it what is free."""

    form: MentoringForm
    on: date
    mentors: Mapping[int, Party]
    mentees: Mapping[int, Party]
    pairs: tuple[Pair, ...]  # open, with_people()
    models: tuple[edges.Model, ...]
    history: History
    taken_apart: Mapping[ties.Couple, str]  # by the curator on the board
    continued: frozenset[ties.Couple]

    def problem(self, also_free: Collection[int] = (), *, by_hand: bool = False) -> Problem:
        """also_free: pairs whose people are asked about though they are not free.

        by_hand: the curator chooses himself, so couples whom he took apart may meet again.
        """
        freed = [pair for pair in self.pairs if is_free(pair) or pair.pk in also_free]
        staying = {pair.pk for pair in self.pairs} - {pair.pk for pair in freed}
        busy = {
            member.mentee_id for pair in self.pairs if pair.pk in staying for member in open_members(pair)
        }
        returned: dict[int, int] = {}
        for pair in freed:
            returned[pair.mentor_id] = returned.get(pair.mentor_id, 0) + len(open_members(pair))
        return Problem(
            mentors=tuple(
                replace(
                    party,
                    side=replace(
                        party.side,
                        places_taken=max(0, party.side.places_taken - returned.get(mentor, 0)),
                    ),
                )
                for mentor, party in self.mentors.items()
            ),
            mentees=tuple(
                replace(party, side=replace(party.side, has_open_pair=False))
                for mentee, party in self.mentees.items()
                if mentee not in busy
            ),
            models=self.models,
            parted=self.history.parted,
            bans=self.history.bans if by_hand else {**self.taken_apart, **self.history.bans},
            conclusions=self.history.tests,
            continued=self.continued,
            drafts=frozenset(
                (pair.mentor_id, member.mentee_id)
                for pair in self.pairs
                if is_free(pair)
                for member in open_members(pair)
            ),
        )

    def names(self) -> dict[str, dict[str, str]]:
        """«Лебедев Артём, 10 «А»» by entry: what a stored run is read by later."""
        return {
            "mentors": {str(key): label_of(party) for key, party in self.mentors.items()},
            "mentees": {str(key): label_of(party) for key, party in self.mentees.items()},
        }


def is_free(pair: Pair) -> bool:
    """A draft that the next run may take apart: made by a run and not locked."""
    return pair.state == PairState.DRAFT and pair.origin == PairOrigin.RUN and not pair.is_locked


def open_members(pair: Pair) -> list[PairMember]:
    """Who is in the pair now: a living group keeps those who have left."""
    return [member for member in pair.members.all() if member.is_open]


def label_of(party: Party) -> str:
    side = party.side
    return f"{side.name}, {side.place}" if side.place else side.name


def read_input(form: MentoringForm, on: date) -> Input:
    """on: the day on which consents must be valid and waiting is counted to."""
    mentors = list(
        Mentor.objects.filter(form=form, status=MentorStatus.ADMITTED)
        .select_related("person", "form")
        .order_by(*ORDER)
    )
    mentees = list(
        Mentee.objects.filter(form=form, status=MenteeStatus.ADMITTED)
        .select_related("person", "form", "wished_model")
        .order_by(*ORDER)
    )
    mentor_people = [mentor.person_id for mentor in mentors]
    mentee_people = [mentee.person_id for mentee in mentees]
    history = history_of(mentors, mentees)
    return Input(
        form=form,
        on=on,
        mentors=_mentor_parties(mentors, history, on),
        mentees=_mentee_parties(mentees, history, form, on),
        pairs=tuple(
            Pair.objects.filter(form=form, state__in=OPEN_STATES).with_people().order_by("-score", "pk")
        ),
        models=tuple(
            model_facts(model)
            for model in InteractionModel.objects.filter(form=form, is_active=True).order_by("position", "pk")
        ),
        history=history,
        taken_apart=_taken_apart(form),
        continued=frozenset(ties.continued_pairs(mentor_people, mentee_people, form.program_id)),
    )


def interests(text: str) -> tuple[str, ...]:
    """«Шахматы, физика и волейбол» -> words and phrases, without repeats, as typed."""
    parts = (" ".join(part.split()) for part in WORDS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _mentor_parties(mentors: list[Mentor], history: History, on: date) -> dict[int, Party]:
    sides = mentor_sides(mentors, on)
    keys = [mentor.pk for mentor in mentors]
    wishes, topics = ties.wishes_by_mentor(keys), ties.topics_by_mentor(keys)
    return {
        mentor.pk: Party(
            side=sides[mentor.pk],
            gender=mentor.person.gender,
            interests=interests(mentor.interests),
            topics=topics.get(mentor.pk, ()),
            slots=history.mentor_slots.get(mentor.pk, frozenset()),
            heads=history.heads.get(mentor.pk, frozenset()),
            **_said(wishes.get(mentor.pk)),
        )
        for mentor in mentors
    }


def _mentee_parties(
    mentees: list[Mentee], history: History, form: MentoringForm, on: date
) -> dict[int, Party]:
    sides = mentee_sides(mentees, on)
    keys = [mentee.pk for mentee in mentees]
    wishes, topics = ties.wishes_by_mentee(keys), ties.topics_by_mentee(keys)
    go_first = _left_out(form) | asking_new_match(form.program)
    return {
        mentee.pk: Party(
            side=sides[mentee.pk],
            gender=mentee.person.gender,
            interests=interests(mentee.interests),
            topics=topics.get(mentee.pk, ()),
            slots=history.mentee_slots.get(mentee.pk, frozenset()),
            days_waiting=max(0, (on - mentee.entered_on).days) if mentee.entered_on else 0,
            was_left_out=mentee.pk in go_first,
            **_said(wishes.get(mentee.pk)),
        )
        for mentee in mentees
    }


def _said(wishes: ties.Wishes | None) -> dict[str, object]:
    if wishes is None:
        return {}
    return {
        "ranks": wishes.ranks,
        "refuses": wishes.refuses,
        "wishes_gender": wishes.wishes_gender,
        "answered": True,
    }


def _left_out(form: MentoringForm) -> set[int]:
    """Who stayed alone in the last round that went to the director.

    Runs that are still tried out do not count: or each would change the next one's priorities, and the same
    data would never give the same plan twice.
    """
    run = (
        MatchingRun.objects.filter(
            form=form, pairs__in=Pair.objects.filter(form=form).exclude(state=PairState.DRAFT)
        )
        .order_by("-number")
        .values_list("result", flat=True)
        .first()
    )
    return {row["mentee_id"] for row in run["unplaced"]} if run else set()


def _taken_apart(form: MentoringForm) -> dict[ties.Couple, str]:
    """Couples whom the curator took apart on the board: the next run does not put them together again."""
    edits: Iterable[tuple[int, int, str]] = RunEdit.objects.filter(
        run__form=form, kind=EditKind.PARTED, was_mentor__isnull=False
    ).values_list("was_mentor__person", "mentee__person", "reason")
    return {(mentor, mentee): f"разъединены на доске — {reason}" for mentor, mentee, reason in edits}
