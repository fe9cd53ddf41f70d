"""Values of the psychologist: sealed into their row, opened for him or for what leaves as «+ / 0 / −»."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from mentoring_site.vault import open_sealed
from monitoring.models import Measurement, Parameter
from pairing.services.notes import place_of, readable_authors, seal_into
from programs.models import User
from programs.services.audit import record_event


def seal_value(row: Measurement, value: Decimal) -> None:
    """The row has its key already."""
    seal_into(row, json.dumps({"value": f"{value:f}"}))


def open_value(row: Measurement) -> Decimal:
    """Raises VaultLocked, VaultTampered."""
    return Decimal(json.loads(open_sealed(row.sealed, **place_of(row)))["value"])


def own_rows(rows: Iterable[Measurement], by: User, parameter: Parameter) -> set[int]:
    """Keys of rows whose values the user may open: his own, and those of who handed them over."""
    authors = readable_authors(by, parameter.school)
    return {row.pk for row in rows if row.entered_by_id in authors}


def open_values(*, parameter: Parameter, moment: str, by: User) -> dict[int, Decimal]:
    """row id -> value, for who measured; the look leaves a row in the journal, also when nothing opens.

    Raises VaultLocked, VaultTampered.
    """
    with transaction.atomic():
        record_event(
            "measurement.view",
            by=by,
            target=parameter,
            program=parameter.program,
            sentence=f"просмотр измерений психолога: {parameter.title}",
        )
    rows = Measurement.objects.filter(
        parameter=parameter, moment=moment, entered_by__in=readable_authors(by, parameter.school)
    )
    return {row.pk: open_value(row) for row in rows}
