#!/usr/bin/env bash
# Builds the wheel as a user gets it, installs it into fresh environments of every CPython from
# 3.10 on that is found, and runs every test. `test.sh quick` leaves out the examples and the
# millions.
set -euo pipefail
cd "$(dirname "$0")/../.."
. bindings/python/env.sh

quick=${1:-}
tests=$PWD/bindings/python/tests
export ACKWELL_SHARED=${ACKWELL_SHARED:-$(dirname "$PWD")/shared}

say() { printf '\n== %s\n' "$*"; }

interpreters=$(find_interpreters)
if [ -z "$interpreters" ]; then
    need_packages python3 python3-venv
    interpreters=$(find_interpreters)
fi
say "interpreters"
echo "$interpreters"
newest=$(awk '$2 == "gil" { version = $1 } END { print version }' <<<"$interpreters")

say "wheel"
build_wheel
ls -l "$python_work/wheel"

# pytest leaves nothing in the source tree.
run_pytest() {
    (cd "$python_work" && "$1/bin/python" -m pytest -p no:cacheprovider -rs \
        -c "$tests/../pyproject.toml" --rootdir "$tests/.." "$tests" "${@:2}")
}

environment_of() {
    local environment=$python_work/venv-$1
    new_environment "$2" "$environment"
    "$environment/bin/pip" install --quiet --no-index --find-links "$3" ackwell
    "$environment/bin/pip" install --quiet --requirement bindings/python/requirements-test.txt
}

while read -r version kind path <&3; do
    if [ "$kind" = free ]; then
        say "CPython $version, free-threaded: a separate build"
        "$python_work/tools/bin/maturin" build --release --locked --no-default-features \
            --interpreter "$path" --manifest-path bindings/python/Cargo.toml \
            --out "$python_work/wheel-$version-free"
        environment_of "$version-free" "$path" "$python_work/wheel-$version-free"
        run_pytest "$python_work/venv-$version-free" -m "not examples"
        continue
    fi
    say "CPython $version"
    environment_of "$version" "$path" "$python_work/wheel"
    if [ "$version" = "$newest" ] && [ "$quick" != quick ]; then
        run_pytest "$python_work/venv-$version"
    else
        run_pytest "$python_work/venv-$version" -m "not examples and not heavy"
    fi
done 3<<<"$interpreters"
grep -q ' free ' <<<"$interpreters" ||
    echo "note: python: no free-threaded CPython on this machine, so that build was not tested"

environment=$python_work/venv-$newest
say "the conformance pack, for cargo xtask conformance --kept"
mkdir -p .work/conformance
"$environment/bin/python" bindings/python/tests/conformance_runner.py >.work/conformance/python.ndjson

say "lint, on CPython $newest"
"$environment/bin/pip" install --quiet --requirement bindings/python/requirements-lint.txt
cd bindings/python
"$environment/bin/ruff" check --no-cache .
"$environment/bin/ruff" format --no-cache --check .
export DJANGO_SETTINGS_MODULE=django_settings MYPYPATH=tests
cache=$python_work/mypy
(cd python && MYPYPATH=../tests "$environment/bin/mypy" --config-file ../pyproject.toml \
    --cache-dir "$cache-package" --package ackwell)
(cd tests && "$environment/bin/mypy" --config-file ../pyproject.toml --cache-dir "$cache-tests" .)

say "stubs against the binary"
# One by one: together they are found twice.
for stub in ackwell._native ackwell._kinds; do
    (cd "$python_work" && MYPYPATH=$tests "$environment/bin/python" -m mypy.stubtest \
        --mypy-config-file "$tests/../mypy-stubtest.ini" "$stub")
done
