#!/usr/bin/env bash
# Measures Ackwell against its peers, side by side in one run.
#
#     bench/run.sh                 everything; writes docs/benchmarks.md and docs/benchmarks.svg
#     bench/run.sh quick [NAME...] a few rounds, to see that it works; writes to .work/bench/docs.
#                                  NAME: the contestants of bench/contestants/NAME.sh only
#
# Each contestants/NAME.sh builds what it needs and says what takes part, with the functions below.
. "$(dirname "$0")/../tests/steps/lib.sh"
root=$PWD
work=$root/.work/bench
mkdir -p "$work/raw" "$work/docs"
programs=${CARGO_TARGET_DIR:-$root/target}/release
quick=
if [ "${1:-}" = quick ]; then
    quick=1
    shift
fi

field=()
versions=()
library_bytes=
# contestant NAME COMMAND...: takes part under that name; the words are for the shell.
contestant() {
    local name=$1
    shift
    field+=("$name=$*")
}
# first NAME COMMAND...: `COMMAND CONFIG PEER <BODY` starts a runtime and verifies one notification; without
# arguments COMMAND only starts the runtime.
starters=()
first() {
    local name=$1
    shift
    starters+=("$name=$*")
}
# delay NAME COMMAND...: `COMMAND CORPUS ROUNDS` prints how long it kept its event loop, the 99th percentile
# of each round in nanoseconds, while requests waited for a slow store.
waiters=()
delay() {
    local name=$1
    shift
    waiters+=("$name=$*")
}
# endpoint NAME COMMAND...: a server with two paths, one with Ackwell behind it and one that answers a
# constant; see http-rate. ACKWELL_CONFIG and PORT are in its environment.
endpoints=()
endpoint() {
    local name=$1
    shift
    endpoints+=("$name=$*")
}
# version TEXT: what a contestant runs on.
version() { versions+=("$1"); }

need_packages gcc libssl-dev pkg-config
# Together with the C library, whose features of other crates the contestants then share.
cargo build --quiet --locked --release --package ackwell-bench --package ackwell-c \
    --features ackwell-bench/openssl --bins
version "$(openssl version)"
version "$(rustc --version)"
for file in bench/contestants/core.sh bench/contestants/*.sh; do
    name=$(basename "$file" .sh)
    [ "$file" = "${seen:-}" ] && continue
    [ "$name" = core ] && seen=$file
    [ $# -eq 0 ] || [ "$name" = core ] || [[ " $* " == *" $name "* ]] || continue
    echo "== $name" >&2
    . "$file" >&2
done

{
    echo "| machine | |"
    echo "|---|---|"
    echo "| measured | $(date -u +%F), Ackwell $(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1) |"
    echo "| processor | $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort -u | head -n 1), family $(sed -n 's/^cpu family[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores;$(for flag in bmi2 adx avx512ifma sha_ni; do grep -qw "$flag" /proc/cpuinfo && printf ' %s' "$flag"; done) |"
    echo "| system | $(. /etc/os-release && echo "$PRETTY_NAME"), $(uname -m) |"
    for text in "${versions[@]}"; do echo "| peer | $text |"; done
} >"$work/raw/machine.md"

echo "== RSA alone" >&2
"$programs/rsa-table" "$work/raw/rsa.json" "$([ "$quick" ] && echo 11 || echo 1001)"
echo "== the whole job" >&2
"$programs/whole-job" "$work/raw" "$([ "$quick" ] && echo 2 || echo 25)" "${field[@]}"

echo "== the first verification in a new process" >&2
"$programs/first-job" "$work/raw" "$([ "$quick" ] && echo 2 || echo 15)" ${starters[@]+"${starters[@]}"}
echo "== a framework's endpoint" >&2
"$programs/http-rate" "$work/raw" "$([ "$quick" ] && echo 1 || echo 9)" ${endpoints[@]+"${endpoints[@]}"}
echo "== the event loop" >&2
: >"$work/raw/event-loop"
for entry in ${waiters[@]+"${waiters[@]}"}; do
    ${entry#*=} "$work"/raw/rsa-1024-MD5.json "$([ "$quick" ] && echo 1 || echo 7)" | sed "s/$/ ${entry%%=*}/" >>"$work/raw/event-loop"
done
echo "$library_bytes" >"$work/raw/library-bytes"

docs=$work/docs
rm -f "$work/raw/ledger.md"
if [ -z "$quick" ]; then
    echo "== the ledger" >&2
    need_packages postgresql mariadb-server redis-server
    cargo bench --quiet --locked --package ackwell-ledger --features all --bench stores >"$work/raw/ledger.md"
    docs=$root/docs
fi
"$programs/report" "$work/raw" "$docs"
echo "see ${docs#"$root"/}/benchmarks.md"
