#!/usr/bin/env bash
# The tests of the repository, step by step: `tests/run.sh` for every one, `tests/run.sh STEP...` for
# some, `tests/run.sh --list` for their names. Each step writes .work/logs/STEP.log.
#
# Two steps run at a time, so that one computes while the other waits: `ACKWELL_STEPS=1` for one.
# A step passes if its command ends with 0. The last line counts the single tests of all steps, as
# their own runners report them; a step without such a report counts as one.
set -u
cd "$(dirname "$0")/.." || exit 2
root=$PWD
logs=$root/.work/logs
at_once=${ACKWELL_STEPS:-2}
export CARGO_TERM_COLOR=never

# name | what | command | the steps that it follows if they are chosen, because they build or measure
# in the same places
steps() {
    cat <<'STEPS'
lint|formatting, lints, documentation, generated files|bash tests/steps/lint.sh|
php|the Composer package under the CLI, php-fpm and nginx|bash bindings/php/test.sh|
rust|core, ledger, command, kit: what needs only Rust; all readings of signed texts, a million mutated inputs|bash tests/steps/rust.sh|lint
baseline|the native halves need at most glibc 2.17|bash tests/steps/baseline.sh|
c|the C library: header, install, examples, Valgrind, sanitizers, threads|make --no-print-directory -C bindings/c test|
python|the wheel on every CPython found, with Flask, FastAPI and Django|bash bindings/python/test.sh|
csharp|the C# assemblies on .NET 8 and 9|bash bindings/csharp/test.sh|
node|the npm packages on Node 20, 22 and 24, Bun and Deno, with Express, Fastify, fetch and Nest|bash tests/steps/node.sh|
java|the jars on every JDK from 17 on, under -Xcheck:jni, as class path and as module|bash tests/steps/java.sh|
ledger|the ledger in every store, with real servers and killed workers|bash tests/steps/ledger.sh|rust
networked|every language's receiver with its ledger on PostgreSQL, MariaDB and Redis|bash tests/networked/run.sh|c php python csharp node java
conformance|every language runs the same cases with the same outcome|cargo xtask conformance --kept|rust c php python csharp node java networked
bench|every contestant of make bench takes part|bash tests/steps/bench.sh|networked conformance
STEPS
}

if [ "${1:-}" = --list ]; then
    steps | while IFS='|' read -r name what _; do printf '%-12s %s\n' "$name" "$what"; done
    exit 0
fi
for step in "$@"; do
    steps | grep -q "^$step|" || { echo "there is no step $step: see tests/run.sh --list" >&2; exit 2; }
done

# The tests of a step: its last line if that is `N passed, N failed`, else the sum of what cargo
# test, pytest, PHPUnit and such lines report in its log.
count() {
    local last
    last=$(tail -n 1 "$1" | grep -E '^[0-9]+ passed, [0-9]+ failed$')
    if [ -n "$last" ]; then
        echo "${last##*: }" | awk '{ print $1 + 0, $3 + 0 }'
        return
    fi
    awk '
        /^test result: / { p += $4; f += $6; next }
        /^=+ .*(passed|failed).* in [0-9.]+s.*=+$/ || /^[0-9]+ (passed|failed).* in [0-9.]+s/ {
            for (i = 2; i <= NF; i++) {
                if ($i ~ /^passed/) p += $(i - 1)
                if ($i ~ /^(failed|error)/) f += $(i - 1)
            }
            next
        }
        /^OK \([0-9]+ tests?, / { gsub(/[(,]/, ""); p += $2; next }
        /^([a-z-]+: )?[0-9]+ passed, [0-9]+ failed$/ { p += $(NF - 3); f += $(NF - 1); next }
        END { print p + 0, f + 0 }
    ' "$1"
}

declare -A what=() command=() follows=() pid_of=() name_of=() begun=()
order=()
while IFS='|' read -r name about does after; do
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    order+=("$name")
    what[$name]=$about command[$name]=$does follows[$name]=$after
done < <(steps)

# Whether a step that this one follows has not ended.
has_to_wait() {
    local before
    for before in ${follows[$1]}; do
        [ -n "${command[$before]:-}" ] && return 0
    done
    return 1
}

# Three times what the longest step takes, so that one that hangs does not take the rest with it.
begin() {
    (
        TIMEFORMAT='%U %S'
        { time timeout --kill-after=10 1800 ${command[$1]} >"$logs/$1.log" 2>&1 </dev/null; } 2>"$logs/$1.time"
    ) &
    pid_of[$1]=$! name_of[$!]=$1 begun[$1]=$SECONDS
}

passed=0
failed=0
broken=""
# end NAME STATUS: reports, and counts.
end() {
    local name=$1 ok=0 p f seconds=$((SECONDS - begun[$1])) busy
    [ "$2" -eq 0 ] && ok=1
    busy=$(awk 'END { printf "%d", $1 + $2 }' "$logs/$name.time")
    read -r p f < <(count "$logs/$name.log")
    if [ $((p + f)) -eq 0 ]; then p=$ok; f=$((1 - ok)); fi
    if [ $ok -eq 0 ] && [ "$f" -eq 0 ]; then f=1; fi
    passed=$((passed + p))
    failed=$((failed + f))
    printf '%-12s %s ... ' "$name" "${what[$name]}"
    if [ $ok -eq 1 ] && [ "$f" -eq 0 ]; then
        printf 'ok, %d tests, %d s, %d s of processor time\n' "$p" "$seconds" "$busy"
        grep -h '^note: ' "$logs/$name.log" | sort -u | sed 's/^/             /'
    else
        printf 'FAILED after %d s; the end of %s:\n' "$seconds" ".work/logs/$name.log"
        tail -n 60 "$logs/$name.log" | sed 's/^/  | /'
        broken="$broken $name"
    fi
}

started=$SECONDS
mkdir -p "$logs"
# What a language's step writes here, the comparison of the languages takes.
rm -f .work/conformance/*.ndjson
left=${#order[@]}
while [ "$left" -gt 0 ]; do
    for name in "${order[@]}"; do
        [ ${#pid_of[@]} -lt "$at_once" ] || break
        if [ -n "${command[$name]:-}" ] && [ -z "${pid_of[$name]:-}" ] && ! has_to_wait "$name"; then
            begin "$name"
        fi
    done
    wait -n -p pid "${pid_of[@]}"
    status=$?
    name=${name_of[$pid]}
    end "$name" "$status"
    unset "pid_of[$name]" "command[$name]"
    left=$((left - 1))
done

printf '%d minutes and %d seconds\n' $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60))
if [ -n "$broken" ]; then
    printf 'failed:%s\n' "$broken"
    # Once more what failed, for a reader who has only the end of this.
    for name in $broken; do
        grep -hE -A 2 '^(FAIL|FAILED|not ok|E  |error|Error)|^test .* FAILED$|panicked at' "$logs/$name.log" | head -n 12 | cut -c 1-300 | sed "s/^/$name: /"
    done
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ -z "$broken" ]
