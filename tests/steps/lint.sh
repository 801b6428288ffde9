#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
set -x
cargo fmt --all --check
cargo clippy --workspace --all-targets --locked -- -D warnings
cargo clippy --package ackwell --features portable-only --all-targets --locked -- -D warnings
cargo xtask generate --check
cargo xtask vectors --check
cargo xtask header --check
cargo test --locked --package xtask
