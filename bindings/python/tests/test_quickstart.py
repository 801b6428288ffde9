"""The quickstart, as it is in docs/quickstart-python.md: typed in and run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import ackwell
import support
from servers import GUNICORN, UVICORN, Shop, inherited, running
from test_examples import OK

pytestmark = pytest.mark.examples

TEXT = (support.ROOT / "docs" / "quickstart-python.md").read_text(encoding="utf-8")


def blocks(section: str) -> dict[str, str]:
    """The files that a section of the quickstart shows, by name."""
    text = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    (body,) = [part for part in text if part.startswith(f"{section}\n")]
    shown = re.compile(r"```python\n# (\S+)\n(.*?)```", re.DOTALL)
    found: list[tuple[str, str]] = shown.findall(body)
    assert found, section
    return dict(found)


def shown_once(pattern: str) -> str:
    (found,) = re.findall(pattern, TEXT, re.DOTALL)
    return str(found)


KEY = shown_once(r"```text\n(-----BEGIN PUBLIC KEY-----.*?)```")
MESSAGE = shown_once(r"\$ curl -s \S+ -d '([^']*)'\n").encode()
PAID = shown_once(r"prints `(order .*? is paid: .*?)`")


def typed_in(section: str, folder: Path) -> None:
    for name, code in blocks(section).items():
        file = folder / name
        if file.name == "settings.py":
            file.write_text(file.read_text() + code)
        else:
            file.write_text(code)
    (folder / "lianlian.pem").write_text(KEY)


def plays(shop: Shop) -> None:
    # What curl says of it does not matter; LianLian says another thing.
    for content_type in ["application/x-www-form-urlencoded", "text/json;charset=utf-8"]:
        assert shop.post(MESSAGE, content_type=content_type) == OK
    forged = MESSAGE.replace(b'"0.01"', b'"9.01"')
    answer = b'{"ret_code":"9999","ret_msg":"invalid_signature"}'
    assert answer.decode() in TEXT
    assert shop.post(forged) == (403, answer)
    assert shop.post(MESSAGE, source="127.0.0.2")[0] == 403


def serves(folder: Path, *command: str) -> None:
    log = folder / "server.log"
    with running(folder, list(command), log, PYTHONUNBUFFERED="1") as shop:
        plays(shop)
    assert log.read_text().count(PAID) == 1


def test_the_flask_section_works(tmp_path: Path) -> None:
    typed_in("Flask", tmp_path)
    serves(tmp_path, *GUNICORN, "app:app")


def test_the_fastapi_section_works(tmp_path: Path) -> None:
    typed_in("FastAPI", tmp_path)
    serves(tmp_path, *UVICORN, "app:app")


def test_the_django_section_works(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env=inherited(),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    run("-m", "django", "startproject", "shop", ".")
    typed_in("Django", tmp_path)
    run("manage.py", "migrate")
    run("manage.py", "check")
    serves(tmp_path, *GUNICORN, "shop.wsgi")
    assert "no order waits" in run("manage.py", "ackwell_overdue")


def in_an_empty_place(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=inherited(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


CONFIGURED = shown_once(r"```python\n# in place of `receiver` and `ledger` in app.py\n(.*?)```")


@pytest.mark.parametrize(("section", "name"), [("Flask", "flask"), ("FastAPI", "fastapi")])
def test_the_tests_of_an_endpoint_pass(section: str, name: str, tmp_path: Path) -> None:
    typed_in(section, tmp_path)
    app = (tmp_path / "app.py").read_text()
    # As the page asks: the configuration from a file, in place of what is written in the program.
    app, replaced = re.subn(
        r"receiver = ackwell\.LianLian\(.*?\n\)\n(ledger = .*?\n)?",
        CONFIGURED,
        app,
        flags=re.DOTALL,
    )
    assert replaced == 1
    app = "import os\n" + app.replace('ackwell.Ledger("sqlite:ackwell.db")', "ledger")
    (tmp_path / "app.py").write_text(app)
    (tmp_path / f"test_{name}.py").write_text(blocks("Test your endpoint")[f"test_{name}.py"])
    ran = in_an_empty_place(tmp_path, "pytest", "-p", "no:cacheprovider")
    assert "1 passed" in ran


def test_the_tests_of_a_django_endpoint_pass(tmp_path: Path) -> None:
    in_an_empty_place(tmp_path, "django", "startproject", "shop", ".")
    typed_in("Django", tmp_path)
    (tmp_path / "shop" / "tests.py").write_text(blocks("Test your endpoint")["shop/tests.py"])
    assert "paid: 10.00 CNY" in in_an_empty_place(
        tmp_path, "django", "test", "--settings", "shop.settings", "--pythonpath", ".", "shop"
    )


def test_what_the_quickstart_names_is_there() -> None:
    for name in re.findall(r"`(Ackwell\w+|\w+Error|Refusal)`", TEXT):
        if name == "TypeError":
            continue  # Python's own: for a function that does no work when it is called
        assert issubclass(getattr(ackwell, name), ackwell.AckwellError)
    for name in re.findall(r"ackwell\.([A-Z]\w+)", TEXT):
        assert hasattr(ackwell, name), name
