"""Small tables for the import tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from mentoring_site.spreadsheets import write_table
from participants.enums import BaseKind
from participants.importing import batches
from participants.importing.columns import COLUMNS
from participants.models import ImportBatch
from programs.models import Program, User

_keys = count(1)


def table(base: str, *rows: dict[str, Any], codes: tuple[str, ...] = ()) -> bytes:
    """An .xlsx of the base with the columns that the rows name, under their official titles."""
    used = codes or tuple(dict.fromkeys(code for row in rows for code in row))
    titles = {column.code: column.title for column in COLUMNS[base]}
    return write_table(
        "xlsx",
        title="Таблица",
        header=[titles[code] for code in used],
        rows=[[row.get(code) for code in used] for row in rows],
    )


def mentee(name: str = "Панова Алиса Дмитриевна", **fields: Any) -> dict[str, Any]:
    return {
        "full_name": name,
        "birth_year": 2013,
        "place": "7 «А»",
        "form": "Ученик – ученик",
        "request": "Дроби",
    } | fields


def uploaded(program: Program, by: User, data: bytes, base: str = BaseKind.MENTEES) -> ImportBatch:
    return batches.upload(
        program=program, base=base, file_name="Список.xlsx", data=data, key=f"key{next(_keys)}", by=by
    )


def rehearsed(program: Program, by: User, *rows: dict[str, Any], base: str = BaseKind.MENTEES) -> ImportBatch:
    batch = uploaded(program, by, table(base, *rows), base)
    return batches.choose_columns(batch=batch, mapping=batch.mapping, by=by)


def written(batch: ImportBatch, **orders: Any) -> ImportBatch:
    defaults = {"without_errors": False, "admits": True, "papers": None}
    return batches.order_writing(batch=batch, by=batch.created_by, **{**defaults, **orders})


def codes(batch: ImportBatch) -> list[str]:
    return [verdict["code"] for verdict in batch.verdicts]


def problems(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """(row, column, message) of every error."""
    return [(v["row"], column, text) for v in batch.verdicts for column, text, _ in v["errors"]]
