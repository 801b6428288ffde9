"""The conformance pack: every case comes out as the pack says."""

from __future__ import annotations

import json
from typing import Any

import pytest

import ackwell
import conformance_runner as runner
import support

TABLES = ("errors.json", "surface.json")
FILES = sorted(file for file in support.VECTORS.glob("*.json") if file.name not in TABLES)


def expected_of(case: dict[str, Any]) -> dict[str, Any]:
    expected = dict(case["expected"])
    if expected["outcome"] == "walked":
        expected["steps"] = [
            "waited"
            if step["do"] == "wait"
            else {"fulfilled": step["fulfilled"], "acknowledgement": step["acknowledgement"]}
            if step["do"] == "handle"
            else step["expected"]
            for step in case["steps"]
        ]
    beside = ("says", "hides")
    return {
        name: value for name, value in expected.items() if value is not None and name not in beside
    }


def says_what_it_must(case: dict[str, Any], message: str) -> bool:
    expected = case["expected"]
    hidden = expected.get("hides")
    return expected.get("says", "") in message and (hidden is None or hidden not in message)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_of_the_file_comes_out_as_it_says(file: Any) -> None:
    pack = json.loads(file.read_text(encoding="utf-8"))
    wrong = {}
    for case in pack["cases"]:
        came_out = json.loads(json.dumps(runner.outcome(pack, case)))
        came_out = {name: value for name, value in came_out.items() if value is not None}
        message = came_out.pop("message", "")
        if case["operation"] == "sign":
            # The kit chooses what a case does not ask for.
            came_out = {name: came_out[name] for name in came_out if name in expected_of(case)}
        if came_out != expected_of(case) or not says_what_it_must(case, message):
            wrong[case["id"]] = (came_out, message, case["expected"])
    assert pack["cases"]
    assert not wrong, json.dumps(dict(list(wrong.items())[:3]), indent=1, ensure_ascii=False)


def test_the_package_offers_what_every_language_offers() -> None:
    surface = json.loads((support.VECTORS / "surface.json").read_text(encoding="utf-8"))
    assert not [left for left in surface["left_out"] if left["language"] == "python"]
    offered = {name: sorted(names) for name, names in runner.surface().items()}
    assert offered == {listed["id"]: sorted(listed["names"]) for listed in surface["lists"]}


def test_the_pack_is_there() -> None:
    assert sum(len(json.loads(file.read_text())["cases"]) for file in FILES) >= 200


def test_genuine_messages_of_the_provider_come_out_as_they_must() -> None:
    file = support.SHARED / "vectors" / "lianlian-genuine.json"
    if not file.exists():
        pytest.skip(f"the provider's genuine messages are not at {file}")
    given = json.loads(file.read_text(encoding="utf-8"))
    platform = "lianlian-published-1024"
    receiver = ackwell.LianLian(
        public_keys=[given["keys"][platform]["pem"]], merchant_ids="any", sources="any"
    )
    seen = 0
    for vector in given["vectors"]:
        if vector.get("key") != platform or not vector["scheme"].startswith("lianlian-classic"):
            continue
        seen += 1
        try:
            notification = receiver.verify(vector["body"].encode())
        except ackwell.Refusal as refusal:
            # A message that holds its signature is refused for what it is, not for its signature.
            forged = refusal.code is ackwell.Code.INVALID_SIGNATURE
            assert forged is not vector["verifies"], vector["id"]
        else:
            assert vector["verifies"], vector["id"]
            assert notification.signed_text == vector["signing_string"]
    assert seen > 0


def test_keys_whose_private_half_is_published_are_refused() -> None:
    refused = sorted((support.KEYS / "refused").glob("*.pem"))
    assert refused
    for file in refused:
        with pytest.raises(ackwell.ConfigError):
            ackwell.LianLian(public_keys=[file.read_text()], merchant_ids="any")
