#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
need_packages postgresql mariadb-server redis-server pgbouncer
# Real servers, which the tests start and end themselves: the tests that Cargo.toml keeps out of a
# plain `cargo test`.
names=$(cargo metadata --locked --no-deps --format-version 1 | python3 -c '
import json, sys
for package in json.load(sys.stdin)["packages"]:
    if package["name"] == "ackwell-ledger":
        for target in package["targets"]:
            if target["kind"] == ["test"] and not target["test"]:
                print("--test", target["name"])
')
set -x
# shellcheck disable=SC2086 # several words
cargo test --locked ${names:?no test of the ledger wants servers}
cli/tests/move-to-postgres.sh
