"""Does what docs/quickstart-csharp.md says: writes its files, builds its programs, runs its commands
against each, and compares what they print with what is there. The first program reads
ackwell.json; the second has the same members under "Ackwell" in appsettings.json.

    quickstart.py ROOT
"""

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = """\
<Project Sdk="Microsoft.NET.Sdk">
  <Import Project="{bindings}/Directory.Build.props" />
  <PropertyGroup>
    <AssemblyName>Quickstart</AssemblyName>
    <OutputType>Exe</OutputType>
  </PropertyGroup>
  <ItemGroup>
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <ProjectReference Include="{bindings}/src/Ackwell/Ackwell.csproj" />
    <ProjectReference Include="{bindings}/src/Ackwell.AspNetCore/Ackwell.AspNetCore.csproj" />
  </ItemGroup>
</Project>
"""


def main():
    root = Path(sys.argv[1]).resolve()
    text = (root / "docs" / "quickstart-csharp.md").read_text()
    (document,) = blocks(text, "json")
    programs = blocks(text, "csharp")
    assert len(programs) == 2, "two programs are shown"
    (printed,) = blocks(text, "text")
    commands = [block.split("\n", 1) for block in blocks(text, "console")]
    assert len(commands) == 2, "two commands are shown"

    settings = json.dumps({"Ackwell": json.loads(document)})
    passed = run(root, programs[0], "ackwell.json", document, commands, printed)
    passed += run(root, programs[1], "appsettings.json", settings, commands, printed)
    print(f"{passed} passed, 0 failed")


def run(root, program, name, document, commands, printed):
    """Builds a program next to its configuration and sends it what the page sends."""
    work = root / ".work"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / name).write_text(document)
        (folder / "Program.cs").write_text(program)
        project = folder / "Quickstart.csproj"
        project.write_text(PROJECT.format(bindings=root / "bindings" / "csharp"))
        build = Path(__file__).resolve().parent / "build.py"
        places = [work / "csharp", work / "csharp-out", work / "csharp-packages"]
        subprocess.run([sys.executable, build, *places, project], check=True)
        address = f"http://127.0.0.1:{free_port()}"
        with (folder / "output").open("w") as output:
            process = subprocess.Popen(
                [
                    work / "csharp" / "dotnet9" / "dotnet",
                    work / "csharp-out" / "Quickstart" / "Quickstart.dll",
                    "--urls",
                    address,
                ],
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            wait(process, folder / "output", "Now listening on")
            passed = 0
            # The first command twice: what is printed is printed once.
            for command, answer in [commands[0], *commands]:
                given = command.removeprefix("$ ").replace("http://127.0.0.1:8080", address)
                result = subprocess.run(["bash", "-c", given], capture_output=True, text=True)
                assert result.stdout == answer.strip(), (result, answer)
                passed += 1
            lines = (folder / "output").read_text().splitlines()
            assert lines.count(printed.strip()) == 1, lines
            passed += 1
        finally:
            process.kill()
            process.wait()
    return passed


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(process, output, words):
    for _ in range(600):
        if words in output.read_text():
            return
        assert process.poll() is None, output.read_text()
        time.sleep(0.1)
    raise AssertionError(f"it does not listen: {output.read_text()}")


if __name__ == "__main__":
    main()
