#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
need_packages gcc libssl-dev pkg-config
cargo clippy --locked --workspace --all-targets --features ackwell-bench/openssl -- -D warnings
# A few rounds: a contestant that does not verify every notification stops it.
bench/run.sh quick
