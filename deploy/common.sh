# Shared by the scripts beside it; sourced by bash, not run.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT" || exit 1
VENV="$ROOT/.venv"

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
fail() {
    warn "$*"
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Directory with PostgreSQL's server programs; Debian keeps them outside PATH. Empty when there is no server.
postgres_bin() {
    local newest
    newest="$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)"
    if [ -n "$newest" ] && [ -x "$newest/initdb" ]; then
        say "$newest"
    elif have initdb && have pg_ctl; then
        dirname "$(command -v initdb)"
    fi
}
