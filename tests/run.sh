#!/usr/bin/env bash
# The tests of the repository, step by step: `tests/run.sh` for every one, `tests/run.sh STEP...` for
# some, `tests/run.sh --list` for their names. Each step writes .work/logs/STEP.log.
#
# A step passes if its command ends with 0. The last line counts the single tests of all steps,
# as their own runners report them; a step without such a report counts as one.
set -u
cd "$(dirname "$0")/.." || exit 2
root=$PWD
logs=$root/.work/logs
mkdir -p "$logs"
export CARGO_TERM_COLOR=never

# name | what | command
steps() {
    cat <<'STEPS'
lint|formatting, lints, generated files|tests/steps/lint.sh
rust|core, ledger, command, kit: what needs only Rust|tests/steps/rust.sh
ledger|the ledger in every store, with real servers and killed workers|tests/steps/ledger.sh
heavy|the pack, all readings of signed texts, a million mutated inputs|tests/steps/heavy.sh
c|the C library: header, install, examples, Valgrind, sanitizers, threads|tests/steps/c.sh
python|the wheel on every CPython found, with Flask, FastAPI and Django|tests/steps/python.sh
php|the Composer package under the CLI, php-fpm and nginx|tests/steps/php.sh
csharp|the C# assemblies on .NET 8 and 9|tests/steps/csharp.sh
networked|every language's receiver with its ledger on PostgreSQL, MariaDB and Redis|tests/networked/run.sh
conformance|every language runs the same cases with the same outcome|tests/steps/conformance.sh
bench|every contestant of make bench takes part|tests/steps/bench.sh
STEPS
}

if [ "${1:-}" = --list ]; then
    steps | while IFS='|' read -r name what _; do printf '%-12s %s\n' "$name" "$what"; done
    exit 0
fi

# The tests of a step: its last line if that is `N passed, N failed`, else the sum of what cargo
# test, pytest, PHPUnit and such lines report in its log.
count() {
    local last
    last=$(tail -n 1 "$1" | grep -E '^[0-9]+ passed, [0-9]+ failed$')
    if [ -n "$last" ]; then
        echo "$last" | awk '{ print $1 + 0, $3 + 0 }'
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

for step in "$@"; do
    steps | grep -q "^$step|" || { echo "there is no step $step: see tests/run.sh --list" >&2; exit 2; }
done
chosen=${*:-all}

passed=0
failed=0
broken=""
started=$SECONDS
while IFS='|' read -r name what command <&3; do
    if [ "$chosen" != all ]; then
        case " $chosen " in *" $name "*) ;; *) continue ;; esac
    fi
    printf '%-12s %s ... ' "$name" "$what"
    begun=$SECONDS
    # Three times what the longest step takes, so that one that hangs does not take the rest with it.
    if timeout --kill-after=10 1800 bash "$command" >"$logs/$name.log" 2>&1 </dev/null; then
        ok=1
    else
        ok=0
    fi
    read -r p f < <(count "$logs/$name.log")
    if [ $((p + f)) -eq 0 ]; then p=$ok; f=$((1 - ok)); fi
    if [ $ok -eq 0 ] && [ "$f" -eq 0 ]; then f=1; fi
    passed=$((passed + p))
    failed=$((failed + f))
    if [ $ok -eq 1 ] && [ "$f" -eq 0 ]; then
        printf 'ok, %d tests, %d s\n' "$p" $((SECONDS - begun))
        grep -h '^note: ' "$logs/$name.log" | sort -u | sed 's/^/             /'
    else
        printf 'FAILED after %d s; the end of %s:\n' $((SECONDS - begun)) ".work/logs/$name.log"
        tail -n 60 "$logs/$name.log" | sed 's/^/  | /'
        broken="$broken $name"
    fi
done 3< <(steps)

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
