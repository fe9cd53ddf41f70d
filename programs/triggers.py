"""Database refusals that Django cannot declare: rows that join two schools, and changes of the audit table.

Created anew after every migrate (post_migrate), since SQLite drops triggers whenever it rebuilds a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from programs.models import AuditEvent, Membership, Program, SchoolModel

CROSSING = "rows of two schools or programmes must not be joined"
APPEND_ONLY = "append-only"
AUDIT_TABLE = AuditEvent._meta.db_table


def create_triggers(using: Any) -> None:
    """(Re)create all triggers on one database connection."""
    postgres = using.vendor == "postgresql"
    with using.cursor() as cursor:
        tables = set(using.introspection.table_names(cursor))
        for model in school_models():
            if model._meta.db_table in tables:
                for statement in _same_school(model, postgres, tables):
                    cursor.execute(statement)
        if AUDIT_TABLE in tables:
            for statement in _append_only(postgres):
                cursor.execute(statement)


def drop_triggers(using: Any) -> None:
    """Before a migration on SQLite: a table that a trigger names cannot be rebuilt."""
    if using.vendor != "sqlite":
        return
    with using.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            if "_same_school_" in name or name.startswith("audit_no_"):
                cursor.execute(f"DROP TRIGGER {name}")


def missing_triggers(using: Any) -> list[str]:
    """Names of triggers that ought to be there and are not: a migration was cut off."""
    with using.cursor() as cursor:
        if using.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        present = {name for (name,) in cursor.fetchall()}
    events = ("_insert", "_update") if using.vendor == "sqlite" else ("",)
    wanted = {
        f"{model._meta.db_table}_same_school{event}"
        for model in school_models()
        if crossing_checks(model)
        for event in events
    } | {"audit_no_update", "audit_no_delete"}
    return sorted(wanted - present)


def drop_audit_triggers(using: Any) -> None:
    """For tests that empty the tables, and nothing else; create_triggers brings them back."""
    with using.cursor() as cursor:
        for name in ("update", "delete", "replace", "truncate"):
            if using.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS audit_no_{name} ON {AUDIT_TABLE}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS audit_no_{name}")


def school_models() -> Iterator[type[models.Model]]:
    """Every model whose rows belong to one school; a coordinator's role to none, which the triggers let pass."""
    for model in apps.get_models():
        if issubclass(model, SchoolModel) or model in (Program, Membership):
            yield model


def crossing_checks(model: type[models.Model]) -> list[tuple[str, str, str]]:
    """(column, target table, shared column) that must agree between a row and the row it points to."""
    checks = []
    own_columns = {field.column for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        target = field.related_model
        if target is None or not (issubclass(target, SchoolModel) or target is Program):
            continue
        table = target._meta.db_table
        checks.append((field.column, table, "school_id"))
        target_columns = {f.column for f in target._meta.concrete_fields}
        if target is not Program and "program_id" in own_columns and "program_id" in target_columns:
            checks.append((field.column, table, "program_id"))
    return checks


def _same_school(model: type[models.Model], postgres: bool, tables: set[str]) -> Iterator[str]:
    table = model._meta.db_table
    checks = [check for check in crossing_checks(model) if check[1] in tables]
    if not checks:
        return
    condition = " OR ".join(
        f"EXISTS (SELECT 1 FROM {target} t WHERE t.id = NEW.{column} AND t.{shared} <> NEW.{shared})"
        for column, target, shared in checks
    )
    name = f"{table}_same_school"
    if postgres:
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{CROSSING}' USING ERRCODE = '23514'; END IF; "
            f"RETURN NEW; END $$"
        )
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield (
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
        return
    for event in ("INSERT", "UPDATE"):
        trigger = f"{name}_{event.lower()}"
        yield f"DROP TRIGGER IF EXISTS {trigger}"
        yield (
            f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{CROSSING}'); END"
        )


def _append_only(postgres: bool) -> Iterator[str]:
    if postgres:
        yield (
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '23514'; END $$"
        )
        for name, event, each in (
            ("update", "UPDATE", "ROW"),
            ("delete", "DELETE", "ROW"),
            ("truncate", "TRUNCATE", "STATEMENT"),
        ):
            yield f"DROP TRIGGER IF EXISTS audit_no_{name} ON {AUDIT_TABLE}"
            yield (
                f"CREATE TRIGGER audit_no_{name} BEFORE {event} ON {AUDIT_TABLE} "
                f"FOR EACH {each} EXECUTE FUNCTION audit_refuse()"
            )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
    for name in ("update", "delete", "replace"):
        yield f"DROP TRIGGER IF EXISTS audit_no_{name}"
    yield f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON {AUDIT_TABLE} {refuse}"
    yield f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {AUDIT_TABLE} {refuse}"
    # INSERT OR REPLACE deletes without firing the trigger above unless recursive_triggers is on.
    yield (
        f"CREATE TRIGGER audit_no_replace BEFORE INSERT ON {AUDIT_TABLE} "
        f"WHEN EXISTS (SELECT 1 FROM {AUDIT_TABLE} WHERE id = NEW.id) {refuse}"
    )
