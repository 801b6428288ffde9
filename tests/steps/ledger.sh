#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
need_packages postgresql mariadb-server redis-server pgbouncer
set -x
# Real servers, which the tests start and end themselves.
cargo test --locked --package ackwell-ledger --features all
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --package ackwell-ledger --features all
cli/tests/move-to-postgres.sh
