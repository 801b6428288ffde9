"""Does what docs/quickstart-java.md says in an empty folder, and compares what comes with the page.

    quickstart.py ROOT
"""

import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main():
    root = Path(sys.argv[1])
    text = (root / "docs" / "quickstart-java.md").read_text()
    (pom,) = blocks(text, "xml")
    (config,) = blocks(text, "toml")
    (program,) = blocks(text, "java")
    (steps,) = blocks(text, "sh")
    (printed,) = blocks(text, "text")
    commands = [block.split("\n", 1) for block in blocks(text, "console")]
    assert len(commands) == 2, "two commands are shown"
    build, start = steps.splitlines()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "pom.xml").write_text(pom)
        (folder / "ackwell.toml").write_text(config)
        source = folder / "src" / "main" / "java"
        source.mkdir(parents=True)
        (source / "Shop.java").write_text(program)
        subprocess.run(["bash", "-c", build + " -B"], cwd=folder, check=True)
        port = free_port()
        start = start.replace("java ", f"exec java -Dport={port} ")
        with (folder / "output").open("w") as output:
            shop = subprocess.Popen(["bash", "-c", start], cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait(shop, port)
            # The first command twice: what is printed is printed once.
            for command, answer in [commands[0], *commands]:
                given = command.removeprefix("$ ").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
                came = subprocess.run(["bash", "-c", given], capture_output=True, text=True, check=True).stdout
                assert came.strip() == answer.strip(), (came, answer)
        finally:
            shop.send_signal(signal.SIGTERM)
            shop.wait(20)
        lines = (folder / "output").read_text().splitlines()
        paid = [line for line in lines if line.startswith("paid")]
        assert paid == printed.splitlines(), lines
        assert any("invalid_signature" in line and "remedy" in line for line in lines), lines
    print("the quickstart does what it says")


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(shop, port):
    for _ in range(600):
        assert shop.poll() is None, "the program ended"
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nothing listens")


main()
