#!/usr/bin/env bash
# Builds the packages and the programs that test them, without an SDK: installs what compiles and
# runs C#, builds the native library, compiles, packs. Prints to stderr only.
#
#   .work/csharp/            the tools, see .ci/csharp/install.sh
#   .work/csharp-packages/   the NuGet packages
#   .work/csharp-out/        one folder a program, ready to run
#
#   build.sh [PROGRAM...]    the programs to compile; without, all of them
set -euo pipefail
exec >&2
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
tools=$root/.work/csharp
output=$root/.work/csharp-out
packages=$root/.work/csharp-packages
programs=("$@")
if [[ ${#programs[@]} -eq 0 ]]; then
    programs=(tests/Ackwell.{Tests,AspNetCore.Tests,HttpTests,Conformance} "$root"/examples/csharp/{AspNetCore,HttpListener})
fi

command -v flock > /dev/null || { echo "flock is missing: apt-get install util-linux" >&2; exit 1; }
mkdir -p "$root/.work"
exec 9> "$root/.work/csharp.lock"
flock 9

bash "$root/.ci/csharp/install.sh" "$tools"
# The native libraries, as the packages hold them: of this machine's system, or those that a release built.
runtimes=${ACKWELL_RUNTIMES:-$root/.work/csharp-runtimes}
if [[ -z ${ACKWELL_RUNTIMES:-} ]]; then
    cargo build --quiet --locked --release --package ackwell-c --manifest-path "$root/Cargo.toml"
    install -D "$root/target/release/libackwell.so" "$runtimes/linux-x64/native/libackwell.so"
fi
rm -rf "$packages"
python=$tools/venv/bin/python
"$python" "$root/.ci/csharp/build.py" "$tools" "$output" "$packages" \
    src/Ackwell{,.AspNetCore,.Testing}/*.csproj
"$python" "$root/.ci/csharp/pack.py" "$tools" "$output" "$runtimes" "$packages"
projects=()
for program in "${programs[@]}"; do
    projects+=("$program"/*.csproj)
done
"$python" "$root/.ci/csharp/build.py" "$tools" "$output" "$packages" "${projects[@]}"
