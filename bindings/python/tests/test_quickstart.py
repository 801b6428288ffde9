"""The quickstart, as it stands in docs/quickstart-python.md: typed in and run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ackwell
import support
from test_examples import GUNICORN, OK, Shop, inherited, running

pytestmark = pytest.mark.examples

TEXT = (support.ROOT / "docs" / "quickstart-python.md").read_text(encoding="utf-8")


def blocks(section: str) -> dict[str, str]:
    """The files that a section of the quickstart shows, by name."""
    text = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    (body,) = [part for part in text if part.startswith(f"{section}\n")]
    shown = re.compile(r"```python\n# (\S+)\n(.*?)```", re.DOTALL)
    found: list[tuple[str, str]] = shown.findall(body)
    assert found, section
    return {name: on_this_machine(code) for name, code in found}


def on_this_machine(code: str) -> str:
    """With the line taken in that the quickstart has for this."""
    line = re.compile(r'^( *)# ("?sources"?[=:].*?)  # to try it.*$', re.MULTILINE)
    return line.sub(r"\1\2", code)


def typed_in(section: str, folder: Path) -> None:
    for name, code in blocks(section).items():
        file = folder / name
        if file.name == "settings.py":
            file.write_text(file.read_text() + code)
        else:
            file.write_text(code)
    shutil.copy(support.KEYS / "rsa-1024.public.pem", folder / "lianlian.pem")


def plays(shop: Shop) -> None:
    for _ in range(2):
        assert shop.post("/notify/lianlian", support.lianlian()) == OK
    forged = support.lianlian().replace(b"210.97", b"999.97")
    assert shop.post("/notify/lianlian", forged)[0] == 403
    assert shop.post("/notify/lianlian", support.lianlian(), source="127.0.0.2")[0] == 403


def printed(folder: Path) -> int:
    return (folder / "server.log").read_text().count("is paid: 210.97 CNY")


def test_the_flask_section_works(tmp_path: Path) -> None:
    typed_in("Flask", tmp_path)
    with running(tmp_path, [*GUNICORN, "app:app"], tmp_path, PYTHONUNBUFFERED="1") as shop:
        plays(shop)
    assert printed(tmp_path) == 1


def test_the_fastapi_section_works(tmp_path: Path) -> None:
    typed_in("FastAPI", tmp_path)
    command = ["uvicorn", "--workers", "2", "--port", "PORT", "--no-proxy-headers", "app:app"]
    with running(tmp_path, command, tmp_path, PYTHONUNBUFFERED="1") as shop:
        plays(shop)
    assert printed(tmp_path) == 1


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
    with running(tmp_path, [*GUNICORN, "shop.wsgi"], tmp_path, PYTHONUNBUFFERED="1") as shop:
        plays(shop)
    assert printed(tmp_path) == 1
    assert "no order waits" in run("manage.py", "ackwell_due")


def test_what_the_quickstart_names_is_there() -> None:
    for name in re.findall(r"`(Ackwell\w+|\w+Error|Refusal)`", TEXT):
        assert issubclass(getattr(ackwell, name), ackwell.AckwellError)
    for name in re.findall(r"ackwell\.([A-Z]\w+)", TEXT):
        assert name in ackwell.__all__, name
