#!/usr/bin/env bash
# The Python package's source distribution, for systems that no wheel is for.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh

out=$work/sdist
rm -rf "$out"
"$work/tools/bin/maturin" sdist --manifest-path bindings/python/Cargo.toml --out "$out"
file=$(basename "$out"/*.tar.gz)
cp "$out/$file" "$dist/"
"$work/tools/bin/twine" check --strict "$dist/$file" >/dev/null
# It is complete if its own files are all that a build needs. Its workspace has fewer members than the lock
# file is for, so cargo drops what they do not need, which --locked would refuse.
tar -C "$out" -xzf "$dist/$file"
(cd "$out/${file%.tar.gz}" && CARGO_TARGET_DIR=$work/target-sdist cargo check --quiet)
record "$file" "every" "-" "compiled from its own files alone; twine"
