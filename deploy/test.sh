#!/usr/bin/env bash
# The whole suite on SQLite, then again on PostgreSQL. Usage: deploy/test.sh [all]   (all: the long walks too)
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# A server of our own stands from the beginning, so that the databases of both runs are migrated side by side.
if [ "${1:-}" = within ]; then
    shift
else
    unset DATABASE_URL
    [ -z "$(postgres_bin)" ] || exec deploy/with_postgres.sh deploy/test.sh within "$@"
fi

select="not slow"
[ "${1:-}" = all ] && select="slow or not slow"
# Files in the order of collection, the longest first (tests/conftest.py), each to the worker that is free.
share=(-n "${TEST_WORKERS:-2}" --dist loadfile --no-loadscope-reorder)
result=0

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
# Papers drawn in one run of pytest are known to the other.
export TEST_PAPERS="$scratch/papers"
mkdir "$TEST_PAPERS"
# Modules are compiled once, not by each of the processes to come.
unset PYTHONDONTWRITEBYTECODE
file="$scratch/migrated.sqlite3"
base=nastavnik_migrated
env -u DATABASE_URL "$VENV/bin/python" -m tests.migrated "$file" &
file_made=$!
if [ -n "${DATABASE_URL:-}" ]; then
    "$VENV/bin/python" -m tests.migrated "$base" &
    base_made=$!
fi

say "== Тесты на SQLite =="
wait "$file_made" &&
    env -u DATABASE_URL TEST_TEMPLATE="$file" "$VENV/bin/python" -m pytest "${share[@]}" -m "$select" || result=$?

say "== Те же тесты на PostgreSQL =="
if [ -n "${DATABASE_URL:-}" ]; then
    wait "$base_made" &&
        TEST_TEMPLATE="$base" "$VENV/bin/python" -m pytest "${share[@]}" -m "$select" || result=$?
else
    warn "ВНИМАНИЕ: на PostgreSQL тесты не выполнены, сервера нет. Гонки проверяются только там."
    warn "Поставить его: sudo apt-get install -y --no-install-recommends postgresql"
    [ "${REQUIRE_ALL:-0}" = 1 ] && result=1
fi
exit "$result"
