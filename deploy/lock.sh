#!/usr/bin/env bash
# Writes requirements.lock and requirements-dev.lock: exact versions and hashes, no addresses of registries.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

have pip-compile || fail "Нужен pip-tools:  pipx install pip-tools"
options=(--quiet --generate-hashes --allow-unsafe --strip-extras --no-annotate --no-header
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links)
pip-compile "${options[@]}" "$@" --output-file requirements.lock pyproject.toml
# The run lock holds the versions, so that tests see what runs.
pip-compile "${options[@]}" "$@" --extra dev --constraint requirements.lock --output-file requirements-dev.lock \
    pyproject.toml
