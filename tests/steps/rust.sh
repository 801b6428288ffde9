#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
set -x
cargo test --locked
cargo test --locked --package ackwell --features portable-only
cargo test --locked --package example-rust-axum
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --package ackwell --package ackwell-ledger
