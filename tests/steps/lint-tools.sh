#!/usr/bin/env bash
# Installs what the lints need beside Rust, into ~/.cache/ackwell/lint, where it stays between runs.
. "$(dirname "$0")/lib.sh"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/ackwell/lint
requirements=tests/steps/lint-tools.txt
! cmp -s "$requirements" "$cache/requirements.txt" || exit 0
need_commands python3
python3 -m venv --clear "$cache" || { need_packages python3-venv && python3 -m venv --clear "$cache"; }
"$cache/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes --requirement "$requirements"
cp "$requirements" "$cache/requirements.txt"
