#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
set -x
# Thorough: the arithmetic meets both its oracles on every case.
ACKWELL_THOROUGH=1 cargo test --locked
cargo test --locked --package ackwell --features test-hooks --test tiers
cargo test --locked --package ackwell --features portable-only
cargo test --locked --package example-rust-axum
cargo xtask example rust-axum "${CARGO_TARGET_DIR:-target}/debug/example-rust-axum"
# The ledger's pages are made in its own step, with every store.
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --package ackwell
