"""What importing the package costs a process that starts for one request."""

from __future__ import annotations

import json
import subprocess
import sys

import ackwell
import support

SCRIPT = """
import sys
before = set(sys.modules)
import ackwell
if sys.argv[1] == "verify":
    _, _, config, body, peer = sys.argv
    notification = ackwell.Config.from_json(config).lianlian().verify(body.encode(), None, peer)
    assert notification.acknowledge().is_success
else:
    import ackwell.wsgi
print(*sorted(set(sys.modules) - before))
"""


def imported(*arguments: str) -> set[str]:
    """The modules that a new process imports for that."""
    command = [sys.executable, "-c", SCRIPT, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_a_synchronous_shop_does_not_import_what_async_code_needs() -> None:
    assert not imported("wsgi") & {"asyncio", "concurrent.futures", "importlib.metadata"}


def test_a_first_verification_imports_next_to_nothing() -> None:
    section = {"public_keys": [support.PUBLIC_KEY], "merchant_ids": [support.MERCHANT]}
    config = json.dumps({"lianlian": section})
    modules = imported("verify", config, support.lianlian().decode(), support.PEER)
    own = {
        "__future__",
        "atexit",
        "ackwell",
        "ackwell._config",
        "ackwell._native",
        "ackwell._receiver",
    }
    assert modules <= own


def test_every_name_is_loaded_by_asking_for_it() -> None:
    names = vars(ackwell)["__all__"]
    script = "import ackwell; print(len([getattr(ackwell, name) for name in ackwell.__all__]))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert int(ran.stdout) == len(set(names)) > 40
    assert {*names} <= {*dir(ackwell)}
    star = "from ackwell import *; print(LianLian, Amount, in_transaction)"
    subprocess.run([sys.executable, "-c", star], capture_output=True, check=True)


def test_the_version_is_there_when_it_is_asked_for() -> None:
    assert ackwell.__version__.count(".") == 2
    assert not hasattr(ackwell, "no_such_name")


def test_the_native_half_imports_nothing_of_the_package() -> None:
    sources = list((support.ROOT / "bindings" / "python" / "src").glob("*.rs"))
    assert sources
    assert [source.name for source in sources if ".import(" in source.read_text()] == []
