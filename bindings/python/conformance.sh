#!/usr/bin/env bash
# Runs the conformance pack through the installed wheel; nothing but the runner's lines on stdout.
set -euo pipefail
cd "$(dirname "$0")/../.."
. bindings/python/env.sh
{
    build_wheel
    read -r _ _ path < <(find_interpreters | awk '$2 == "gil"' | tail -n 1)
    new_environment "$path" "$python_work/venv-conformance"
    "$python_work/venv-conformance/bin/pip" install --quiet --no-index \
        --find-links "$python_work/wheel" ackwell
} >&2
exec "$python_work/venv-conformance/bin/python" bindings/python/tests/conformance_runner.py
