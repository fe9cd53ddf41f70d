#!/usr/bin/env bash
# Prepares this machine: system libraries, .venv, packages from the lock. Safe to run again and again.
# Usage: deploy/setup.sh run|dev
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

KIND="${1:-run}"
case "$KIND" in run | dev) ;; *) fail "deploy/setup.sh: ожидается run или dev" ;; esac

# --- System packages: installed when we may, otherwise the exact command is named ---
has_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep "$1" >/dev/null; }
has_font() { have fc-list && fc-list | grep -i "$1" >/dev/null; }

missing=()
want() { missing+=("$1"); }

has_library 'libpango-1\.0\.so\.0' || want libpango-1.0-0
has_library 'libpangoft2-1\.0\.so\.0' || want libpangoft2-1.0-0
has_library 'libharfbuzz-subset\.so\.0' || want libharfbuzz-subset0
have fc-list || want fontconfig
has_font 'PT Serif\|PTSerif\|PT_Serif' || want fonts-paratype
has_font 'Liberation' || want fonts-liberation
has_font 'DejaVu' || want fonts-dejavu-core
if [ "$KIND" = dev ]; then
    have chromium || have chromium-browser || have google-chrome || want chromium
    [ -n "$(postgres_bin)" ] || want postgresql
    have pdftotext || want poppler-utils
fi

as_root=()
may_install=no
if have apt-get; then
    if [ "$(id -u)" = 0 ]; then
        may_install=yes
    elif have sudo && sudo -n true 2>/dev/null; then
        may_install=yes
        as_root=(sudo -n)
    fi
fi

apt_install() {
    say "Устанавливаю системные пакеты: $*"
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" \
        >/dev/null 2>&1; then
        "${as_root[@]}" apt-get update -qq &&
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" \
                >/dev/null
    fi
}

name_command() {
    warn "Не хватает системных пакетов: $*"
    if have apt-get; then
        warn "Установите их командой:  sudo apt-get install -y --no-install-recommends $*"
    else
        warn "Установите их средствами вашей системы (имена пакетов – из Debian)."
    fi
}

if [ "${#missing[@]}" -gt 0 ]; then
    if [ "$may_install" != yes ] || ! apt_install "${missing[@]}"; then
        name_command "${missing[@]}"
        warn "Продолжаю без них: без Pango и шрифтов не печатаются PDF, без chromium и postgresql неполны тесты."
    fi
fi

# --- Python >= 3.11 ---
python=""
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if have "$candidate" && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python="$candidate"
        break
    fi
done
if [ -z "$python" ]; then
    if [ "$may_install" = yes ] && apt_install python3 python3-venv &&
        python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python=python3
    else
        fail "Нужен Python 3.11 или новее. В Debian 12:  sudo apt-get install -y python3 python3-venv"
    fi
fi

# --- .venv with exactly the packages of the lock ---
if ! "$VENV/bin/python" -c 'import pip' >/dev/null 2>&1; then
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        version="$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
        if [ "$may_install" != yes ] || ! apt_install "$version"; then
            fail "Нет модуля venv. Установите его:  sudo apt-get install -y $version"
        fi
    fi
    say "Создаю окружение .venv ($("$python" --version))"
    "$python" -m venv --clear "$VENV"
fi

lock=requirements.lock
[ "$KIND" = dev ] && lock=requirements-dev.lock
stamp="$VENV/installed-$lock.sha256"
if [ "$(cat "$stamp" 2>/dev/null)" != "$(sha256sum <"$lock")" ]; then
    say "Устанавливаю пакеты из $lock (несколько минут при первом запуске)"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
        fail "Пакеты не установились. Для первой установки нужен интернет или каталог пакетов в PIP_FIND_LINKS."
    sha256sum <"$lock" >"$stamp"
    # The dev lock holds the run lock too, so either is up to date after it.
    if [ "$KIND" = dev ]; then sha256sum <requirements.lock >"$VENV/installed-requirements.lock.sha256"; fi
fi
