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
# tests/vectors/references.json has a case with a variable that is set to nothing, which a program on
# .NET 8 cannot do for itself.
export ACKWELL_CASE_EMPTY=
exec "$root/.work/csharp/dotnet${1:-8}/dotnet" \
    "$root/.work/csharp-out/Ackwell.Conformance/Ackwell.Conformance.dll" "$root/tests/vectors"
