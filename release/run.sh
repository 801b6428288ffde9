#!/usr/bin/env bash
# `make dist`: builds every package into dist/, tries each on its platform, and prints one table, which is
# dist/table.md too. `release/run.sh PART...` does some of it: the names of the scripts of this folder, in
# the order in which they are to run.
#
# Needs Debian (or what has its packages), and root for those that are missing. See release/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh

parts=("$@")
if [ $# -eq 0 ]; then
    parts=(tools natives c python sdist node java csharp php command)
    rm -rf "$dist" "$work/table"
    mkdir -p "$dist"
fi
for part in "${parts[@]}"; do
    bash "release/$part.sh"
done

{
    echo '| package | platform | libc | MB | SHA-256 | tried |'
    echo '|---|---|---|--:|---|---|'
    # What was packed anew takes the place of what was there before.
    tac "$work/table" | awk -F '|' '!seen[$1]++' | sort -t '|' -k 1,1 |
        awk -F '|' '{ printf "| `%s` | %s | %s | %.2f | `%s` | %s |\n", $1, $2, $3, $4 / 1e6, $5, $6 }'
} >"$dist/table.md"
say "dist/"
cat "$dist/table.md"
