"""Two surveys without names that almost the same people answered: the difference of their sums would tell of the rest.

Five of six answer in the first survey, all six in the second: what the second has more is the sixth. Which people
answered is known (their links were used), so the later survey is held, while the earlier one may have been read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitoring.enums import CampaignState
from monitoring.models import Campaign, Invitation
from participants.enums import QuestionKind
from participants.models import Question
from programs.models import Program

NEAR = timedelta(days=30)  # later on people answer anew, and a sum less another sum says nothing


@dataclass(frozen=True)
class Asked:
    """One closed survey: when it ran, who answered, what was asked (words of its countable questions)."""

    key: int
    opened_at: datetime
    closed_at: datetime
    people: frozenset[tuple[int | None, int | None, str]]
    questions: frozenset[str]


def held_twins(surveys: Iterable[Asked], *, smallest: int) -> set[int]:
    """Keys of those that must not be shown beside an earlier one that is."""
    shown: list[Asked] = []
    held: set[int] = set()
    for one in sorted(surveys, key=lambda survey: (survey.opened_at, survey.key)):
        if any(_tells(other, one, smallest) for other in shown):
            held.add(one.key)
        else:
            shown.append(one)
    return held


def _tells(earlier: Asked, later: Asked, smallest: int) -> bool:
    if later.opened_at - earlier.closed_at >= NEAR or not earlier.questions & later.questions:
        return False
    return bool(earlier.people & later.people) and 0 < len(earlier.people ^ later.people) < smallest


def twins_of(program: Program, *, smallest: int) -> set[int]:
    """Held surveys of the programme; three queries for any number of them."""
    campaigns = list(
        Campaign.objects.filter(
            program=program, questionnaire__is_anonymous=True, state=CampaignState.CLOSED
        ).select_related("questionnaire")
    )
    if len(campaigns) < 2:
        return set()
    people: dict[int, set[tuple[int | None, int | None, str]]] = defaultdict(set)
    rows = Invitation.objects.filter(campaign__in=campaigns, is_answered=True)
    for campaign, *who in rows.order_by().values_list("campaign", "person", "representative", "addressee"):
        people[campaign].add(tuple(who))
    words = _words({one.questionnaire_id for one in campaigns})
    asked = [
        Asked(
            one.pk,
            one.opened_at,
            one.closed_at,
            frozenset(people[one.pk]),
            frozenset(words[one.questionnaire_id]),
        )
        for one in campaigns
    ]
    # Who was not shown for being few can't be subtracted from.
    return held_twins([one for one in asked if len(one.people) >= smallest], smallest=smallest)


def _words(questionnaires: Iterable[int]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Question.objects.filter(questionnaire__in=list(questionnaires)).exclude(kind=QuestionKind.OPEN)
    for questionnaire, text in rows.order_by().values_list("questionnaire", "text"):
        found[questionnaire].add(" ".join(text.casefold().split()))
    return found
