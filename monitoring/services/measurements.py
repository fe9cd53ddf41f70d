"""Writing measures: what is right is kept, what is wrong is given back with its reason, nobody overwrites another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from mentoring_site.permissions import Access
from mentoring_site.words import short_date, surname_initials
from monitoring.cells import Scale, read_cell, show_value
from monitoring.enums import MeasurementSource, ParameterSubject
from monitoring.measuring import OF_PEOPLE, Target, Targets, key_of, psychologists_own
from monitoring.models import Measurement, Parameter
from monitoring.services.sealed import own_rows, seal_value
from participants.enums import ConsentPurpose, SurveyMoment
from participants.models import Person
from participants.services.consents import decisions_for
from participants.services.guards import refuse_closed
from programs.models import Program
from programs.services.audit import Refusal, record_event

EARLIEST = timedelta(days=366)  # before the programme: the last quarter of the year before may be the measure
NOTE_LENGTH = 200
OTHER = {SurveyMoment.BEFORE: SurveyMoment.AFTER, SurveyMoment.AFTER: SurveyMoment.BEFORE}
Place = tuple[int, int]  # (parameter, key)


@dataclass(frozen=True)
class Typed:
    """A cell as it came. shown: its text when the page was opened; None: look at it even if the text is the same.

    version: of the row that was shown, 0 for none; None: the cell does not know what it replaces (a file).
    """

    parameter: int
    key: int
    text: Any
    shown: str | None = ""
    version: int | None = 0
    measured_on: date | None = None  # instead of the day of the whole form
    note: str | None = None

    @property
    def place(self) -> Place:
        return self.parameter, self.key

    @property
    def is_touched(self) -> bool:
        return self.shown is None or str(self.text if self.text is not None else "").strip() != self.shown


@dataclass(frozen=True)
class Refused:
    """A cell that was not written. title, label: which one, for the list of errors."""

    typed: Typed
    title: str
    label: str
    message: str

    @property
    def words(self) -> str:
        return f"{self.label}, {self.title[:1].lower()}{self.title[1:]}: {self.message}"


@dataclass
class Saved:
    added: int = 0
    changed: int = 0
    removed: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.added + self.changed + self.removed


@transaction.atomic
def save_measurements(
    *,
    access: Access,
    typed: Sequence[Typed],
    moment: str,
    measured_on: date,
    today: date,
    source: str = MeasurementSource.GRID,
) -> Saved:
    """Write the touched cells; an emptied one is «не измерено» again. Wrong cells come back in `refused`.

    Raises Refusal for a closed year, a cell of somebody else's people or parameter, a day that can't be.
    """
    program = access.program
    refuse_closed(program)
    targets, own = Targets(program), {}
    for one in _locked(program, {cell.parameter for cell in typed}):
        own[one.pk] = (one, {target.key: target for target in targets.own(one, access)})
    for cell in typed:
        if cell.parameter not in own or cell.key not in own[cell.parameter][1]:
            raise Refusal(
                "В таблице есть ячейка не ваших людей или параметров, поэтому ничего не записано. "
                "Откройте страницу заново и внесите значения ещё раз."
            )
    touched = list({cell.place: cell for cell in typed if cell.is_touched}.values())
    for day in {cell.measured_on or measured_on for cell in touched}:
        _refuse_day(program, day, today)
    sheet = _Sheet(access, own, touched, moment, measured_on, today, source)
    return sheet.write()


def consents_lacking(
    parameters: Iterable[Parameter], people: Sequence[Person], measured_on: date, today: date
) -> dict[int, dict[int, str]]:
    """parameter id -> {person id: the paper that lacks}. Diagnostics need it on their day, the rest by today."""
    parameters = [one for one in parameters if one.subject in OF_PEOPLE]
    found: dict[bool, dict[int, str]] = {}
    for is_test in {psychologists_own(one) for one in parameters}:
        purpose = ConsentPurpose.TESTING if is_test else ConsentPurpose.PARTICIPATION
        decisions = decisions_for(people, purpose, measured_on if is_test else today)
        found[is_test] = {pk: one.missing for pk, one in decisions.items() if not one.is_allowed}
    return {one.pk: found[psychologists_own(one)] for one in parameters}


def _locked(program: Program, ids: set[int]) -> list[Parameter]:
    """Locked, so that two who type the same cell, or change its scale, come one after another."""
    rows = Parameter.objects.select_for_update(of=("self",)).filter(
        program=program, pk__in=ids, is_active=True, pair_code=""
    )
    return list(rows.order_by("pk"))


def _refuse_day(program: Program, day: date, today: date) -> None:
    if day > today:
        raise Refusal(f"{short_date(day)} ещё не наступило. Укажите день, когда измеряли.")
    if day < program.starts - EARLIEST:
        raise Refusal(
            f"{short_date(day)} – больше чем за год до начала программы. Проверьте год в дате измерения."
        )


class _Sheet:
    """One saving: what stands in the database, and what is to be written instead."""

    def __init__(
        self,
        access: Access,
        own: Mapping[int, tuple[Parameter, dict[int, Target]]],
        touched: list[Typed],
        moment: str,
        measured_on: date,
        today: date,
        source: str,
    ) -> None:
        self.access, self.own, self.touched = access, own, touched
        self.moment, self.measured_on, self.source = moment, measured_on, source
        self.saved = Saved()
        self.parameters = [self.own[pk][0] for pk in sorted({cell.parameter for cell in touched})]
        self.rows = self._rows(moment)
        self.others = self._rows(OTHER[moment]) if moment in OTHER else {}
        people = {
            target.key: target.person
            for cell in touched
            if (target := own[cell.parameter][1][cell.key]).person is not None
        }
        self.lacking = consents_lacking(self.parameters, list(people.values()), measured_on, today)
        self.written: dict[int, list[int]] = {}  # parameter -> keys
        self.new: list[tuple[Measurement, Decimal]] = []

    def _rows(self, moment: str) -> dict[Place, Measurement]:
        rows = Measurement.objects.filter(parameter__in=self.parameters, moment=moment)
        if moment == SurveyMoment.INTERIM:
            rows = rows.filter(measured_on=self.measured_on)
        return {(row.parameter_id, key_of(row)): row for row in rows.select_related("entered_by")}

    def write(self) -> Saved:
        for cell in self.touched:
            try:
                self._write(cell)
            except ValueError as error:
                parameter, targets = self.own[cell.parameter]
                label = targets[cell.key].label
                self.saved.refused.append(Refused(cell, parameter.title, label, str(error)))
        self._insert()
        for parameter in self.parameters:
            if keys := self.written.get(parameter.pk):
                self._record(parameter, keys)
        return self.saved

    def _write(self, cell: Typed) -> None:
        parameter, _ = self.own[cell.parameter]
        row = self.rows.get(cell.place)
        value = read_cell(cell.text, Scale.of(parameter))
        self._refuse_stale(cell, parameter, row, value)
        if value is None:
            if row is not None:
                row.delete()
                self.rows.pop(cell.place)
                self._count("removed", cell)
            return
        self._refuse_unlawful(cell, parameter)
        day = cell.measured_on or (row.measured_on if self._is_same(row, value) else self.measured_on)
        self._refuse_order(cell, day)
        if row is None:
            self.new.append((self._made(cell, parameter, day), value))
            self._count("added", cell)
        elif not self._is_same(row, value) or day != row.measured_on or cell.note not in (None, row.note):
            self._change(row, cell, value, day)
            self._count("changed", cell)

    def _is_same(self, row: Measurement | None, value: Decimal) -> bool:
        """A sealed value is not opened to compare: what was typed anew is written."""
        return row is not None and row.sealed is None and row.value == value

    def _refuse_stale(
        self, cell: Typed, parameter: Parameter, row: Measurement | None, value: Decimal | None
    ) -> None:
        if row is None:
            if cell.version:
                raise ValueError(
                    "пока страница была открыта, это значение убрали. Впишите его, если оно верно"
                )
            return
        if psychologists_own(parameter) and not own_rows([row], self.access.user, parameter):
            raise ValueError("значение внёс другой психолог, оно закрыто")
        is_same = value is not None and self._is_same(row, value)
        if cell.version in (None, row.version) or is_same:
            return
        now = "значение изменили" if row.sealed is not None else "здесь записали "
        now += "" if row.sealed is not None else show_value(row.value, Scale.of(parameter))
        raise ValueError(
            f"пока страница была открыта, {now} ({surname_initials(str(row.entered_by))}). "
            "Сравните и сохраните ещё раз, если верно ваше"
        )

    def _refuse_unlawful(self, cell: Typed, parameter: Parameter) -> None:
        missing = self.lacking.get(parameter.pk, {}).get(cell.key)
        if missing:
            raise ValueError(f"{missing}. Соберите согласие, потом внесите значение")

    def _refuse_order(self, cell: Typed, day: date) -> None:
        other = self.others.get(cell.place)
        if other is None:
            return
        if self.moment == SurveyMoment.AFTER and day < other.measured_on:
            raise ValueError(f"«после» раньше, чем «до» ({short_date(other.measured_on)}). Исправьте дату")
        if self.moment == SurveyMoment.BEFORE and day > other.measured_on:
            raise ValueError(f"«до» позже, чем «после» ({short_date(other.measured_on)}). Исправьте дату")

    def _made(self, cell: Typed, parameter: Parameter, day: date) -> Measurement:
        is_class = parameter.subject == ParameterSubject.CLASS
        return Measurement(
            school_id=parameter.school_id,
            program=self.access.program,
            parameter=parameter,
            moment=self.moment,
            person_id=cell.key if parameter.subject in OF_PEOPLE else None,
            school_class_id=cell.key if is_class else None,
            measured_on=day,
            source=self.source,
            note=(cell.note or "")[:NOTE_LENGTH],
            entered_by=self.access.user,
        )

    def _insert(self) -> None:
        """All new rows at once; sealed values are bound to the keys, so they follow in the same transaction."""
        sealed = [(row, value) for row, value in self.new if psychologists_own(row.parameter)]
        for row, value in self.new:
            row.value = value
        for row, _ in sealed:
            row.value, row.sealed = None, b""
        Measurement.objects.bulk_create([row for row, _ in self.new])
        for row, value in sealed:
            seal_value(row, value)

    def _change(self, row: Measurement, cell: Typed, value: Decimal, day: date) -> None:
        row.measured_on, row.source, row.entered_by = day, self.source, self.access.user
        row.version += 1
        if cell.note is not None:
            row.note = cell.note[:NOTE_LENGTH]
        if row.sealed is None:
            row.value = value
        row.save()
        if row.sealed is not None:
            seal_value(row, value)

    def _count(self, what: str, cell: Typed) -> None:
        setattr(self.saved, what, getattr(self.saved, what) + 1)
        self.written.setdefault(cell.parameter, []).append(cell.key)

    def _record(self, parameter: Parameter, keys: list[int]) -> None:
        """Never a value; of the psychologist's neither whose nor what was tested."""
        is_sealed = psychologists_own(parameter)
        words = "измерения психолога" if is_sealed else f"измерения «{parameter.title}»"
        record_event(
            "measurement.save",
            by=self.access.user,
            target=None if is_sealed else parameter,
            program=self.access.program,
            sentence=f"внесены {words}, {SurveyMoment(self.moment).label}: {len(keys)}",
            people=keys if parameter.subject in OF_PEOPLE and not is_sealed else (),
        )
