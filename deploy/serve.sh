#!/usr/bin/env bash
# Brings the database and the static files up to date and serves the site until Ctrl-C.
# Usage: deploy/serve.sh run|demo        HOST, PORT, SITE_URL change the address.
# STAGE=autumn|winter|spring|summer: a demo of its own that is told until that time of the year and lives on that day.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

KIND="${1:-run}"
case "$KIND" in run | demo) ;; *) fail "deploy/serve.sh: ожидается run или demo" ;; esac

export HOST="${HOST:-127.0.0.1}" PORT="${PORT:-8000}"
case "$PORT" in '' | *[!0-9]*) fail "PORT=$PORT: ожидается число от 1 до 65535" ;; esac
if [ "$PORT" -lt 1 ] || [ "$PORT" -gt 65535 ]; then fail "PORT=$PORT: ожидается число от 1 до 65535"; fi
if [ -z "${SITE_URL:-}" ]; then
    case "$HOST" in
        0.0.0.0 | ::) address="$(hostname -I 2>/dev/null | awk '{print $1}')" ;;
        *) address="$HOST" ;;
    esac
    case "$address" in '') address=127.0.0.1 ;; *:*) address="[$address]" ;; esac
    SITE_URL="http://$address:$PORT"
fi
export SITE_URL

python="$VENV/bin/python"
if ! "$python" - "$HOST" "$PORT" <<'PY'; then
import errno, socket, sys
host, port = sys.argv[1], int(sys.argv[2])
family = socket.AF_INET6 if ":" in host else socket.AF_INET
with socket.socket(family) as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, port))
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: "порт занят другой программой (может быть, сайт уже работает)",
            errno.EACCES: "порты ниже 1024 открывает только администратор машины",
            errno.EADDRNOTAVAIL: "у этой машины нет такого адреса",
        }
        sys.exit(f"Адрес {host}:{port} недоступен: {reasons.get(error.errno, error.strerror)}.")
PY
    fail "Выберите другой порт, например:  make $KIND PORT=$((PORT < 65535 ? PORT + 1 : 8000))"
fi

stage=()
if [ "$KIND" = demo ] && [ -n "${STAGE:-}" ]; then
    case "$STAGE" in autumn | winter | spring | summer) ;; *) fail "STAGE=$STAGE: ожидается autumn, winter, spring или summer" ;; esac
    VAR_DIR="${VAR_DIR:-$ROOT/var}/demo-$STAGE"
    mkdir -p "$VAR_DIR"
    DEMO_TODAY="$("$python" manage.py create_demo --stage "$STAGE" --show-day)"
    export VAR_DIR DEMO_TODAY
    stage=(--stage "$STAGE")
fi

"$python" manage.py migrate --noinput -v 0
"$python" manage.py collectstatic --noinput -v 0

if [ "$KIND" = demo ]; then
    schools="$("$python" manage.py shell -v 0 -c 'from programs.models import School; print(School.objects.count())')"
    if [ "$schools" = 0 ]; then
        say "Создаю демонстрационную школу (один раз, около минуты)"
        "$python" manage.py create_demo --seed 7 "${stage[@]}"
    fi
fi

"$python" manage.py send_digests --plan # the worker sends the week's digests each morning

children=()
start() {
    # A child must not outlive this script, even when it is killed.
    if have setpriv; then setpriv --pdeathsig TERM -- "$@" & else "$@" & fi
    children+=("$!")
}
stop() {
    trap '' INT TERM
    trap - EXIT
    kill -TERM "${children[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
}
trap stop EXIT
trap 'say "Сайт остановлен."; exit 0' INT TERM

start "$VENV/bin/gunicorn" -c deploy/gunicorn.conf.py
web="${children[0]}"
start "$python" manage.py db_worker --queue-name '*' -v 1

for _ in $(seq 100); do
    if "$python" - "$HOST" "$PORT" <<'PY'; then break; fi
import sys, urllib.request
host, port = sys.argv[1:]
host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
host = f"[{host}]" if ":" in host else host
try:
    request = urllib.request.Request(f"http://{host}:{port}/healthz", headers={"Host": "127.0.0.1"})
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=2)
except OSError:
    sys.exit(1)
PY
    kill -0 "$web" 2>/dev/null || break
    sleep 0.2
done
if ! kill -0 "$web" 2>/dev/null; then
    fail "Сервер не запустился: причина – в строках выше."
fi

say ""
say "Сайт работает: $SITE_URL   (остановить: Ctrl-C)"
if [ "$KIND" = demo ]; then
    say "Вход: admin, director, deputy-uvr, deputy-vr, curator, psychologist, social, subject-head,"
    say "      class-teacher, mentor, mentee, parent, coordinator, curator2 – пароль у всех nastavnik-demo"
    say "Все люди вымышлены. Адрес школы: $SITE_URL/sosh59/2026-2027/"
else
    "$python" manage.py setup_code
fi

# The worker comes back after a failure; when the web server ends, everything ends.
while kill -0 "$web" 2>/dev/null; do
    wait -n || true
    if kill -0 "$web" 2>/dev/null && ! kill -0 "${children[-1]}" 2>/dev/null; then
        sleep 1
        start "$python" manage.py db_worker --queue-name '*' -v 1
    fi
done
if wait "$web"; then
    say "Сайт остановлен."
    exit 0
fi
fail "Сервер остановился: причина – в строках выше и в var/logs/site.log."
