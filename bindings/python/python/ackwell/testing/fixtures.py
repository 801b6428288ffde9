"""Fixtures for pytest: ``pytest_plugins = ["ackwell.testing.fixtures"]`` in ``conftest.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ackwell import Ledger

from . import Sender

__all__ = ["ackwell_config_file", "ackwell_ledger", "ackwell_sender"]


@pytest.fixture(scope="session")
def ackwell_sender() -> Sender:
    """Plays both providers, with keys that are made once for all tests."""
    return Sender()


@pytest.fixture
def ackwell_ledger() -> Iterator[Ledger]:
    """A new ledger in memory."""
    ledger = Ledger("memory:")
    yield ledger
    ledger.close()


@pytest.fixture
def ackwell_config_file(
    ackwell_sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A configuration file for what ``ackwell_sender`` sends.

    The environment variable ``ACKWELL_CONFIG`` has its path during the test.
    """
    path = ackwell_sender.write_config(tmp_path)
    monkeypatch.setenv("ACKWELL_CONFIG", str(path))
    return path
