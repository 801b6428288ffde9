"""Options: passed on as they are, so that core says what is wrong with them."""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path
from typing import Any

import pytest

import ackwell
import support
from ackwell import _options


def wrong(**options: Any) -> ackwell.ConfigError:
    given = {"public_keys": [support.PUBLIC_KEY], "merchant_ids": [support.MERCHANT], **options}
    with pytest.raises(ackwell.ConfigError) as caught:
        ackwell.LianLian(**given)
    assert caught.value.code is ackwell.Code.INVALID_CONFIG
    return caught.value


def test_a_wrong_option_is_named_with_what_is_expected() -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"public_key": "x"}, "lianlian.public_key"),
        ({"public_keys": []}, "lianlian.public_keys"),
        ({"public_keys": ["no key"]}, "lianlian.public_keys[0]"),
        ({"public_keys": [object()]}, "lianlian.public_keys[0]"),
        ({"public_keys": support.PUBLIC_KEY}, "lianlian.public_keys"),
        ({"merchant_ids": None}, "lianlian.merchant_ids"),
        ({"merchant_ids": []}, "lianlian.merchant_ids"),
        ({"merchant_ids": [1]}, "lianlian.merchant_ids[0]"),
        ({"digest": "MD4"}, "lianlian.digest"),
        ({"sources": ["10.0.0.1/8"]}, "lianlian.sources[0]"),
        ({"trusted_proxies": ["here"]}, "receiver.trusted_proxies[0]"),
        ({"client_address_header": "x-real-ip"}, "receiver.client_address_header"),
        ({"max_body_bytes": 0}, "receiver.max_body_bytes"),
        ({"max_body_bytes": float("nan")}, ""),
    ]
    for options, member in cases:
        assert wrong(**options).member == member, options
        assert "THROWAWAY" not in str(wrong(**options))


def test_the_salt_is_in_no_message_and_no_repr() -> None:
    with pytest.raises(ackwell.ConfigError) as caught:
        ackwell.PingPong(salt=f" {support.SALT}", client_id=support.CLIENT)  # type: ignore[call-arg]
    assert support.SALT not in str(caught.value)
    receiver = ackwell.PingPong(
        salt=support.SALT, client_id=support.CLIENT, acc_ids="any", environment="production"
    )
    assert support.SALT not in repr(receiver)


def test_collections_of_every_kind_and_addresses_are_taken() -> None:
    for sources in [
        {ipaddress.ip_address(support.PEER)},
        (ipaddress.ip_network("115.236.0.0/16"),),
        [support.PEER, ipaddress.ip_address("::1")],
        frozenset({"published"}),
        "published",
    ]:
        receiver = ackwell.LianLian(
            public_keys=(support.PUBLIC_KEY.encode(),),
            merchant_ids={support.MERCHANT},
            sources=sources,
        )
        assert receiver.verify(support.lianlian(), None, support.PEER)


def test_secrets_can_stand_in_files_and_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key.pem"
    key.write_text(support.PUBLIC_KEY)
    salt = tmp_path / "salt"
    salt.write_text(support.SALT + "\n")
    monkeypatch.setenv("SHOP_MERCHANT", support.MERCHANT)
    assert ackwell.LianLian(
        public_keys=[{"file": key}],
        merchant_ids=[{"env": "SHOP_MERCHANT"}],
    ).verify(support.lianlian(), None, support.PEER)
    assert ackwell.PingPong(
        salt={"file": str(salt)}, client_id=support.CLIENT, acc_ids="any", environment="sandbox"
    ).verify(support.pingpong(), None, support.PINGPONG_PEER)

    assert wrong(public_keys=[{"file": tmp_path / "none"}]).member == "lianlian.public_keys[0]"
    missing = wrong(merchant_ids=[{"env": "SHOP_NOT_SET"}])
    assert missing.member == "lianlian.merchant_ids[0]"
    assert "SHOP_NOT_SET" in missing.message


def test_a_whole_configuration_can_stand_in_a_file(tmp_path: Path) -> None:
    document = {
        "lianlian": {"public_keys": [support.PUBLIC_KEY], "merchant_ids": [support.MERCHANT]},
        "ledger": {"url": "memory:"},
    }
    file = tmp_path / "ackwell.json"
    file.write_text(json.dumps(document))
    config = ackwell.Config.from_file(file)
    assert config.providers == (ackwell.Provider.LIANLIAN,)
    assert isinstance(config.receiver("lianlian"), ackwell.LianLian)
    assert config.ledger().status().store == "memory"
    with pytest.raises(ackwell.ConfigError) as caught:
        config.pingpong()
    assert caught.value.member == "pingpong"
    with pytest.raises(ackwell.AckwellError):
        config.receiver("alipay")

    toml = tmp_path / "ackwell.toml"
    (tmp_path / "key.pem").write_text(support.PUBLIC_KEY)
    toml.write_text('[lianlian]\npublic_keys = [{ file = "key.pem" }]\nmerchant_ids = "any"\n')
    assert ackwell.Config.from_file(toml).lianlian().key_fingerprints
    for text, name in [("[lianlian", "a.toml"), ("{", "a.json"), ("[]", "b.json")]:
        broken = tmp_path / name
        broken.write_text(text)
        with pytest.raises(ackwell.ConfigError, match=name):
            ackwell.Config.from_file(broken)
    with pytest.raises(ackwell.ConfigError):
        ackwell.Config.from_file(tmp_path / "nowhere.toml")
    with pytest.raises(ackwell.ConfigError):
        ackwell.Config.from_json('{"ledger": {}, "ledger": {}}')


WRONG = "no_such_option"


def known_to_core(section: str) -> set[str]:
    """The names of a section's options, as core lists them when it meets another."""

    def read() -> object:
        if section == "ledger":
            return ackwell.Ledger("memory:", **{WRONG: 1})
        return ackwell.Config({section: {WRONG: 1}})

    with pytest.raises(ackwell.ConfigError) as caught:
        read()
    listed = re.search(r"(?:expected one of|known are) (.*)", caught.value.message)
    assert listed, caught.value.message
    return {name.strip(" `") for name in listed[1].split(",")}


def test_editors_are_told_the_options_that_core_knows() -> None:
    def names(of: type) -> set[str]:
        return {
            name for base in of.__mro__ for name in getattr(base, "__annotations__", ())
        } or set(of.__annotations__)

    assert names(_options.LianLianSection) == known_to_core("lianlian")
    assert names(_options.PingPongSection) == known_to_core("pingpong")
    assert names(_options.ReceiverOptions) == known_to_core("receiver")
    assert {"url"} | names(_options.LedgerOptions) == known_to_core("ledger")
