#!/usr/bin/env bash
# Runs the conformance runner on both runtimes: the same lines, and as many as the pack has cases.
# What the lines must say is compared by `cargo xtask conformance`.
#
#   compare.sh OUTPUT TOOLS VECTORS
set -euo pipefail
runner=$1/Ackwell.Conformance/Ackwell.Conformance.dll
# See conformance.sh.
export ACKWELL_CASE_EMPTY=
for version in 8 9; do
    "$2/dotnet$version/dotnet" "$runner" "$3" > "$1/conformance-$version.ndjson"
done
cmp "$1/conformance-8.ndjson" "$1/conformance-9.ndjson"
python3 - "$1/conformance-8.ndjson" "$3" << 'PYTHON'
import json
import pathlib
import sys

lines = {json.loads(line)["id"] for line in open(sys.argv[1])}
cases = {
    case["id"]
    for path in pathlib.Path(sys.argv[2]).glob("*.json")
    for case in json.loads(path.read_text()).get("cases", [])
}
missing = cases - lines
assert not missing, missing
print(f"{len(cases)} cases, the same on both")
print("1 passed, 0 failed")
PYTHON
