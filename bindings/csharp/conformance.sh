#!/usr/bin/env bash
# The conformance pack through the package, on .NET 8: one JSON line a case on stdout, as
# tests/RUNNERS.md has it. `cargo xtask conformance csharp` calls this and compares. test.sh, which has
# just built it, sets ACKWELL_CSHARP_BUILT.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [[ -z "${ACKWELL_CSHARP_BUILT:-}" ]]; then
    bash "$here/build.sh" tests/Ackwell.Conformance
fi
exec "$root/.work/csharp/dotnet${1:-8}/dotnet" \
    "$root/.work/csharp-out/Ackwell.Conformance/Ackwell.Conformance.dll" "$root/tests/vectors"
