"""The examples under their real servers: genuine, parallel, tampered, from elsewhere, killed."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import support

EXAMPLES = support.ROOT / "examples"
OK = (200, b'{"ret_code":"0000","ret_msg":"ok"}')

pytestmark = pytest.mark.examples

PATIENCE = 300
"""Seconds: a machine that compiles meanwhile is slow."""


class Shop:
    """A running example."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def post(
        self,
        path: str,
        body: bytes = b"",
        source: str = "127.0.0.1",
        content_type: str = "text/json;charset=utf-8",
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, source_address=(source, 0)
        )
        with contextlib.closing(connection):
            headers = {"Content-Type": content_type}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def post_chunked(self, path: str, body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            half = len(body) // 2
            connection.request("POST", path, iter([body[:half], body[half:]]))
            answer = connection.getresponse()
            return answer.status, answer.read()

    def payments(self, number: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", f"/orders/{number}")
            return connection.getresponse().read().decode()

    def kill(self) -> None:
        """As power failing does: every process of it, at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def inherited() -> dict[str, str]:
    """The environment, without what other tests put there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}


@contextlib.contextmanager
def running(
    example: str | Path, command: list[str], data: Path, **environment: str
) -> Iterator[Shop]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        **inherited(),
        "SHOP_DATA": str(data),
        "LIANLIAN_PUBLIC_KEY": str(support.KEYS / "rsa-1024.public.pem"),
        "LIANLIAN_MERCHANT_ID": support.MERCHANT,
        "LIANLIAN_SOURCES": "127.0.0.1",
        **environment,
    }
    log = (data / "server.log").open("ab")
    words = [sys.executable, "-m", *(word.replace("PORT", str(port)) for word in command)]
    process = subprocess.Popen(
        words,
        cwd=EXAMPLES / example,
        env=settings,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    shop = Shop(port, process)
    try:
        wait_for(shop, data / "server.log")
        yield shop
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                shop.kill()
        log.close()


def wait_for(shop: Shop, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if shop.process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", shop.port), 1):
            return
        time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


def plays_well(shop: Shop, path: str = "/notify/lianlian") -> None:
    """The round of notifications that every example must survive."""
    number = support.SAMPLE["no_order"]
    genuine = support.lianlian()
    shop.post(f"/orders/{number}/210.97")

    assert shop.post(path, genuine.replace(b"210.97", b"999.97"))[0] == 403
    assert shop.post(path, genuine, source="127.0.0.2") == (
        403,
        b'{"ret_code":"9999","ret_msg":"untrusted_source"}',
    )
    assert shop.payments(number) == "0"

    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: shop.post(path, genuine), range(30)))
    assert {status for status, _ in answers} <= {200, 503}
    assert OK in answers
    assert shop.payments(number) == "1"
    assert shop.post(path, genuine) == OK
    assert shop.post_chunked(path, genuine) == OK
    assert shop.post_chunked(path, b"x" * 70_000)[0] == 413
    assert shop.post(path, support.lianlian(money_order="999.97"))[0] == 409
    assert shop.payments(number) == "1"

    # Another amount than the order's: the shop's own check fails, and nothing is paid.
    shop.post("/orders/2/5.00")
    cheap = support.lianlian(no_order="2", oid_paybill="2", money_order="0.01")
    assert shop.post(path, cheap)[0] == 500
    assert shop.payments("2") == "0"


# The servers' own impatience with slow workers is not what is tested here.
GUNICORN = [
    *["gunicorn", "--workers", "2", "--threads", "4", "--timeout", "300"],
    *["--bind", "127.0.0.1:PORT"],
]


def plays_the_scenario(name: str, program: str, *arguments: str) -> None:
    """The one play over HTTP that every language's example is put to: `cargo xtask example`."""
    server = Path(sys.executable).with_name(program)
    played = subprocess.run(
        [*["cargo", "xtask", "example", name, str(server)], *arguments],
        cwd=support.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr


PLAYED_GUNICORN = ["--workers", "2", "--threads", "4", "--timeout", "300", "--bind"]


def test_the_flask_example_under_gunicorn() -> None:
    folder = ["--chdir", str(EXAMPLES / "flask")]
    plays_the_scenario(
        "flask", "gunicorn", *folder, *PLAYED_GUNICORN, "127.0.0.1:{port}", "app:app"
    )


def test_the_flask_example_under_waitress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLES / "flask"))
    # Waitress takes X-Forwarded-For out unless it is told not to.
    listen = [
        "--listen",
        "127.0.0.1:{port}",
        "--threads",
        "8",
        "--no-clear-untrusted-proxy-headers",
    ]
    plays_the_scenario("flask-waitress", "waitress-serve", *listen, "app:app")


def test_the_fastapi_example_under_uvicorn() -> None:
    folder = ["--app-dir", str(EXAMPLES / "fastapi"), "--no-proxy-headers"]
    workers = ["--workers", "2", "--timeout-worker-healthcheck", "300"]
    plays_the_scenario("fastapi", "uvicorn", *folder, *workers, "--port", "{port}", "app:app")


def django_settings(data: Path) -> dict[str, str]:
    settings = {**inherited(), "SHOP_DATA": str(data)}
    settings["LIANLIAN_PUBLIC_KEY"] = str(support.KEYS / "rsa-1024.public.pem")
    for command in ["check", "migrate"]:
        subprocess.run(
            [sys.executable, "manage.py", command],
            cwd=EXAMPLES / "django",
            env=settings,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return settings


DJANGO = [*GUNICORN, "shop.wsgi"]


def test_the_django_shop_under_gunicorn(tmp_path: Path) -> None:
    django_settings(tmp_path)
    with running("django", DJANGO, tmp_path) as shop:
        plays_well(shop)


def wait_for_open_transaction(file: Path) -> None:
    """Waits until a worker is in the middle of its work: it then holds the database's lock."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return
            other.execute("ROLLBACK")
        time.sleep(0.1)
    pytest.fail("no worker began its work")


def test_the_django_shop_killed_in_the_middle_of_its_work_is_paid_exactly_once(
    tmp_path: Path,
) -> None:
    settings = django_settings(tmp_path)
    number = support.SAMPLE["no_order"]
    body = support.lianlian()
    for _ in range(3):
        with running("django", DJANGO, tmp_path, SHOP_FULFILMENT_SECONDS="600") as shop:
            if shop.payments(number) not in {"0", "1"}:
                shop.post(f"/orders/{number}/210.97")
            with ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(shop.post, "/notify/lianlian", body)
                wait_for_open_transaction(tmp_path / "shop.db")
                assert not waiting.done(), "the work was to be still going on"
                shop.kill()
                with pytest.raises((OSError, http.client.HTTPException)):
                    waiting.result()
    with running("django", DJANGO, tmp_path) as shop:
        assert shop.payments(number) == "0"
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: shop.post("/notify/lianlian", body), range(10)))
        assert set(answers) == {OK}
        assert shop.payments(number) == "1"
    due = subprocess.run(
        [sys.executable, "manage.py", "ackwell_overdue"],
        cwd=EXAMPLES / "django",
        env=settings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no order waits" in due.stdout
