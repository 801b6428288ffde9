#!/usr/bin/env bash
# What the registry of crates shows and what a licence asks for is in each published crate.
. "$(dirname "$0")/lib.sh"

missing=0
for crate in ackwell ackwell-ledger ackwell-testkit ackwell-cli; do
    # --allow-dirty: what is not committed yet is looked at too. It warns about a manifest without links.
    listed=$(cargo package --list --locked --allow-dirty --package "$crate" 2>&1)
    for file in LICENSE-APACHE LICENSE-MIT README.md; do
        grep -qx "$file" <<<"$listed" || { echo "$crate has no $file in its package"; missing=1; }
    done
    if grep '^warning' <<<"$listed"; then
        echo "cargo warns about the package of $crate"
        missing=1
    fi
    manifest=$(cargo metadata --locked --no-deps --format-version 1 |
        python3 -c 'import json, sys
package = next(p for p in json.load(sys.stdin)["packages"] if p["name"] == sys.argv[1])
print(*(key for key in ("readme", "categories", "keywords", "documentation", "repository", "homepage", "license") if not package[key]))' "$crate")
    [ -z "$manifest" ] || { echo "the manifest of $crate lacks: $manifest"; missing=1; }
done
exit $missing
