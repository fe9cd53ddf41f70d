#!/usr/bin/env bash
# Runs a command with DATABASE_URL of a private PostgreSQL that lives as long as the command does.
# Not for real data: it is switched to speed, a power cut would break it. Exit code 77: no server here.
# Usage: deploy/with_postgres.sh command [arguments]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

bin="$(postgres_bin)"
if [ -z "$bin" ]; then
    warn "PostgreSQL не установлен: sudo apt-get install -y --no-install-recommends postgresql"
    exit 77
fi

home="$(mktemp -d /tmp/nastavnik-pg.XXXXXX)" # short: a socket's path may take 107 bytes
as_owner=()
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$home"
    as_owner=(setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups --)
fi

stop() {
    (cd "$home" && "${as_owner[@]}" "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

(
    cd "$home"
    # Russian order of letters, as a school's own server would have it.
    icu=(--locale-provider=icu --icu-locale=ru)
    "$bin/initdb" --help | grep -q icu-locale || icu=()
    "${as_owner[@]}" "$bin/initdb" -D data -U nastavnik --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        "${icu[@]}" --no-sync >initdb.log 2>&1 || { cat initdb.log >&2; exit 1; }
    "${as_owner[@]}" "$bin/pg_ctl" -D data -l server.log -w -o "-c listen_addresses='' \
        -c unix_socket_directories='$home' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=100" start >/dev/null || { cat server.log >&2; exit 1; }
    "$bin/createdb" -h "$home" -U nastavnik nastavnik
)

export DATABASE_URL="postgres://nastavnik@${home//\//%2F}/nastavnik"
"$@"
