#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
need_packages gcc libssl-dev pkg-config
cargo clippy --locked --package ackwell-bench --features openssl --all-targets -- -D warnings
cargo test --locked --release --package ackwell-bench --features openssl
# A few rounds: a contestant that does not verify every notification stops it.
bench/run.sh quick
