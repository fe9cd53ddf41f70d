"""The panel beside the board: why this pair, whom else one could choose, why somebody has no pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentoring_site.words import initials, joined
from pairing.board import Alone, Name, PairCard, alone_card, pair_card, views_of
from pairing.edges import Level
from pairing.enums import PairState
from pairing.matching.alternatives import ALONE, NOTHING_ELSE
from pairing.matching.explaining import edge_view
from pairing.matching.model import Alternative, Component, EdgeView, Party, Plan, Problem, Settings
from pairing.matching.solving import Grid, grid_of
from pairing.models import Pair, RunEdit
from pairing.services.matching_input import Input, open_members
from pairing.services.matching_runs import plan_of

OTHERS = 3


@dataclass(frozen=True)
class ComponentRow:
    """One component as a bar; track and bar in percent of the widest weight."""

    component: Component
    track: int
    bar: int


@dataclass(frozen=True)
class ComponentRows:
    """missing: labels of components without data, «Взаимный выбор», then in lower case."""

    known: Sequence[ComponentRow]
    missing: Sequence[str]


@dataclass(frozen=True)
class Other:
    """«Если выбрать другого»: kind is the shape of what it costs."""

    mentor_id: int
    name: str
    place: str
    initials: str
    score: int
    kind: str
    cost: str


@dataclass(frozen=True)
class SeatPanel:
    mentee_id: int
    name: Name
    view: EdgeView
    rows: ComponentRows
    others: Sequence[Other]


@dataclass(frozen=True)
class PairPanel:
    card: PairCard
    seats: Sequence[SeatPanel]
    edits: Sequence[RunEdit]
    is_draft: bool


class Edges:
    """Views of many couples of one problem: what does not hang on a couple is reckoned once."""

    def __init__(self, problem: Problem, settings: Settings) -> None:
        self.grid: Grid = grid_of(problem, settings)
        self.mentor_at = {party.side.entry_id: at for at, party in enumerate(problem.mentors)}
        self.mentee_at = {party.side.entry_id: at for at, party in enumerate(problem.mentees)}

    def view(self, mentor_id: int, mentee_id: int) -> EdgeView | None:
        """None when one of them is not in the problem."""
        mentor, mentee = self.mentor_at.get(mentor_id), self.mentee_at.get(mentee_id)
        return None if mentor is None or mentee is None else edge_view(self.grid, mentor, mentee)


def component_rows(components: Sequence[Component]) -> ComponentRows:
    known = [part for part in components if part.points is not None]
    widest = max((part.out_of for part in known), default=0) or 1
    lacking = [part.label for part in components if part.points is None]
    return ComponentRows(
        [
            ComponentRow(part, round(100 * part.out_of / widest), round(100 * (part.points or 0) / widest))
            for part in known
        ],
        [label if at == 0 else label[:1].lower() + label[1:] for at, label in enumerate(lacking)],
    )


def pair_panel(pair: Pair, found: Input, settings: Settings) -> PairPanel:
    """Components as they are today; candidates as the run that made the pair saw them."""
    edges = Edges(found.problem(also_free=[pair.pk], by_hand=True), settings)
    is_draft = pair.state == PairState.DRAFT
    seats = []
    for member in open_members(pair):
        view = edges.view(pair.mentor_id, member.mentee_id)
        if view is None:
            continue  # left the base meanwhile: there is nothing to reckon with
        side = found.mentees[member.mentee_id].side
        seats.append(
            SeatPanel(
                mentee_id=member.mentee_id,
                name=Name(side.name, side.place),
                view=view,
                rows=component_rows(view.components),
                others=other_rows(_stored_alternatives(pair, member.mentee_id), found) if is_draft else (),
            )
        )
    return PairPanel(
        card=pair_card(pair, found, views_of([pair])),
        seats=seats,
        edits=list(
            RunEdit.objects.filter(
                run__form=found.form,
                mentee__in=[member.mentee_id for member in open_members(pair)],
                mentor=pair.mentor_id,
            ).select_related("made_by", "was_mentor__person", "mentee__person")
        ),
        is_draft=is_draft,
    )


def alone_panel(mentee_id: int, found: Input, plan: Plan | None) -> Alone:
    said = {row.mentee_id: row for row in plan.unplaced} if plan else {}
    return alone_card(found, mentee_id, said.get(mentee_id), is_known=plan is not None)


def other_rows(alternatives: Sequence[Alternative], found: Input) -> list[Other]:
    rows = []
    for other in alternatives[:OTHERS]:
        party = found.mentors.get(other.mentor_id)
        if party is None:
            continue
        kind, cost = cost_in_words(other)
        rows.append(
            Other(
                mentor_id=other.mentor_id,
                name=party.side.name,
                place=party.side.place,
                initials=initials(party.side.name),
                score=other.score,
                kind=kind,
                cost=cost,
            )
        )
    return rows


def why_not(view: EdgeView) -> str:
    """What stands against the pair in few words; empty when it is lawful."""
    if view.is_lawful:
        return ""
    words = [finding.short for finding in view.findings if finding.level != Level.WARNING]
    return joined(words[:1] + [word[:1].lower() + word[1:] for word in words[1:]])


def may_with_reason(view: EdgeView) -> bool:
    """Only soft rules are broken: the curator may, and says why."""
    return all(finding.level != Level.HARD for finding in view.findings)


def cost_in_words(other: Alternative) -> tuple[str, str]:
    """Shape and sentence: «План потеряет 17: Гусев Егор перейдёт к Власовой»."""
    effect = f": {other.effect[:1].lower()}{other.effect[1:]}" if other.effect == NOTHING_ELSE else ""
    effect = effect or (f": {other.effect}" if other.effect else "")
    if other.left_out or other.effect == ALONE:
        return "late", other.effect or ALONE
    if other.cost <= 0:
        return "ok", f"План ничего не потеряет{effect}"
    least = "" if other.is_exact else "не меньше "
    return "warn", f"План потеряет {least}{other.cost}{effect}"


def _stored_alternatives(pair: Pair, mentee_id: int) -> Sequence[Alternative]:
    if pair.run is None:
        return ()
    for match in plan_of(pair.run).matches:
        for seat in match.seats:
            if match.mentor_id == pair.mentor_id and seat.view.mentee_id == mentee_id:
                return seat.alternatives
    return ()


def candidates_of(
    found: Input, mentee_id: int, settings: Settings, also_free: Sequence[int]
) -> list[tuple[Party, EdgeView]]:
    """Every mentor of the form for one mentee, lawful first, best first."""
    problem = found.problem(also_free=also_free, by_hand=True)
    edges = Edges(problem, settings)
    rows = [
        (party, view)
        for party in problem.mentors
        if (view := edges.view(party.side.entry_id, mentee_id)) is not None
    ]
    return sorted(rows, key=lambda row: (not row[1].is_lawful, -row[1].score, row[0].side.name))
