#!/usr/bin/env bash
# Every test of the C# packages: builds them as a user gets them and runs, on the real runtimes of
# .NET 8 and .NET 9, the test program, the examples over HTTP, the conformance pack and the
# quickstart. Fails where anything cannot be had; skips nothing.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
tools=$root/.work/csharp
output=$root/.work/csharp-out
vectors=$root/tests/vectors

. "$root/tests/steps/packages.sh"
need_commands cc=gcc curl

bash build.sh
export ACKWELL_CSHARP_BUILT=1
xtask() { # verb, arguments
    (cd "$root" && cargo xtask "$@")
}

# A library that answers, but with the interface version of another one.
other=$root/.work/csharp-out/libother.so
echo 'unsigned ackwell_abi_version(void) { return 4711; }' | cc -shared -fPIC -x c -o "$other" -
export ACKWELL_TEST_OTHER_ABI=$other

passed=0
failed=0
run() { # what, command...
    local what=$1 log counts
    shift
    echo "== $what"
    log=$(mktemp)
    if ! "$@" > "$log" 2>&1; then
        cat "$log"
        echo "$what failed" >&2
        grep -q ' passed, ' "$log" || failed=$((failed + 1))
    fi
    counts=$(grep -oE '[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1 || true)
    rm "$log"
    read -r p _ f _ <<< "${counts:-0 passed, 0 failed}"
    echo "   $p tests passed and $f failed"
    [[ $p -gt 0 ]] || { echo "$what ran no test" >&2; failed=$((failed + 1)); }
    passed=$((passed + p))
    failed=$((failed + f))
}

run "code that must not compile" \
    "$tools/venv/bin/python" "$root/.ci/csharp/refused.py" "$tools" "$output" "$root/.work/csharp-packages" tests/Refused/Refused.csproj

for version in 8 9; do
    run "the test program on .NET $version" \
        "$tools/dotnet$version/dotnet" "$output/Ackwell.Tests/Ackwell.Tests.dll" "$vectors"
done
run "the ASP.NET Core endpoint on Kestrel, .NET 9" \
    "$tools/dotnet9/dotnet" "$output/Ackwell.AspNetCore.Tests/Ackwell.AspNetCore.Tests.dll" "$vectors"
for example in AspNetCore:9 HttpListener:8 HttpListener:9; do
    name=${example%:*}
    version=${example#*:}
    dotnet=$tools/dotnet$version/dotnet
    program=$output/Ackwell.Example.$name/Ackwell.Example.$name.dll
    run "the $name example on .NET $version under what every language's example is put to" \
        xtask example "csharp-${name,,}-$version" "$dotnet" "$program"
    run "the $name example on .NET $version, every kind and broken bodies" \
        "$dotnet" "$output/Ackwell.HttpTests/Ackwell.HttpTests.dll" "$vectors" "$program"
done
run "the conformance pack on .NET 8" xtask conformance csharp
run "the conformance pack on .NET 9, the same lines" bash "$root/.ci/csharp/compare.sh" "$output" "$tools" "$vectors"
[ -x "$root/target/debug/ackwell" ] || (cd "$root" && cargo build --quiet --locked --bin ackwell)
run "docs/quickstart-csharp.md" "$tools/venv/bin/python" "$root/.ci/csharp/quickstart.py" "$root"

echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
