#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
lint_tools=${XDG_CACHE_HOME:-$HOME/.cache}/ackwell/lint
bash tests/steps/lint-tools.sh
set -x
cargo fmt --all --check
cargo clippy --workspace --all-targets --locked -- -D warnings
# What the workspace as a whole does not build: core without fast arithmetic, and the command with
# SQLite alone.
cargo clippy --package ackwell --features portable-only --all-targets --locked -- -D warnings
cargo clippy --package ackwell-cli --locked -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
cargo xtask generate --check
cargo xtask vectors --check
cargo xtask header --check
cargo xtask version --check
cargo xtask dependencies --check
bash tests/steps/crates.sh
# Advisories need a database that no package brings: `cargo deny check` where GitHub can be reached.
"$lint_tools/bin/cargo-deny" --locked check --deny no-license-field licenses bans sources
