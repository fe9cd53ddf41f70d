import pytest
from django.db import connection

from mentoring_site import sqlite


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_has_wal_fix_follows_the_releases(version, expected):
    assert sqlite.has_wal_fix(version) is expected


def test_pragmas_old_sqlite_never_uses_wal():
    assert "WAL" not in sqlite.pragmas((3, 40, 1))


@pytest.mark.django_db
def test_connection_runs_with_the_durable_pragmas():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    wal = sqlite.has_wal_fix(connection.Database.sqlite_version_info)
    names = ["journal_mode", "synchronous", "recursive_triggers", "secure_delete", "foreign_keys"]

    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names}

    assert found == {
        "journal_mode": "wal" if wal else "delete",
        "synchronous": 2 if wal else 3,  # FULL or EXTRA
        "recursive_triggers": 1,
        "secure_delete": 1,
        "foreign_keys": 1,
    }
    assert connection.transaction_mode == "IMMEDIATE"
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False
