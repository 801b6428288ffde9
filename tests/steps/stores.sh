#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
need_packages postgresql mariadb-server redis-server
set -x
cargo test --locked --package ackwell-ledger --features all
