#!/usr/bin/env bash
# Does what the README says about moving a ledger from SQLite to PostgreSQL, with a real server, and
# then everything else that `ackwell ledger` can do with it.
. "$(dirname "${BASH_SOURCE[0]}")/../../tests/steps/lib.sh"
need_packages postgresql

work=$(mktemp -d)
chmod 755 "$work"
server=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
stop() {
    as_postgres "$server/pg_ctl" --pgdata "$work/data" --mode immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT
mkdir "$work/data"
[ "$(id -u)" -ne 0 ] || chown postgres "$work/data"
port=$((20000 + RANDOM % 10000))
as_postgres "$server/initdb" --pgdata "$work/data" --auth trust --username shop --no-sync >/dev/null
as_postgres "$server/pg_ctl" --pgdata "$work/data" --wait --log "$work/data/log" \
    --options "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start >/dev/null
psql --quiet --host 127.0.0.1 --port "$port" --username shop postgres --command 'CREATE DATABASE shop'

cargo build --quiet --locked --package ackwell-cli --features networked
ackwell() { "${CARGO_TARGET_DIR:-target}/debug/ackwell" "$@"; }
passed=0
# check NAME TEXT COMMAND...: the command succeeds and its output has the text.
check() {
    local name=$1 text=$2 output
    shift 2
    if ! output=$("$@" 2>&1) || [[ "$output" != *"$text"* ]]; then
        printf 'FAIL  %s: expected %s in\n%s\n' "$name" "$text" "$output"
        echo "move: $passed passed, 1 failed"
        exit 1
    fi
    passed=$((passed + 1))
    echo "ok    $name"
}

old=sqlite://$work/ackwell.db
new=postgres://shop@127.0.0.1:$port/shop
ackwell ledger migrate "$old" >/dev/null

commands=$(sed -n 's|^ackwell ledger \([^#]*[^# ]\) *#.*|\1|p' README.md |
    sed -e "s|postgres://shop@db/shop|$new|" -e "s|sqlite:///var/lib/shop/ackwell.db|$old|")
[ "$(wc -l <<<"$commands")" -eq 2 ] || { echo "the README's two commands were not found"; exit 1; }
while read -ra words <&3; do
    check "the README's: ackwell ledger ${words[0]}" "" ackwell ledger "${words[@]}"
done 3<<<"$commands"

check "the tables are there" '"schema":' ackwell ledger status --json "$new"
check "it says what the server promises" "survives a crash of the server" ackwell ledger status "$new"
check "nothing is kept yet" "" ackwell ledger list "$new"
check "no order waits" "" ackwell ledger due "$new"
check "nothing is old" "" ackwell ledger prune "$new"
check "migrating again changes nothing" "" ackwell ledger migrate "$new"
echo "move: $passed passed, 0 failed"
