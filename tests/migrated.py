"""One empty database, migrated once, that every worker of a run copies: python -m tests.migrated NAME

NAME is a path on SQLite and a name on PostgreSQL. deploy/test.sh makes both side by side; the run is told of it by
TEST_TEMPLATE. Without it each worker migrates a database of its own.
"""

import os
import sys

import django


def main(name: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
