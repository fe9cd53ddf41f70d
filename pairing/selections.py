"""What the pages of pairs show: the filtered list, candidates for a mentor, a plan beside the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mentoring_site.names import normalise_name
from mentoring_site.permissions import Access
from pairing import edges, rules
from pairing.board import reasons_of, views_of
from pairing.consents import lacking_consent
from pairing.enums import EditKind, PairState, PlanState
from pairing.models import Pair, PairMember, PairPlan, RunEdit
from pairing.rows import PairRow, pair_rows
from pairing.services.facts import candidates, free_places
from participants.models import Enrolment, Mentor
from programs.models import Document, InteractionModel, Program

SHOWN_CANDIDATES = 100


def pairs_of(access: Access) -> QuerySet[Pair]:
    return Pair.objects.of_program(access.program).visible_to(access)


def filtered(pairs: QuerySet[Pair], data: dict[str, Any], on: date) -> QuerySet[Pair]:
    """data: cleaned values of PairFilter; on: the day on which consents must be valid."""
    if data.get("consent"):
        pairs = lacking_consent(pairs, on)
    for word in normalise_name(data.get("q") or "").split():
        seats = PairMember.objects.filter(mentee__person__search_key__contains=word).values("pair")
        pairs = pairs.filter(Q(pk__in=seats) | Q(mentor__person__search_key__contains=word))
    if form := data.get("form"):
        pairs = pairs.filter(form=form)
    if model := data.get("model"):
        pairs = pairs.filter(pk__in=PairMember.objects.filter(model=model).values("pair"))
    if school_class := data.get("school_class"):
        people = Enrolment.objects.filter(school_class=school_class).values("person")
        seats = PairMember.objects.filter(mentee__person__in=people).values("pair")
        pairs = pairs.filter(Q(pk__in=seats) | Q(mentor__person__in=people))
    if size := data.get("size"):
        groups = (
            PairMember.objects.order_by().values("pair").annotate(seats=Count("pk")).filter(seats__gt=1)
        ).values("pair")
        pairs = pairs.filter(pk__in=groups) if size == "group" else pairs.exclude(pk__in=groups)
    return pairs


def free_of(mentors: Sequence[Mentor]) -> dict[int, int]:
    """Free places by person."""
    return free_places(
        [mentor.person_id for mentor in mentors], {mentor.person_id: mentor.places for mentor in mentors}
    )


@dataclass
class Candidates:
    """Mentees for one mentor: lawful, possible with a reason, and why the others are not offered."""

    lawful: list[Any] = field(default_factory=list)
    with_reason: list[Any] = field(default_factory=list)
    why_not: list[rules.WhyNot] = field(default_factory=list)
    mentor_problems: list[edges.Finding] = field(default_factory=list)
    refused: int = 0
    hidden: int = 0  # found but not shown


@dataclass(frozen=True)
class Candidate:
    side: edges.Side
    model_title: str
    problems: Sequence[edges.Finding]
    warnings: Sequence[edges.Finding]


# Failures of the mentor himself: with them nobody can be offered, so they are said once.
MENTOR_CODES = frozenset({"mentor_not_admitted", "mentor_not_ready", "consent_mentor", "no_places"})


def candidates_for(mentor: Mentor, model: InteractionModel | None, on: date, q: str = "") -> Candidates:
    found = Candidates()
    words = normalise_name(q).split()
    refused = []
    for edge, findings in candidates(mentor, model, on):
        own = [finding for finding in findings if finding.code in MENTOR_CODES]
        if own or (edge.mentor.form_id is None):
            found.mentor_problems = found.mentor_problems or own
        hard = rules.of_level(findings, edges.Level.HARD)
        theirs = [finding for finding in hard if finding.code not in MENTOR_CODES]
        if theirs:
            refused.append((edge, theirs))
            continue
        if hard or any(word not in normalise_name(edge.mentee.name) for word in words):
            continue
        soft = rules.of_level(findings, edges.Level.SOFT)
        candidate = Candidate(
            edge.mentee,
            edge.model.title if edge.model else "",
            soft,
            rules.of_level(findings, edges.Level.WARNING),
        )
        (found.with_reason if soft else found.lawful).append(candidate)
    found.refused = len(refused)
    found.why_not = rules.why_not(refused)
    found.hidden = max(0, len(found.lawful) + len(found.with_reason) - SHOWN_CANDIDATES)
    found.lawful = found.lawful[:SHOWN_CANDIDATES]
    found.with_reason = found.with_reason[: SHOWN_CANDIDATES - len(found.lawful)]
    return found


def lawful_mentees(pair: Pair, on: date) -> list[int]:
    """Ids of those who may be asked into a living group: no hard rule forbids them, and they were not in it before."""
    were = {member.mentee_id for member in pair.members.all()}
    found = candidates_for(pair.mentor, None, on)
    offered = [*found.lawful, *found.with_reason]
    return [one.side.entry_id for one in offered if one.side.entry_id not in were]


@dataclass(frozen=True)
class PlanRow:
    """A pair of a plan with what changed since the plan before."""

    pair: Pair
    row: PairRow
    mark: str = ""  # «новая», «заменён наставник», «изменена»
    reasons: Sequence[str] = ()  # two of the matching, for pairs that it made
    edits: Sequence[RunEdit] = ()  # how the curator's hand came to this pair

    @property
    def score(self) -> int | None:
        return self.pair.score


def plan_rows(plan: PairPlan) -> list[PlanRow]:
    """Rows as they were submitted, in the order of names; deleted drafts are absent."""
    pairs = list(Pair.objects.with_people().filter(pk__in=[row["pair"] for row in plan.rows]))
    submitted = {row["pair"]: row for row in plan.rows}
    before = previous_plan(plan)
    views, edits = views_of(pairs), _edits_by_seat(pairs)
    rows = []
    for pair, row in zip(pairs, pair_rows(pairs), strict=True):
        seats = [(pair.mentor_id, member.mentee_id) for member in pair.members.all()]
        known = [views[pair.run_id, *seat] for seat in seats if (pair.run_id, *seat) in views]
        reasons = dict.fromkeys(reason for view in known for reason in reasons_of(view))
        rows.append(
            PlanRow(
                pair,
                row,
                _mark(submitted[pair.pk], before),
                list(reasons)[:2],
                [edits[seat] for seat in seats if seat in edits],
            )
        )
    return rows


def _edits_by_seat(pairs: Sequence[Pair]) -> dict[tuple[int, int], RunEdit]:
    """(mentor, mentee) -> the latest choice by hand that put them together."""
    mentees = {member.mentee_id for pair in pairs for member in pair.members.all()}
    chosen = RunEdit.objects.filter(mentee__in=mentees, mentor__isnull=False)
    return {
        (edit.mentor_id, edit.mentee_id): edit
        for edit in chosen.select_related("was_mentor__person", "made_by").order_by("made_at", "pk")
    }


def parted_by_hand(plan: PairPlan) -> list[RunEdit]:
    """Whom the curator took apart on the board since the plan before, for forms that stand in the plan."""
    last = (
        PairPlan.objects.filter(program=plan.program_id, number__lt=plan.number).order_by("-number").first()
    )
    forms = Pair.objects.filter(pk__in=[row["pair"] for row in plan.rows]).values("form")
    edits = RunEdit.objects.filter(
        run__program=plan.program_id,
        run__form__in=forms,
        kind=EditKind.PARTED,
        made_at__lte=plan.submitted_at,
    )
    if last is not None:
        edits = edits.filter(made_at__gt=last.submitted_at)
    return list(edits.select_related("was_mentor__person", "mentee__person", "made_by"))


def previous_plan(plan: PairPlan) -> PairPlan | None:
    """The last plan before this one when it was returned: only then the director compares."""
    before = (
        PairPlan.objects.filter(program=plan.program_id, number__lt=plan.number).order_by("-number").first()
    )
    return before if before is not None and before.state == PlanState.RETURNED else None


def _mark(row: dict[str, Any], before: PairPlan | None) -> str:
    if before is None:
        return ""
    mentees = {mentee for mentee, _ in row["members"]}
    same = [old for old in before.rows if mentees & {mentee for mentee, _ in old["members"]}]
    if not same:
        return "новая"
    if all(old["mentor"] != row["mentor"] for old in same):
        return "другой наставник"
    return (
        ""
        if any(old["members"] == row["members"] and old["mentor"] == row["mentor"] for old in same)
        else "изменена"
    )


def counts(program: Program, access: Access) -> dict[str, int]:
    """Pairs by state, with «all» as their sum."""
    by_state = pairs_of(access).counts_by_state()
    return {"all": sum(by_state.values()), **{state: by_state.get(state, 0) for state in PairState.values}}


def kinds_of_order(document: Document) -> set[str]:
    """Kinds of mentees («pupil», «teacher») in the pairs of an order: some acts stand under pairs of teachers only."""
    seats = PairMember.objects.filter(Q(join_order=document) | Q(leave_order=document)).values("pair")
    pairs = Pair.objects.filter(Q(order=document) | Q(end_order=document) | Q(pk__in=seats))
    return set(pairs.order_by().values_list("form__mentee_kind", flat=True))
