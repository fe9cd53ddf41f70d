"""Numbers of the school as a whole on one page: value, day and source of both moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from mentoring_site.dates import DateError, parse_date
from monitoring.cells import Scale, show_value
from monitoring.measure_grid import Head
from monitoring.measuring import SCHOOL, rows_of
from monitoring.models import Parameter
from monitoring.services.measurements import NOTE_LENGTH, Refused, Typed
from participants.enums import SurveyMoment
from programs.services.audit import Refusal

MOMENTS = (SurveyMoment.BEFORE, SurveyMoment.AFTER)


@dataclass(frozen=True)
class Number:
    """One moment of one parameter, as its three fields show it."""

    name: str  # «12-before»
    word: str
    value: str
    shown: str
    version: int
    day: str  # ISO, for the field
    note: str
    error: str


@dataclass(frozen=True)
class SchoolRow:
    parameter: Parameter
    head: Head
    numbers: list[Number]


def school_rows(
    parameters: Sequence[Parameter],
    *,
    data: QueryDict | None,
    refused: Mapping[tuple[int, str], Refused],
    today: date,
) -> list[SchoolRow]:
    """data: what was posted, when it comes back with errors."""
    stored = {
        (row.parameter_id, row.moment): row for moment in MOMENTS for row in rows_of(parameters, moment)
    }
    rows = []
    for one in parameters:
        scale = Scale.of(one)
        numbers = []
        for moment in MOMENTS:
            row, name = stored.get((one.pk, moment)), f"{one.pk}-{moment.value}"
            shown = show_value(row.value, scale) if row else ""
            fault = refused.get((one.pk, moment.value))
            given = data if data is not None else {}
            numbers.append(
                Number(
                    name,
                    moment.label,
                    value=given.get(f"c-{name}", shown),
                    shown=shown,
                    version=row.version if row else 0,
                    day=given.get(f"d-{name}", row.measured_on.isoformat() if row else today.isoformat()),
                    note=given.get(f"n-{name}", row.note if row else ""),
                    error=fault.message if fault else "",
                )
            )
        rows.append(SchoolRow(one, Head(one.title, scale.label, one.method), numbers))
    return rows


def read_numbers(
    data: QueryDict, parameters: Sequence[Parameter], moment: SurveyMoment, today: date
) -> list[Typed]:
    """Cells of one moment. Raises Refusal for a day that is no day and a form with fields of somebody else's."""
    known = {f"c-{one.pk}-{which.value}" for one in parameters for which in MOMENTS}
    if any(name.startswith("c-") and name not in known for name in data):
        raise Refusal("В форме есть числа не ваших параметров, ничего не записано. Откройте страницу заново.")
    typed = []
    for one in parameters:
        name = f"{one.pk}-{moment.value}"
        if f"c-{name}" not in data:
            continue
        version, _, shown = data.get(f"w-{name}", "").partition("|")
        text = data[f"c-{name}"]
        if not text.strip() and not shown:
            continue  # nothing stood there and nothing was typed
        typed.append(
            Typed(
                one.pk,
                SCHOOL,
                text,
                shown=None,
                version=int(version) if version.isdigit() and len(version) < 10 else 0,
                measured_on=_day(data.get(f"d-{name}", ""), one, moment, today),
                note=data.get(f"n-{name}", "").strip()[:NOTE_LENGTH],
            )
        )
    return typed


def _day(text: str, parameter: Parameter, moment: SurveyMoment, today: date) -> date:
    if not text.strip():
        return today
    try:
        return parse_date(text.strip())
    except DateError as error:
        raise Refusal(f"«{parameter.title}», {moment.label}: {error}. Пример даты: 15.09.2026.") from error
