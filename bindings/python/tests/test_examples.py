"""The examples under their real servers: the scenario of every language, and a killed worker."""

from __future__ import annotations

import contextlib
import http.client
import json
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import support
from servers import GUNICORN, PATIENCE, UVICORN, Shop, inherited, running

EXAMPLES = support.ROOT / "examples"
OK = (200, b'{"ret_code":"0000","ret_msg":"ok"}')

RUN = [sys.executable, "-m"]

pytestmark = pytest.mark.examples


def plays_the_scenario(name: str, command: list[str]) -> None:
    """The one play over HTTP that every language's example is put to: `cargo xtask example`."""
    played = subprocess.run(
        ["cargo", "xtask", "example", name, *command],
        cwd=support.ROOT,
        env=inherited(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr


def test_the_flask_example_under_gunicorn() -> None:
    folder = ["--chdir", str(EXAMPLES / "flask")]
    plays_the_scenario("flask", [*RUN, *GUNICORN, *folder, "app:app"])


def test_the_flask_example_under_waitress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLES / "flask"))
    # Waitress takes X-Forwarded-For out by default.
    keep = "--no-clear-untrusted-proxy-headers"
    listen = ["--listen", "127.0.0.1:{port}", "--threads", "8", keep]
    plays_the_scenario("flask-waitress", [*RUN, "waitress", *listen, "app:app"])


def test_the_fastapi_example_under_uvicorn() -> None:
    folder = ["--app-dir", str(EXAMPLES / "fastapi")]
    plays_the_scenario("fastapi", [*RUN, *UVICORN, *folder, "--port", "{port}", "app:app"])


# Every order of the scenario is placed, with its price.
DJANGO = f"""
cd {EXAMPLES / "django"}
python() {{ {sys.executable} "$@"; }}
python manage.py check && python manage.py migrate --verbosity 0
python manage.py place lianlian {support.MERCHANT} 210.97 CNY \
    order-1 order-2 order-3 order-4 order-5 order-9 order-10 order-11 order-12
python manage.py place pingpong {support.ACCOUNT} 200 USD order-6 order-7 order-8
python manage.py place lianlian {support.MERCHANT} 10.00 CNY 42
exec {sys.executable} -m {" ".join(GUNICORN)} shop.wsgi
"""


def test_the_django_shop_under_gunicorn() -> None:
    plays_the_scenario("django", ["bash", "-euc", DJANGO])


def manage(config: Path, *command: str) -> str:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=EXAMPLES / "django",
        env=inherited(ACKWELL_CONFIG=str(config)),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def wait_for_open_transaction(database: Path) -> None:
    """Waits until a worker is in the middle of its work: it then holds the database's lock."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as one:
            try:
                one.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return
            one.execute("ROLLBACK")
        time.sleep(0.1)
    pytest.fail("no worker began its work")


def payments(database: Path) -> int:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        ((times,),) = connection.execute("SELECT payments FROM shop_order")
    assert isinstance(times, int)
    return times


def test_the_django_shop_killed_in_the_middle_of_its_work_is_paid_exactly_once(
    tmp_path: Path,
) -> None:
    config, database = tmp_path / "config.json", tmp_path / "shop.db"
    lianlian = {"public_keys": [support.PUBLIC_KEY], "merchant_ids": [support.MERCHANT]}
    config.write_text(json.dumps({"lianlian": {**lianlian, "sources": ["127.0.0.1"]}}))

    def serving(seconds: str) -> contextlib.AbstractContextManager[Shop]:
        return running(
            EXAMPLES / "django",
            [*GUNICORN, "shop.wsgi"],
            tmp_path / "server.log",
            ACKWELL_CONFIG=str(config),
            SHOP_FULFILMENT_SECONDS=seconds,
        )

    body = support.lianlian()
    manage(config, "migrate")
    manage(config, "place", "lianlian", support.MERCHANT, "210.97", "CNY", "2013051500001")
    for _ in range(3):
        with serving("600") as shop, ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(shop.post, body)
            wait_for_open_transaction(database)
            assert not waiting.done(), "the work was to be still going on"
            shop.kill()
            with pytest.raises((OSError, http.client.HTTPException)):
                waiting.result()
        assert payments(database) == 0
    with serving("0") as shop:
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: shop.post(body), range(10)))
        assert set(answers) == {OK}
        assert payments(database) == 1
    assert "no order waits" in manage(config, "ackwell_overdue")
