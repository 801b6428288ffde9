from __future__ import annotations

import pytest

import ackwell
import support


@pytest.fixture(scope="session")
def lianlian() -> ackwell.LianLian:
    return ackwell.LianLian(public_keys=[support.PUBLIC_KEY], merchant_ids=[support.MERCHANT])


@pytest.fixture(scope="session")
def pingpong() -> ackwell.PingPong:
    return ackwell.PingPong(
        salt=support.SALT,
        client_id=support.CLIENT,
        acc_ids=[support.ACCOUNT],
        environment="sandbox",
    )


@pytest.fixture
def ledger() -> ackwell.Ledger:
    return ackwell.Ledger("memory:")
