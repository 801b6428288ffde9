"""Shops that run under a real server, in processes that a test may kill."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE = 300
"""Seconds: a machine that compiles meanwhile is slow."""

# The servers' own impatience with slow workers is not what is tested.
GUNICORN = ["gunicorn", "--workers", "2", "--threads", "4", "--timeout", "300"]
UVICORN = ["uvicorn", "--workers", "2", "--timeout-worker-healthcheck", "300", "--no-proxy-headers"]


def inherited(**more: str) -> dict[str, str]:
    """The environment, without what other tests put there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return {**kept, **more}


class Shop:
    """A shop that runs."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def post(
        self,
        body: bytes,
        source: str = "127.0.0.1",
        content_type: str = "text/json;charset=utf-8",
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, source_address=(source, 0)
        )
        with contextlib.closing(connection):
            headers = {"Content-Type": content_type}
            connection.request("POST", "/notify/lianlian", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def kill(self) -> None:
        """As a power failure does: every process of it, simultaneously, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def running(folder: Path, command: list[str], log: Path, **environment: str) -> Iterator[Shop]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            # What gunicorn and uvicorn read.
            env=inherited(PORT=str(port), UVICORN_PORT=str(port), **environment),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    shop = Shop(port, process)
    try:
        wait_for(shop, log)
        yield shop
    finally:
        if process.poll() is None:
            shop.kill()


def wait_for(shop: Shop, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if shop.process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", shop.port), 1):
            return
        time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text()}")
