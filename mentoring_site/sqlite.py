"""Which SQLite the site runs on, and the pragmas that are safe with it.

SQLite 3.7.0-3.51.2 may corrupt a database in WAL mode when two connections write and checkpoint together;
Debian 12 carries 3.40.1. Imports nothing of Django: it has to run before Django imports `sqlite3`.
"""

import importlib
import sqlite3
import sys

FIRST_FIXED = (3, 51, 3)
BACKPORTS = ((3, 50, 7), (3, 44, 6))  # the fix was also released in these older series

COMMON_PRAGMAS = "PRAGMA recursive_triggers=ON;PRAGMA secure_delete=ON;"
WAL_PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
ROLLBACK_JOURNAL_PRAGMAS = "PRAGMA journal_mode=DELETE;PRAGMA synchronous=EXTRA;"


def has_wal_fix(version: tuple[int, int, int]) -> bool:
    """True when this SQLite version may be used in WAL mode by several connections."""
    if version >= FIRST_FIXED:
        return True
    return any(version[:2] == fixed[:2] and version >= fixed for fixed in BACKPORTS)


def use_newest_sqlite() -> None:
    """Put pysqlite3 in the place of the standard module when the system's SQLite is too old for WAL."""
    if has_wal_fix(sqlite3.sqlite_version_info) or "django.db.backends.sqlite3.base" in sys.modules:
        return
    try:
        newer = importlib.import_module("pysqlite3")
        newer_dbapi2 = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return
    if newer.sqlite_version_info > sqlite3.sqlite_version_info:
        sys.modules["sqlite3"] = newer
        sys.modules["sqlite3.dbapi2"] = newer_dbapi2


def current_version() -> tuple[int, int, int]:
    """The version that a connection opened from now on will have."""
    return importlib.import_module("sqlite3").sqlite_version_info


def pragmas(version: tuple[int, int, int]) -> str:
    """Statements for every new connection: durable after `200 OK` in either journal mode."""
    return (WAL_PRAGMAS if has_wal_fix(version) else ROLLBACK_JOURNAL_PRAGMAS) + COMMON_PRAGMAS
