#!/usr/bin/env bash
# The same checks for a person and for CI.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
export VAR_DIR="$scratch"

"$VENV/bin/ruff" format --check .
"$VENV/bin/ruff" check .
"$VENV/bin/python" manage.py check --database default --fail-level WARNING
SITE_URL=https://nastavnik.example.org "$VENV/bin/python" manage.py check --deploy --fail-level WARNING
"$VENV/bin/python" manage.py makemigrations --check --dry-run
