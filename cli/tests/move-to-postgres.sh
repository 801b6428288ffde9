#!/usr/bin/env bash
# Does what docs/ledger.md says about moving a ledger from SQLite to PostgreSQL, with a real server, and
# then everything else that `ackwell ledger` can do with it.
. "$(dirname "${BASH_SOURCE[0]}")/../../tests/steps/lib.sh"
. tests/networked/servers.sh
start_postgres
new=$(fresh_url postgres shop)
work=$servers

cargo build --quiet --locked --bin ackwell --features ackwell-cli/networked
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
ackwell ledger migrate "$old" >/dev/null

commands=$(sed -n '/^## From SQLite to PostgreSQL/,/^## What/s|^ackwell ledger \([^#]*[^# ]\) *#.*|\1|p' docs/ledger.md |
    sed -e "s|postgres://shop@db/shop|$new|" -e "s|sqlite:///var/lib/shop/ackwell.db|$old|")
[ "$(wc -l <<<"$commands")" -eq 2 ] || { echo "the two commands of docs/ledger.md were not found"; exit 1; }
while read -ra words <&3; do
    check "the guide's: ackwell ledger ${words[0]}" "" ackwell ledger "${words[@]}"
done 3<<<"$commands"

check "the tables are there" '"schema":' ackwell ledger status --json "$new"
check "it says what the server promises" "survives a crash of the server" ackwell ledger status "$new"
check "nothing is kept yet" "" ackwell ledger list "$new"
check "no order waits" "" ackwell ledger overdue "$new"
check "nothing is old" "" ackwell ledger prune "$new"
check "migrating again changes nothing" "" ackwell ledger migrate "$new"
echo "move: $passed passed, 0 failed"
