#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
set -x
# In the release profile: a million inputs, and an oracle that takes its time.
cargo test --locked --release --package ackwell-tests -- --nocapture
