"""Does what docs/quickstart-csharp.md says: writes its files, builds its programs, runs its commands
against each, and compares what they print with what is there. The first program reads
ackwell.json; the second is a test of its own; the third has the same members under "Ackwell" in
appsettings.json. "See it work" runs the command that test.sh has built against the first.

    quickstart.py ROOT
"""

import contextlib
import json
import os
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
    <ProjectReference Include="{bindings}/src/Ackwell.Testing/Ackwell.Testing.csproj" />
  </ItemGroup>
</Project>
"""


def main():
    root = Path(sys.argv[1]).resolve()
    text = (root / "docs" / "quickstart-csharp.md").read_text()
    (document,) = blocks(text, "json")
    programs = blocks(text, "csharp")
    assert len(programs) == 3, "three programs are shown"
    first, test, second = programs
    printed, of_test = blocks(text, "text")
    commands = [block.split("\n", 1) for block in blocks(text, "console")]
    assert len(commands) == 2, "two commands are shown"

    settings = json.dumps({"Ackwell": json.loads(document)})
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        passed = try_commands(root, folder, first, ("ackwell.json", document), commands, printed)
        # Its program is built already.
        passed += see_it_work(root, folder, blocks(text, "sh"))
    with tempfile.TemporaryDirectory() as temporary:
        passed += run_test(root, Path(temporary), test, of_test)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        passed += try_commands(root, folder, second, ("appsettings.json", settings), commands, printed)
    print(f"{passed} passed, 0 failed")


def build(root, folder, program):
    """Builds a program, and gives what runs it."""
    work = root / ".work"
    (folder / "Program.cs").write_text(program)
    project = folder / "Quickstart.csproj"
    project.write_text(PROJECT.format(bindings=root / "bindings" / "csharp"))
    script = Path(__file__).resolve().parent / "build.py"
    places = [work / "csharp", work / "csharp-out", work / "csharp-packages"]
    subprocess.run([sys.executable, script, *places, project], check=True)
    return started_by(root)


def started_by(root):
    work = root / ".work"
    return [work / "csharp" / "dotnet9" / "dotnet", work / "csharp-out" / "Quickstart" / "Quickstart.dll"]


def try_commands(root, folder, program, configuration, commands, printed):
    """Builds a program next to its configuration and sends it what the page sends."""
    name, document = configuration
    (folder / name).write_text(document)
    with serving(build(root, folder, program), folder) as (address, output):
        # The first command twice: what is printed is printed once.
        for command, answer in [commands[0], *commands]:
            result = shell(command.removeprefix("$ "), folder, address)
            assert result.stdout == answer.strip(), (result, answer)
        lines = output().splitlines()
        assert lines.count(printed.strip()) == 1, lines
    return 4


def see_it_work(root, folder, scripts):
    """Makes keys, starts the application with them, and sends to it, as the page says."""
    start, send = ([line for line in script.splitlines() if line] for script in scripts)
    command = root / "target" / "debug"
    assert start.pop().startswith("dotnet run")
    for line in start:
        result = shell(line, folder, path=command)
        assert result.returncode == 0, result
    with serving(started_by(root), folder) as (address, output):
        codes = [shell(line, folder, address, command).returncode for line in send]
        assert codes == [0, 0, 0], (codes, output())
        lines = output().splitlines()
        assert lines.count("paid: 42, 10.00 CNY") == 1, lines
        assert not any("paid: 43" in line for line in lines), lines
    return 3


def run_test(root, folder, program, printed):
    command = build(root, folder, program)
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    lines = [line for line in result.stdout.splitlines() if line in printed.splitlines()]
    assert result.returncode == 0 and lines == printed.splitlines(), result
    return 1


def shell(line, folder, address="", path=None):
    given = line.replace("http://127.0.0.1:8080", address)
    environment = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}"}
    return subprocess.run(["bash", "-c", given], cwd=folder, env=environment, capture_output=True, text=True)


@contextlib.contextmanager
def serving(command, folder):
    """Runs a server; gives its address, and what reads its output."""
    address = f"http://127.0.0.1:{free_port()}"
    file = folder / "output"
    with file.open("w") as output:
        process = subprocess.Popen(
            [*command, "--urls", address], cwd=folder, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait(process, file, "Now listening on")
        yield address, file.read_text
    finally:
        process.kill()
        process.wait()


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
