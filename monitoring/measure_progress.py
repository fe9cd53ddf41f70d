"""How far the measuring is: by parameter, by class, and what the dashboard says of it. Counts, never values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mentoring_site.permissions import Access, Permission
from monitoring.enums import ParameterBlock, ParameterSubject
from monitoring.measuring import (
    OF_PEOPLE,
    SCHOOL,
    Target,
    Targets,
    first_moment,
    measured_keys,
    measured_parameters,
    parameters_for,
)
from monitoring.models import Parameter
from monitoring.services.measurements import consents_lacking
from participants.enums import SurveyMoment
from programs.models import SchoolClass, SubjectGroup


@dataclass(frozen=True)
class Line:
    """One parameter: how many of those asked have a value. is_own: the user types it himself."""

    parameter: Parameter
    asked: int
    before: int
    after: int
    is_own: bool


@dataclass(frozen=True)
class PlaceLine:
    """One class or subject group: filled cells of all cells that the user types there."""

    kind: str  # "class" or "group"
    pk: int
    title: str
    people: int
    filled: int
    total: int


class Progress:
    """Everything that the pages of measuring count, by a constant number of queries."""

    def __init__(self, access: Access, on: date) -> None:
        self.access, self.on, self.moment = access, on, first_moment(access.program, on)
        self.targets = Targets(access.program)
        self.own = parameters_for(access)

    def lines(self) -> list[Line]:
        """What the user types, and for who sees the whole monitoring also the rest."""
        own = {one.pk for one in self.own}
        sees_all = self.access.has(Permission.MONITORING_VIEW)
        shown = list(measured_parameters(self.access.program)) if sees_all else self.own
        keys = {moment: measured_keys(shown, moment) for moment in (SurveyMoment.BEFORE, SurveyMoment.AFTER)}
        order = list(ParameterBlock.values)
        shown.sort(key=lambda one: (order.index(one.block), one.position, one.pk))
        lines = [self._line(one, keys, is_own=one.pk in own) for one in shown]
        return [line for line in lines if line.asked or sees_all]

    def _line(self, parameter: Parameter, keys: dict[str, dict[int, set[int]]], *, is_own: bool) -> Line:
        asked = self.targets.own(parameter, self.access) if is_own else self.targets.of(parameter)
        ids = {target.key for target in asked}
        counts = [
            len(ids & keys[moment][parameter.pk]) for moment in (SurveyMoment.BEFORE, SurveyMoment.AFTER)
        ]
        return Line(parameter, len(ids), *counts, is_own=is_own)

    def places(self) -> list[PlaceLine]:
        """Classes and groups where the user has somebody to measure."""
        keys = measured_keys(self.own, self.moment)
        found: dict[tuple[str, int], list[tuple[Parameter, Target]]] = {}
        for parameter in self.own:
            if parameter.subject == ParameterSubject.PROGRAM:
                continue
            for target in self.targets.own(parameter, self.access):
                if place := place_of(target):
                    found.setdefault(place, []).append((parameter, target))
        titles = self._titles(found)
        lines = [
            PlaceLine(
                *place,
                titles[place],
                len({target.key for one, target in cells if one.subject in OF_PEOPLE}),
                sum(target.key in keys[one.pk] for one, target in cells),
                len(cells),
            )
            for place, cells in found.items()
        ]
        return sorted(lines, key=lambda line: (line.kind, _natural(line.title)))

    def _titles(self, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
        classes = [pk for kind, pk in places if kind == "class"]
        groups = [pk for kind, pk in places if kind == "group"]
        return {
            **{("class", one.pk): str(one) for one in SchoolClass.objects.filter(pk__in=classes)},
            **{("group", one.pk): one.title for one in SubjectGroup.objects.filter(pk__in=groups)},
        }

    def missing(self, parameters: Sequence[Parameter]) -> tuple[int, int]:
        """(people and classes that lack at least one value of these days, numbers of the school that lack)."""
        keys = measured_keys(parameters, self.moment)
        own = {one.pk: self.targets.own(one, self.access) for one in parameters}
        people = {t.key: t.person for targets in own.values() for t in targets if t.person is not None}
        # Who has no paper yet stands among the consents that are asked for, not here.
        barred = consents_lacking(parameters, list(people.values()), self.on, self.on)
        lacking = [
            (one, target.key)
            for one in parameters
            for target in own[one.pk]
            if target.key not in keys[one.pk] and target.key not in barred.get(one.pk, {})
        ]
        numbers = sum(key == SCHOOL for _, key in lacking)
        return len({(one.subject in OF_PEOPLE, key) for one, key in lacking if key != SCHOOL}), numbers


def place_of(target: Target) -> tuple[str, int] | None:
    if target.class_id:
        return "class", target.class_id
    return ("group", target.group_id) if target.group_id else None


def _natural(title: str) -> tuple[int, str]:
    number = "".join(letter for letter in title[:2] if letter.isdigit())
    return int(number or 99), title
