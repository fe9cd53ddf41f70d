"""Facts of the watch over pairs (pairing/watch.py), by a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from mentoring_site.permissions import Access
from pairing.enums import PairState, PlanStage
from pairing.models import ContactEntry, DevelopmentPlan, Pair, PairSurveyInvite
from pairing.services.form_rules import rules_by_form
from pairing.services.meetings import with_meetings
from pairing.watch import Facts, Signal, Voice, signals
from programs.models import Program
from programs.services.calendar import calendar_of


@dataclass(frozen=True)
class Watched:
    """A living pair with what asks for attention; `found` is empty for a pair that goes well."""

    pair: Pair
    facts: Facts
    found: list[Signal]

    @property
    def since(self) -> date:
        return min(signal.since for signal in self.found)


def watched_pairs(access: Access, on: date) -> list[Watched]:
    """Visible living pairs that ask for attention, the longest waiting first; found once a request."""
    key = f"watched_pairs {on}"
    if key not in access.memo:
        pairs = Pair.objects.of_program(access.program).visible_to(access)
        watched = watch(pairs, access.program, on)
        asking = [one for one in watched if one.found]
        access.memo[key] = sorted(asking, key=lambda one: (not one.found[0].is_late, one.since, one.pair.pk))
    return access.memo[key]


def watch(pairs: QuerySet[Pair], program: Program, on: date) -> list[Watched]:
    """Every active pair of the programme among these, with its signals."""
    living = list(with_meetings(pairs.in_state(PairState.ACTIVE)).with_people().order_by("starts_on", "pk"))
    if not living:
        return []
    rules = rules_by_form({pair.form for pair in living})
    calendar = calendar_of(program.school)
    ids = [pair.pk for pair in living]
    contacts, voices, planned = _contacts(ids), _voices(ids), _planned_members(ids)
    watched = []
    for pair in living:
        facts = Facts(
            starts_on=pair.starts_on,
            first_held=pair.first_held_on,
            last_held=pair.last_held_on,
            next_planned=pair.next_planned_on,
            contacts=contacts.get(pair.pk, ()),
            members_without_plan=sum(
                m.is_open and m.joined_on is not None and m.pk not in planned for m in pair.members.all()
            ),
            voices=voices.get(pair.pk, ()),
        )
        watched.append(Watched(pair, facts, signals(facts, rules[pair.form_id], calendar, on)))
    return watched


def _contacts(pairs: Collection[int]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for pair, day in ContactEntry.objects.filter(pair__in=pairs).order_by("on").values_list("pair", "on"):
        found.setdefault(pair, []).append(day)
    return found


def _voices(pairs: Collection[int]) -> dict[int, list[Voice]]:
    """The latest answer of each half of each pair."""
    latest: dict[tuple[int, int], Voice] = {}
    for invite in (
        PairSurveyInvite.objects.filter(pair__in=pairs, satisfaction__isnull=False)
        .select_related("person", "survey", "response")
        .order_by("survey__created_at", "pk")
    ):
        answered = invite.response.submitted_at if invite.response else None
        day = timezone.localdate(answered or invite.survey.created_at)
        latest[invite.pair_id, invite.person_id] = Voice(invite.person.list_name, invite.satisfaction, day)
    found: dict[int, list[Voice]] = {}
    for (pair, _), voice in latest.items():
        found.setdefault(pair, []).append(voice)
    return found


def _planned_members(pairs: Collection[int]) -> set[int]:
    """Members whose plan is at least handed in: a draft is not there yet."""
    plans = DevelopmentPlan.objects.filter(member__pair__in=pairs).exclude(state=PlanStage.DRAFT)
    return set(plans.values_list("member", flat=True))
