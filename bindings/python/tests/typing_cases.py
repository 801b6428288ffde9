"""Mistakes that a type checker reports: mypy fails here if it reports one no more."""

from __future__ import annotations

import ipaddress

from ackwell import LianLian, PingPong


def mistakes() -> None:
    LianLian()  # type: ignore[call-arg]
    LianLian(public_keys=["key"])  # type: ignore[call-arg]
    LianLian(merchant_ids="any")  # type: ignore[call-arg]
    LianLian(public_keys="key", merchant_ids="any")  # type: ignore[arg-type]
    LianLian(public_keys=["key"], merchant_ids="some")  # type: ignore[arg-type]
    LianLian(public_keys=["key"], merchant_ids="any", sources="publisched")  # type: ignore[arg-type]
    LianLian(public_keys=["key"], merchant_ids="any", trusted_proxies="unix")  # type: ignore[arg-type]
    LianLian(public_keys=["key"], merchant_ids="any", trusted_proxy=["unix"])  # type: ignore[call-arg]
    PingPong(salt="salt", client_id="id")  # type: ignore[call-arg]
    PingPong(salt="s", client_id="i", acc_ids="any", environment="test")  # type: ignore[arg-type]


def no_mistakes() -> None:
    texts: list[str] = []
    LianLian(public_keys=texts, merchant_ids=texts, sources=texts, trusted_proxies=texts)
    LianLian(public_keys=[{"file": "key.pem"}], merchant_ids="any", sources="any")
    LianLian(
        public_keys=["key", b"key", {"env": "KEY"}],
        merchant_ids=("1", "2"),
        sources=frozenset({ipaddress.ip_address("::1"), "10.0.0.0/8"}),
    )
    PingPong(salt={"env": "SALT"}, client_id="i", acc_ids=["1"], environment="sandbox")
