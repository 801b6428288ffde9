#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
set -x
# Thorough: the arithmetic meets both its oracles on every case, a million inputs are mutated.
ACKWELL_THOROUGH=1 cargo test --locked
cargo test --locked --package ackwell --features portable-only
cargo xtask example rust-axum "${CARGO_TARGET_DIR:-target}/debug/example-rust-axum"
