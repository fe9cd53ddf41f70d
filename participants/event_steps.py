"""Steps that an event may confirm, as the year's own map calls them; as the national model does while there is none."""

from __future__ import annotations

from dataclasses import dataclass

from participants.event_kinds import PROPOSALS, STEPS
from participants.registries import MAP_STEPS, MapSteps
from programs.models import Program

NO_STEP = 0
NOT_IN_MAP = "в карте этого года его нет"


@dataclass(frozen=True)
class EventSteps:
    """of_map: what the school's map has; empty while there is no map."""

    of_map: MapSteps

    @property
    def offered(self) -> list[int]:
        return [number for number in STEPS if number in self.of_map] if self.of_map else list(STEPS)

    def number(self, step: int) -> str:
        """«1.2», as the map has it; empty for no step and for one that the map lacks."""
        if not self.of_map:
            return str(step) if step else ""
        return self.of_map[step][0] if step in self.of_map else ""

    def label(self, step: int) -> str:
        """«27. Общая заключительная встреча»; of a step that the map lacks its name in the national model."""
        if step in self.of_map:
            number, title = self.of_map[step]
            return f"{number}. {title}"
        if step not in STEPS:
            return ""
        return f"{STEPS[step]} ({NOT_IN_MAP})" if self.of_map else f"{step}. {STEPS[step]}"

    def words(self, step: int) -> str:
        """«27 «Общая заключительная встреча»»."""
        if step in self.of_map:
            number, title = self.of_map[step]
            return f"{number} «{title}»"
        if step not in STEPS:
            return ""
        return f"«{STEPS[step]}»: {NOT_IN_MAP}" if self.of_map else f"{step} «{STEPS[step]}»"

    def choices(self, also: int = NO_STEP) -> list[tuple[int, str]]:
        """What a form offers. also: the step that the event names already, though the map has lost it since."""
        kept = [also] if also in STEPS and also not in self.offered else []
        return [(step, self.label(step)) for step in [*self.offered, *kept]]

    def proposed(self, kind: str) -> int:
        step = PROPOSALS[kind].step
        return step if step in self.offered else NO_STEP


def steps_of(program: Program) -> EventSteps:
    found: MapSteps = {}
    for provider in MAP_STEPS:
        found |= provider(program)
    return EventSteps(found)
