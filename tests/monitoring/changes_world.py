"""People of a programme measured twice, for the tests of «до – после»."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from mentoring_site.vault import seal
from monitoring.enums import Confidentiality, Direction, MeasurementSource, ParameterBlock, ParameterSubject
from monitoring.models import Measurement, Parameter
from participants.models import Mentee, Person
from programs.models import Program, User
from tests.factories import make_mentee

BEFORE_ON, AFTER_ON = date(2026, 11, 10), date(2027, 5, 20)


def make_parameter(program: Program, code: str = "marks", **fields: Any) -> Parameter:
    """«Средний балл» of mentees of «Ученик – ученик»: 2,00–5,00, more is better, 0,1 is noticed."""
    defaults: dict[str, Any] = {
        "title": "Средний балл по предмету запроса",
        "block": ParameterBlock.RESULTS,
        "subject": ParameterSubject.MENTEE,
        "form": program.forms.get(code="pupil_pupil"),
        "unit": "баллы",
        "minimum": Decimal("2"),
        "maximum": Decimal("5"),
        "decimals": 2,
        "direction": Direction.MORE,
        "smallest_change": Decimal("0.10"),
        "source_role": "class_teacher",
    }
    return Parameter.objects.create(
        school=program.school, program=program, code=code, **{**defaults, **fields}
    )


def make_sealed_parameter(program: Program, code: str = "anxiety", **fields: Any) -> Parameter:
    return make_parameter(
        program,
        code,
        **{
            "title": "Школьная тревожность",
            "direction": Direction.LESS,
            "smallest_change": Decimal("2"),
            "source_role": "psychologist",
            "confidentiality": Confidentiality.PSYCHOLOGIST,
            "minimum": Decimal("0"),
            "maximum": Decimal("58"),
            "decimals": 0,
            **fields,
        },
    )


def measure(
    parameter: Parameter, moment: str, value: float, by: User, *, on: date | None = None, **whom: Any
) -> Measurement:
    """One value of a person, a class or (nobody named) the school; sealed where the parameter asks."""
    is_sealed = parameter.confidentiality == Confidentiality.PSYCHOLOGIST
    row = Measurement(
        school=parameter.school,
        program=parameter.program,
        parameter=parameter,
        moment=moment,
        measured_on=on or (BEFORE_ON if moment == "before" else AFTER_ON),
        source=MeasurementSource.GRID,
        entered_by=by,
        **whom,
    )
    if not is_sealed:
        row.value = Decimal(str(value))
        row.save()
        return row
    row.sealed = b"-"  # a row has its key before it is sealed
    row.save()
    row.sealed = seal(
        f'{{"value": "{value}"}}',
        table=row._meta.db_table,
        pk=row.pk,
        field="sealed",
        school_id=row.school_id,
    )
    row.save()
    return row


def measure_twice(parameter: Parameter, pairs: Sequence[tuple[float, float]], by: User) -> list[Person]:
    """A new mentee for each pair of values."""
    people = [make_mentee(parameter.program).person for _ in pairs]
    measure_people(parameter, people, pairs, by)
    return people


def measure_people(
    parameter: Parameter, people: Sequence[Person], pairs: Sequence[tuple[float, float]], by: User
) -> None:
    for person, (before, after) in zip(people, pairs, strict=True):
        measure(parameter, "before", before, by, person=person)
        measure(parameter, "after", after, by, person=person)


def mentee_of(person: Person) -> Mentee:
    return Mentee.objects.get(person=person)
