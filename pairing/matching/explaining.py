"""A possible pair as people see it: components with points and facts, two reasons for the card, what hinders it."""

from __future__ import annotations

from pairing.edges import Level
from pairing.matching.components import MISSING
from pairing.matching.facts import NO_DATA, fact, reason
from pairing.matching.lawful import edge_of, findings_in_run
from pairing.matching.model import Component, EdgeView, Part
from pairing.matching.scoring import PARTS, points_of
from pairing.matching.solving import Grid

GOOD_ENOUGH = 60  # a component below it is no reason to praise a pair
REASONS = 2


def edge_view(grid: Grid, mentor: int, mentee: int) -> EdgeView:
    """mentor, mentee: positions in the problem."""
    problem, settings = grid.problem, grid.settings
    ours, theirs = problem.mentors[mentor], problem.mentees[mentee]
    model_at = int(grid.law.model[mentee, mentor])
    model = problem.models[model_at] if model_at >= 0 else None
    codes = list(grid.scores.parts)
    values = [
        None if (value := int(grid.scores.parts[code][mentee, mentor])) == MISSING else value
        for code in codes
    ]
    points = points_of(values, [settings.weights[code] for code in codes])
    components = tuple(
        Component(
            code,
            PARTS[code].label,
            gained,
            out_of,
            NO_DATA if value is None else fact(code, problem, settings, ours, theirs, model_at),
        )
        for code, value, (gained, out_of) in zip(codes, values, points, strict=True)
    )
    found = findings_in_run(edge_of(problem, ours, theirs, model), settings)
    return EdgeView(
        mentor_id=ours.side.entry_id,
        mentee_id=theirs.side.entry_id,
        model_id=model.id if model else None,
        score=int(grid.scores.total[mentee, mentor]),
        components=components,
        reasons=_reasons(components, values),
        findings=found,
        is_lawful=all(finding.level == Level.WARNING for finding in found),
    )


def _reasons(components: tuple[Component, ...], values: list[int | None]) -> tuple[str, ...]:
    """The facts that gave most; the wish about the partner's sex is nobody's praise."""
    good = [
        component
        for component, value in zip(components, values, strict=True)
        if value is not None and value >= GOOD_ENOUGH and component.code != Part.GENDER
    ]
    return tuple(reason(c.code, c.fact) for c in sorted(good, key=lambda c: -(c.points or 0))[:REASONS])
