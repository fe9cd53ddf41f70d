"""The grid that is typed: rows are people or classes, columns are parameters, one moment at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from mentoring_site.permissions import Access
from mentoring_site.words import short_date
from monitoring.cells import Scale, show_value
from monitoring.measuring import Target, Targets, key_of, psychologists_own, rows_of
from monitoring.models import Measurement, Parameter
from monitoring.services.measurements import OTHER, Refused, Typed, consents_lacking
from monitoring.services.sealed import own_rows
from participants.enums import SurveyMoment
from programs.services.audit import Refusal

CELL = re.compile(r"c-(\d{1,18})-(\d{1,18})")
Place = tuple[int, int]


@dataclass(frozen=True)
class Head:
    title: str
    hint: str  # unit and scale
    method: str = ""
    is_sealed: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell. locked: why nothing can be typed («внесено», «нет согласия …»); is_absent: not measured of this one."""

    name: str = ""
    label: str = ""
    head: str = ""
    value: str = ""
    shown: str = ""
    version: int = 0
    error: str = ""
    locked: str = ""
    beside: str = ""  # «было 3,8»
    is_absent: bool = False

    @property
    def what_was(self) -> str:
        return f"{self.version}|{self.shown}"


@dataclass(frozen=True)
class Row:
    target: Target
    cells: list[Cell]
    lacks: str = ""  # the paper without which some cells are locked


@dataclass
class Grid:
    heads: list[Head] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.heads and self.rows)

    @property
    def measured(self) -> tuple[int, int]:
        """(cells with a value, cells that should have one)."""
        cells = [cell for row in self.rows for cell in row.cells if not cell.is_absent]
        return sum(bool(cell.version) for cell in cells), len(cells)


def build_grid(
    access: Access,
    parameters: Sequence[Parameter],
    targets: Targets,
    *,
    moment: str,
    on: date,
    today: date,
    only: frozenset[int] | None = None,
    opened: Mapping[int, Decimal] | None = None,
    refused: Mapping[Place, Refused] | None = None,
) -> Grid:
    """on: day of the form. only: keys to show, None for all own ones. opened: row id -> value that was unsealed."""
    own = {one.pk: {t.key: t for t in targets.own(one, access)} for one in parameters}
    shown = [one for one in parameters if own[one.pk]]
    order: dict[int, Target] = {}
    for one in shown:
        for key, target in own[one.pk].items():
            if only is None or key in only:
                order.setdefault(key, target)
    rows = {(row.parameter_id, key_of(row)): row for row in rows_of(shown, moment, on)}
    beside = (
        {(row.parameter_id, key_of(row)): row for row in rows_of(shown, OTHER[moment])}
        if moment in OTHER
        else {}
    )
    people = [target.person for target in order.values() if target.person is not None]
    builder = _Builder(
        moment=moment,
        rows=rows,
        beside=beside,
        lacking=consents_lacking(shown, people, on, today),
        readable={one.pk: _readable(access, one, rows) for one in shown},
        opened=opened or {},
        refused=refused or {},
    )
    # By name; classes keep their own order.
    ordered = sorted(order.values(), key=lambda target: target.person.search_key if target.person else "")
    return Grid(
        [_head(one) for one in shown],
        [builder.row(target, shown, own) for target in ordered],
    )


def _head(parameter: Parameter) -> Head:
    return Head(parameter.title, Scale.of(parameter).label, parameter.method, psychologists_own(parameter))


def _readable(access: Access, parameter: Parameter, rows: Mapping[Place, Measurement]) -> set[int]:
    if not psychologists_own(parameter):
        return set()
    return own_rows(
        (row for row in rows.values() if row.parameter_id == parameter.pk), access.user, parameter
    )


@dataclass
class _Builder:
    moment: str
    rows: Mapping[Place, Measurement]
    beside: Mapping[Place, Measurement]
    lacking: Mapping[int, Mapping[int, str]]
    readable: Mapping[int, set[int]]
    opened: Mapping[int, Decimal]
    refused: Mapping[Place, Refused]

    def row(
        self, target: Target, parameters: Sequence[Parameter], own: Mapping[int, Mapping[int, Any]]
    ) -> Row:
        cells = [
            self.cell(one, target) if target.key in own[one.pk] else Cell(is_absent=True, head=one.title)
            for one in parameters
        ]
        lacks = [
            missing
            for one in parameters
            if target.key in own[one.pk] and (missing := self.lacking.get(one.pk, {}).get(target.key))
        ]
        return Row(target, cells, lacks[0] if lacks else "")

    def cell(self, parameter: Parameter, target: Target) -> Cell:
        place = (parameter.pk, target.key)
        row, scale = self.rows.get(place), Scale.of(parameter)
        value, locked = None, ""
        if row is not None and psychologists_own(parameter):
            if row.pk in self.opened:
                value = self.opened[row.pk]
            else:
                locked = "внесено" if row.pk in self.readable[parameter.pk] else "внёс другой психолог"
        elif row is not None:
            value = row.value
        missing = self.lacking.get(parameter.pk, {}).get(target.key)
        if row is None and missing:
            locked = NO_PAPER
        shown = show_value(value, scale)
        refused = self.refused.get(place)
        return Cell(
            name=f"{parameter.pk}-{target.key}",
            label=f"{target.label}: {parameter.title}",
            head=parameter.title,
            value=str(refused.typed.text) if refused else shown,
            shown=shown,
            version=row.version if row else 0,
            error=refused.message if refused else "",
            locked="" if refused else locked,
            beside=self._beside(parameter, place, scale),
        )

    def _beside(self, parameter: Parameter, place: Place, scale: Scale) -> str:
        """What stands at the other end, so that a slip of the hand is seen at once; never a sealed value."""
        other = self.beside.get(place)
        if other is None or psychologists_own(parameter):
            return ""
        word = "было" if self.moment == SurveyMoment.AFTER else "стало"
        return f"{word} {show_value(other.value, scale)}"


NO_PAPER = "нет согласия"


def read_typed(data: QueryDict) -> list[Typed]:
    """Cells of a posted grid, `c-<parameter>-<key>` with what was shown beside. Raises Refusal for a spoilt form."""
    typed = []
    for name, text in data.items():
        if not name.startswith("c-"):
            continue
        found = CELL.fullmatch(name)
        version, divider, shown = data.get(f"w-{name[2:]}", "").partition("|")
        if found is None or not divider or not version.isdigit() or len(version) > 9:
            raise Refusal("Форма повреждена, ничего не записано. Откройте страницу заново.")
        typed.append(Typed(int(found[1]), int(found[2]), text, shown=shown, version=int(version)))
    return typed


def interim_days(parameters: Sequence[Parameter]) -> list[tuple[str, str]]:
    """Days between before and after on which something was measured: (for the address, for people)."""
    rows = Measurement.objects.filter(
        parameter__in=[one.pk for one in parameters], moment=SurveyMoment.INTERIM
    )
    days = rows.order_by("measured_on").values_list("measured_on", flat=True).distinct()
    return [(day.isoformat(), short_date(day)) for day in days]
