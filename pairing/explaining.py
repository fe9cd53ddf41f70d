"""The panel beside the board: why this pair, whom else one could choose, why somebody has no pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mentoring_site.words import initials
from pairing.board import Alone, Name, PairCard, alone_card, pair_card, views_of
from pairing.enums import PairState
from pairing.matching import explain_edge
from pairing.matching.model import Alternative, Component, EdgeView, Plan, Settings
from pairing.models import Pair, RunEdit
from pairing.services.matching_input import Input
from pairing.services.matching_runs import plan_of

OTHERS = 3


@dataclass(frozen=True)
class ComponentRow:
    """One component as a bar; track and bar in percent of the widest weight."""

    component: Component
    track: int
    bar: int

    @property
    def is_missing(self) -> bool:
        return self.component.points is None


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
    rows: Sequence[ComponentRow]
    others: Sequence[Other]


@dataclass(frozen=True)
class PairPanel:
    card: PairCard
    seats: Sequence[SeatPanel]
    edits: Sequence[RunEdit]
    is_draft: bool


def component_rows(components: Sequence[Component]) -> list[ComponentRow]:
    widest = max((part.out_of for part in components), default=0) or 1
    return [
        ComponentRow(
            part,
            round(100 * part.out_of / widest),
            round(100 * (part.points or 0) / widest),
        )
        for part in components
    ]


def pair_panel(pair: Pair, found: Input, settings: Settings) -> PairPanel:
    """Components as they are today; candidates as the run that made the pair saw them."""
    problem = found.problem(also_free=[pair.pk], by_hand=True)
    known = {party.side.entry_id for party in problem.mentors}
    waiting = {party.side.entry_id for party in problem.mentees}
    is_draft = pair.state == PairState.DRAFT
    seats = []
    for member in pair.members.all():
        if pair.mentor_id not in known or member.mentee_id not in waiting:
            continue  # left the base meanwhile: there is nothing to reckon with
        view = explain_edge(problem, settings, pair.mentor_id, member.mentee_id)
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
                mentee__in=[member.mentee_id for member in pair.members.all()],
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


def cost_in_words(other: Alternative) -> tuple[str, str]:
    """Shape and sentence: «План потеряет 17: Гусев Егор перейдёт к Власовой»."""
    effect = other.effect
    if other.left_out:
        return "late", effect or "Кто-то останется без наставника"
    if other.cost <= 0:
        return "ok", f"План не потеряет{': ' + effect if effect else ''}"
    least = "" if other.is_exact else "не меньше "
    return "warn", f"План потеряет {least}{other.cost}{': ' + effect if effect else ''}"


def _stored_alternatives(pair: Pair, mentee_id: int) -> Sequence[Alternative]:
    if pair.run is None:
        return ()
    for match in plan_of(pair.run).matches:
        for seat in match.seats:
            if match.mentor_id == pair.mentor_id and seat.view.mentee_id == mentee_id:
                return seat.alternatives
    return ()


def candidates_of(found: Input, mentee_id: int, settings: Settings, also_free: Sequence[int]) -> list[Any]:
    """Every mentor of the form for one mentee, lawful first, best first: (party, view)."""
    problem = found.problem(also_free=also_free, by_hand=True)
    rows = [
        (party, explain_edge(problem, settings, party.side.entry_id, mentee_id)) for party in problem.mentors
    ]
    return sorted(rows, key=lambda row: (not row[1].is_lawful, -row[1].score, row[0].side.name))
