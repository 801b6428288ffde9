#!/usr/bin/env bash
# Runs the conformance pack through the installed package; nothing but the runner's lines on stdout.
set -euo pipefail
cd "$(dirname "$0")/../.."
. bindings/node/env.sh
{
    build_packages
    new_application "$node_work/conformance"
    cp bindings/node/test/conformance-runner.mjs "$node_work/conformance/"
} >&2
cd "$node_work/conformance"
exec node conformance-runner.mjs "$node_root/tests/vectors"
