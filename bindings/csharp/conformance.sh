#!/usr/bin/env bash
# The conformance pack through the package, on .NET 8: one JSON line a case on stdout, as
# tests/RUNNERS.md has it. `cargo xtask conformance csharp` calls this and compares.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bash "$here/build.sh" tests/Ackwell.Conformance
exec "$root/.work/csharp/dotnet${1:-8}/dotnet" \
    "$root/.work/csharp-out/Ackwell.Conformance/Ackwell.Conformance.dll" "$root/tests/vectors"
