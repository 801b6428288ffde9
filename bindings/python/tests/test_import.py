"""What importing the package costs a process that starts for one request."""

from __future__ import annotations

import subprocess
import sys

import ackwell
import support

SCRIPT = """
import sys
before = set(sys.modules)
import ackwell, ackwell.wsgi
costly = {"asyncio", "concurrent.futures", "importlib.metadata"}
print(*sorted(costly & (set(sys.modules) - before)))
"""


def test_a_synchronous_shop_does_not_import_what_async_code_needs() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_the_version_is_there_when_it_is_asked_for() -> None:
    assert ackwell.__version__.count(".") == 2
    assert not hasattr(ackwell, "no_such_name")


def test_the_native_half_imports_nothing_of_the_package() -> None:
    sources = list((support.ROOT / "bindings" / "python" / "src").glob("*.rs"))
    assert sources
    assert [source.name for source in sources if ".import(" in source.read_text()] == []
