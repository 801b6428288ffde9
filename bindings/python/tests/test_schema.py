"""``docs/ackwell.schema.json``: what editors check a configuration with."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import support

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SCHEMA = json.loads((support.ROOT / "docs" / "ackwell.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SECTIONS = ("lianlian", "pingpong", "receiver", "ledger")


def guides() -> Iterator[Any]:
    """Every configuration that a page of the guide or an example shows, with its place."""
    pages = [
        support.ROOT / "README.md",
        *(support.ROOT / "docs").glob("*.md"),
        *(support.ROOT / "bindings").glob("*/README.md"),
        *(support.ROOT / "cli").glob("*.md"),
    ]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for kind, block in re.findall(
            r"^```(toml|json)\n(.*?)^```", text, re.DOTALL | re.MULTILINE
        ):
            try:
                document = tomllib.loads(block) if kind == "toml" else json.loads(block)
            except ValueError:
                continue  # a part of something
            if isinstance(document, dict) and document.keys() & set(SECTIONS):
                yield pytest.param(document, id=f"{page.name}-{kind}-{len(block)}")
    for file in (support.ROOT / "examples").rglob("ackwell.toml"):
        yield pytest.param(
            tomllib.loads(file.read_text(encoding="utf-8")), id=str(file.parent.name)
        )


def pack() -> Iterator[Any]:
    """Every configuration of the pack that a receiver is built from."""
    for file in sorted(support.VECTORS.glob("*.json")):
        pack = json.loads(file.read_text(encoding="utf-8"))
        for case in pack.get("cases", []):
            if case["expected"]["outcome"] == "configured":
                config = case.get("config")
                config = pack["configs"][config] if isinstance(config, str) else config
                if config is not None:
                    header = config.get("receiver", {}).get("client_address_header")
                    if header:  # core takes it in any case; the schema shows the one to write
                        config["receiver"]["client_address_header"] = header.lower()
                    yield pytest.param(config, id=case["id"])


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_option_is_described() -> None:
    for section in SECTIONS:
        for name, option in SCHEMA["properties"][section]["properties"].items():
            assert option["description"].endswith("."), name


@pytest.mark.parametrize("document", list(guides()))
def test_what_the_guide_shows_fits_the_schema(document: dict[str, Any]) -> None:
    VALIDATOR.validate(document)


@pytest.mark.parametrize("document", list(pack()))
def test_what_core_accepts_fits_the_schema(document: dict[str, Any]) -> None:
    VALIDATOR.validate(document)


def test_the_guide_and_the_pack_have_documents() -> None:
    assert len(list(guides())) >= 3
    assert len(list(pack())) >= 20


LIANLIAN = {"public_keys": ["key"], "merchant_ids": ["1"]}
PINGPONG = {"salt": {"env": "SALT"}, "client_id": "1", "acc_ids": "any", "environment": "sandbox"}


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"lianlain": LIANLIAN},
        {"lianlian": LIANLIAN | {"public_key": "key"}},
        {"lianlian": LIANLIAN | {"public_keys": "key"}},
        {"lianlian": LIANLIAN | {"public_keys": []}},
        {"lianlian": {"public_keys": ["key"]}},
        {"lianlian": LIANLIAN | {"merchant_ids": [201103171000000000]}},
        {"lianlian": LIANLIAN | {"merchant_ids": "all"}},
        {"lianlian": LIANLIAN | {"digest": "md5"}},
        {"lianlian": LIANLIAN | {"trusted_proxies": ["10.0.0.0/8"]}},
        {"pingpong": PINGPONG | {"salt": {"env": "SALT", "file": "salt"}}},
        {"pingpong": PINGPONG | {"environment": "test"}},
        {"pingpong": PINGPONG | {"hashes": ["SHA1"]}},
        {"receiver": {"max_body_bytes": 0}},
        {"receiver": {"max_body_bytes": 16_777_217}},
        {"ledger": {"lease_seconds": 60}},
        {"ledger": {"url": "memory:", "timeout_ms": 9}},
        {"ledger": {"url": "memory:", "lease_seconds": "60"}},
    ],
)
def test_a_mistake_is_marked(document: object) -> None:
    assert not VALIDATOR.is_valid(document)


def test_the_documents_around_the_mistakes_are_right() -> None:
    VALIDATOR.validate({"lianlian": LIANLIAN, "pingpong": PINGPONG, "ledger": {"url": "memory:"}})
