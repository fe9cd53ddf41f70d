"""What binds or parts two people beside their own papers: wishes, bans, common hours, whose superior one is.

One query each for any number of people; keys are entries of the bases or persons, as each function says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q

from pairing.enums import PairState
from pairing.models import PairBan, PairMember, Preference, PreferenceSheet
from participants.models import Availability, Enrolment, Mentor, TopicChoice

Slot = tuple[int, int]
Couple = tuple[int, int]  # (mentor's person, mentee's person)


@dataclass(frozen=True)
class Wishes:
    """A sheet of preferences; the other side by entry."""

    ranks: Mapping[int, int] = field(default_factory=dict)
    refuses: frozenset[int] = frozenset()
    wishes_gender: str = ""


class Refused(NamedTuple):
    """Who of two marked the other «не хочу». Ids of entries would not tell: the two bases count apart."""

    by_mentor: bool = False
    by_mentee: bool = False


def wishes_by_mentor(mentors: Collection[int]) -> dict[int, Wishes]:
    """Those who gave a sheet, by mentor."""
    return _wishes("mentor", mentors)


def wishes_by_mentee(mentees: Collection[int]) -> dict[int, Wishes]:
    return _wishes("mentee", mentees)


def refusals_between(mentors: Collection[int], mentees: Collection[int]) -> dict[tuple[int, int], Refused]:
    """Who of (mentor, mentee), by entry, marked the other «не хочу»."""
    found: dict[tuple[int, int], Refused] = {}
    said = Preference.objects.filter(
        Q(sheet__mentor__in=mentors, mentee__in=mentees) | Q(sheet__mentee__in=mentees, mentor__in=mentors),
        rank__isnull=True,
    ).values_list("sheet__mentor", "mentee", "sheet__mentee", "mentor")
    for speaking_mentor, mentee, speaking_mentee, mentor in said:
        if speaking_mentor is not None:
            couple = speaking_mentor, mentee
            found[couple] = found.get(couple, Refused())._replace(by_mentor=True)
        else:
            couple = mentor, speaking_mentee
            found[couple] = found.get(couple, Refused())._replace(by_mentee=True)
    return found


def slots_by_mentor(mentors: Collection[int]) -> dict[int, frozenset[Slot]]:
    return _slots("mentor", mentors)


def slots_by_mentee(mentees: Collection[int]) -> dict[int, frozenset[Slot]]:
    return _slots("mentee", mentees)


def topics_by_mentor(mentors: Collection[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    return _topics("mentor", mentors)


def topics_by_mentee(mentees: Collection[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    return _topics("mentee", mentees)


def bans_between(mentor_people: Collection[int], mentee_people: Collection[int]) -> dict[Couple, str]:
    """A sentence for each couple that the school has forbidden, in either role."""
    ours, theirs = set(mentor_people), set(mentee_people)
    found: dict[Couple, str] = {}
    for ban in PairBan.objects.filter(first__in=ours | theirs, second__in=ours | theirs):
        for mentor, mentee in ((ban.first_id, ban.second_id), (ban.second_id, ban.first_id)):
            if mentor in ours and mentee in theirs:
                found[mentor, mentee] = ban.words
    return found


def heads_of(mentors: Collection[Mentor]) -> dict[int, frozenset[int]]:
    """Persons whose direct superior the mentor is, by mentor: members of the subject group that he heads."""
    users = {mentor.person.user_id: mentor.pk for mentor in mentors if mentor.person.user_id}
    found: dict[int, set[int]] = {}
    if users:
        program = next(iter(mentors)).program_id
        for head, person in Enrolment.objects.filter(
            program=program, subject_group__head__in=users
        ).values_list("subject_group__head", "person"):
            found.setdefault(users[head], set()).add(person)
    return {mentor: frozenset(people) for mentor, people in found.items()}


def continued_pairs(
    mentor_people: Collection[int], mentee_people: Collection[int], program: int
) -> set[Couple]:
    """Couples who completed a pair in an earlier programme."""
    return set(
        PairMember.objects.filter(
            pair__state=PairState.COMPLETED,
            pair__mentor__person__in=mentor_people,
            mentee__person__in=mentee_people,
        )
        .exclude(program=program)
        .order_by()
        .values_list("pair__mentor__person", "mentee__person")
    )


def _wishes(side: str, entries: Collection[int]) -> dict[int, Wishes]:
    other = "mentee" if side == "mentor" else "mentor"
    sheets = dict(
        PreferenceSheet.objects.filter(**{f"{side}__in": entries}).values_list(f"{side}_id", "wishes_gender")
    )
    ranks: dict[int, dict[int, int]] = {}
    refuses: dict[int, set[int]] = {}
    for entry, chosen, rank in Preference.objects.filter(
        **{f"sheet__{side}__in": entries}, **{f"{other}__isnull": False}
    ).values_list(f"sheet__{side}", other, "rank"):
        if rank is None:
            refuses.setdefault(entry, set()).add(chosen)
        else:
            ranks.setdefault(entry, {})[chosen] = rank
    return {
        entry: Wishes(ranks.get(entry, {}), frozenset(refuses.get(entry, ())), gender)
        for entry, gender in sheets.items()
    }


def _slots(side: str, entries: Collection[int]) -> dict[int, frozenset[Slot]]:
    found: dict[int, set[Slot]] = {}
    for entry, weekday, hour in Availability.objects.filter(**{f"{side}__in": entries}).values_list(
        side, "weekday", "hour"
    ):
        found.setdefault(entry, set()).add((weekday, hour))
    return {entry: frozenset(slots) for entry, slots in found.items()}


def _topics(side: str, entries: Collection[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for entry, topic, title in (
        TopicChoice.objects.filter(**{f"{side}__in": entries})
        .order_by("topic__position", "topic__title")
        .values_list(side, "topic", "topic__title")
    ):
        found.setdefault(entry, []).append((topic, title))
    return {entry: tuple(topics) for entry, topics in found.items()}
