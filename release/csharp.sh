#!/usr/bin/env bash
# The NuGet packages, with the native library of every target.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh

runtimes=$work/csharp-runtimes
rm -rf "$runtimes"
lay() { install -D -m 644 "$work/natives/$target/libackwell.so" "$runtimes/$nuget/native/libackwell.so"; }
each_target lay
# The program is put together from the packages, so it runs what they hold for this machine.
ACKWELL_RUNTIMES=$runtimes bash bindings/csharp/build.sh "$root/release/try/csharp"
release/try/folder.sh "$work/try/csharp" "$root/.work/csharp/dotnet8/dotnet" "$root/.work/csharp-out/Ackwell.Shop/Ackwell.Shop.dll"
listed=$(cd "$runtimes" && echo *)
for package in .work/csharp-packages/*.nupkg; do
    file=$(basename "$package")
    cp "$package" "$dist/"
    case $file in
        Ackwell.[0-9]*) record "$file" "$listed" "$(baselines)" "a shop on .NET 8, on linux-x64; its other libraries are those of the tarballs" ;;
        *) record "$file" ".NET 8 and later" "-" "compiled against it" ;;
    esac
done
