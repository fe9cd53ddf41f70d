#!/usr/bin/env bash
# The whole suite on SQLite, then again on PostgreSQL. Usage: deploy/test.sh [all]   (all: the long walks too)
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

select="not slow"
[ "${1:-}" = all ] && select="slow or not slow"
# Files in the order of collection, the longest first (tests/conftest.py), each to the worker that is free.
share=(-n "${TEST_WORKERS:-2}" --dist loadfile --no-loadscope-reorder)
result=0

say "== Тесты на SQLite =="
env -u DATABASE_URL "$VENV/bin/python" -m pytest "${share[@]}" -m "$select" || result=$?

say "== Те же тесты на PostgreSQL =="
deploy/with_postgres.sh "$VENV/bin/python" -m pytest "${share[@]}" -m "$select"
code=$?
if [ "$code" = 77 ]; then
    warn "ВНИМАНИЕ: на PostgreSQL тесты не выполнены, сервера нет. Гонки проверяются только там."
    [ "${REQUIRE_ALL:-0}" = 1 ] && result=1
elif [ "$code" != 0 ]; then
    result=$code
fi
exit "$result"
