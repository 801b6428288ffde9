"""Runs the conformance pack through the installed package; see tests/RUNNERS.md.

Writes what came out of every case to stdout, one JSON object a line, and compares nothing.
"""

from __future__ import annotations

import base64
import dataclasses
import inspect
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import datetime, timezone
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

import ackwell
from ackwell import Acknowledgement, AckwellError, _options, _records, testing
from ackwell._kinds import CLASSES, CommonMembers

VECTORS = Path(__file__).resolve().parents[3] / "tests" / "vectors"

Json = dict[str, Any]


def main() -> None:
    for file in sorted(VECTORS.glob("*.json")):
        if file.name == "errors.json":
            for code in ackwell.Code:
                if code is not ackwell.Code.UNKNOWN:
                    report(file, f"errors/{code}", listed(code))
            continue
        if file.name == "surface.json":
            for list_id, names in surface().items():
                report(file, list_id, {"outcome": "listed", "names": names})
            continue
        pack = json.loads(file.read_text(encoding="utf-8"))
        for case in pack["cases"]:
            report(file, case["id"], outcome(pack, case))


def report(file: Path, case: str, said: Json) -> None:
    sys.stdout.write(json.dumps({"file": file.name, "id": case, **said}) + "\n")


def listed(code: ackwell.Code) -> Json:
    return {
        "outcome": "listed",
        "code": code,
        "number": code.number,
        "http_status": code.http_status,
        "severity": code.severity,
        "sentence": code.sentence,
        "remedy": code.remedy,
    }


def surface() -> dict[str, list[str]]:
    """What the package offers, by name: what its classes really have."""
    common = [
        name for name, value in vars(CommonMembers).items() if inspect.isdatadescriptor(value)
    ]
    lists: dict[str, Iterable[str]] = {"surface/common": common}
    for kind, of in zip(ackwell.Kind, CLASSES, strict=True):
        own = [name for name in of.__match_args__ if inspect.isdatadescriptor(getattr(of, name))]
        if own:
            names = [name for name in own if name not in common]
            lists[f"surface/fields/{kind}"] = names
    receiver = options(_options.ReceiverOptions)
    url = [name for name in inspect.signature(ackwell.Ledger).parameters if name != "options"]
    lists |= {
        "surface/options/lianlian": options(_options.LianLianOptions) - receiver,
        "surface/options/pingpong": options(_options.PingPongOptions) - receiver,
        "surface/options/receiver": receiver,
        "surface/options/ledger": [*url, *options(_options.LedgerOptions)],
    }
    vocabularies: tuple[type[Enum], ...]
    vocabularies = (
        ackwell.Provider,
        ackwell.Kind,
        ackwell.Status,
        ackwell.Delivery,
        ackwell.Severity,
    )
    for words in vocabularies:
        lists[f"surface/vocabulary/{words.__name__.lower()}"] = [word.value for word in words]
    lists["surface/vocabulary/delivery_state"] = [state.value for state in ackwell.DeliveryState]
    lists["surface/vocabulary/variant"] = [variant.value for variant in testing.Variant]
    lists["surface/vocabulary/outcome"] = [kind.value for kind in ackwell.OutcomeKind]
    for name in _records.__all__:
        record = getattr(_records, name)
        # Not every language has the class of an outcome.
        if dataclasses.is_dataclass(record) and name != "Outcome":
            lists[f"surface/records/{name}"] = [field.name for field in dataclasses.fields(record)]
    return {list_id: [*names] for list_id, names in lists.items()}


def options(of: type) -> set[str]:
    return set(of.__annotations__)


def outcome(pack: Json, case: Json) -> Json:
    if case["operation"] == "resolve":
        return resolve(case)
    if case["operation"] == "sign":
        return signed(case)
    if case["operation"] == "judge":
        given = case["answer"]
        judgement = testing.judge(case["provider"], given["status"], given["body"])
        return {"outcome": "judged", "received": judgement.received}
    try:
        return OPERATIONS[case["operation"]](configuration(pack, case), case)
    except AckwellError as problem:
        said: Json = {"outcome": "refused", "code": problem.code, "member": problem.member}
        if problem.acknowledgement is not None:
            said["acknowledgement"] = answer(problem.acknowledgement)
        return said


@lru_cache
def sender() -> testing.Sender:
    return testing.Sender()


def signed(case: Json) -> Json:
    """Has the test kit make a request, and verifies it."""
    request = sender().request(**case["ask"])
    receiver = sender().config.receiver(case["provider"])
    try:
        notification = receiver.verify(request.body, request.headers, request.peer)
    except AckwellError as problem:
        return {"outcome": "signed", "code": problem.code}
    amount = notification.amount
    return {
        "outcome": "signed",
        "kind": notification.kind,
        "order_no": notification.order_no,
        "status": notification.status,
        "amount": None if amount is None else str(amount.value),
        "currency": None if amount is None else amount.currency,
    }


def configuration(pack: Json, case: Json) -> str:
    if "config_text" in case:
        return str(case["config_text"])
    config = case["config"]
    return json.dumps(pack["configs"][config] if isinstance(config, str) else config)


def resolve(case: Json) -> Json:
    """Writes the files of the case, sets its variables, and loads its document."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        make_files(folder, case.get("files", {}))
        text = json.dumps(case["config"], ensure_ascii=False).replace("@FOLDER@", str(folder))
        os.environ.update(case.get("env", {}))
        before = Path.cwd()
        os.chdir(folder if case.get("as_text") else "/")
        try:
            return resolved(case, folder, text)
        except AckwellError as problem:
            message = problem.message.replace(str(folder), "@FOLDER@")
            refused: Json = {"outcome": "refused", "code": problem.code, "member": problem.member}
            return {**refused, "message": message}
        finally:
            os.chdir(before)
            for variable in case.get("env", {}):
                del os.environ[variable]


def resolved(case: Json, folder: Path, text: str) -> Json:
    if case.get("as_text"):
        config = ackwell.Config.from_json(text)
    else:
        (folder / "ackwell-case.json").write_text(text, encoding="utf-8")
        config = ackwell.Config.from_file(folder / "ackwell-case.json")
    if case["section"] == "ledger":
        config.ledger().close()
        return {"outcome": "configured"}
    built = config.receiver(case["provider"])
    if "request" in case:
        built.verify(*arguments(case["request"]))
    return {"outcome": "configured"}


def make_files(folder: Path, files: Json) -> None:
    for name, holds in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        match holds:
            case {"folder": True}:
                place.mkdir()
            case {"base64": bytes_}:
                place.write_bytes(base64.b64decode(bytes_))
            case {"length": length}:
                place.write_bytes(b"x" * length)
            case text:
                place.write_bytes(text.encode())


def receiver(config: str, case: Json) -> ackwell.LianLian | ackwell.PingPong:
    return ackwell.Config.from_json(config).receiver(case["provider"])


def arguments(request: Json) -> tuple[bytes, list[tuple[str, str]], str | None]:
    if "body" in request:
        body = request["body"].encode()
    else:
        body = base64.b64decode(request["body_base64"])
    return body, [(name, value) for name, value in request["headers"]], request["peer"]


def answer(acknowledgement: Acknowledgement) -> Json:
    return {
        "status": acknowledgement.status,
        "content_type": acknowledgement.content_type,
        "body": acknowledgement.body.decode(),
    }


def verify(config: str, case: Json) -> Json:
    built, request = receiver(config, case), arguments(case["request"])
    diagnosis = built.explain(*request)
    if (diagnosis.code is None) != (diagnosis.findings == ()):
        raise RuntimeError(f"{case['id']}: {diagnosis}")
    try:
        notification = built.verify(*request)
    except AckwellError as error:
        if diagnosis.code != error.code:
            raise RuntimeError(f"{case['id']}: {diagnosis}") from error
        raise
    if diagnosis.code is not None:
        raise RuntimeError(f"{case['id']}: {diagnosis}")
    return {
        "outcome": "accepted",
        "notification": json.loads(notification.to_json()),
        "acknowledgement": answer(notification.acknowledge()),
    }


def configure(config: str, case: Json) -> Json:
    receiver(config, case)
    return {"outcome": "configured"}


def expect(config: str, case: Json) -> Json:
    order = case["order"]
    notification = receiver(config, case).verify(*arguments(case["request"]))
    notification.expect(order["order_no"], order["value"], order["currency"])
    return {"outcome": "met"}


def acknowledge(config: str, case: Json) -> Json:
    built = receiver(config, case)
    code = case.get("code")
    given = (
        built.acknowledge() if code is None else built.refuse(ackwell.Code(code)).acknowledgement
    )
    return {"outcome": "answered", "acknowledgement": answer(given)}


def schedule(config: str, case: Json) -> Json:
    found = receiver(config, case).schedule
    return {
        "outcome": "scheduled",
        "sends": found.sends,
        "deadline_seconds": int(found.deadline.total_seconds()),
        "horizon_seconds": int(found.horizon.total_seconds()),
        "pauses_seconds": [int(pause.total_seconds()) for pause in found.pauses],
    }


def ledger(config: str, case: Json) -> Json:
    built = receiver(config, case)
    opened = ackwell.Config.from_json(config).ledger()
    leases: dict[str, ackwell.Receipt[Any]] = {}
    steps = [step(built, opened, leases, case["requests"], one) for one in case["steps"]]
    return {"outcome": "walked", "steps": steps}


def step(
    built: ackwell.LianLian | ackwell.PingPong,
    opened: ackwell.Ledger,
    leases: dict[str, ackwell.Receipt[Any]],
    requests: Json,
    one: Json,
) -> object:
    match one["do"]:
        case "claim":
            receipt = built.receive(*arguments(requests[one["request"]]), opened)
            if "lease" in one:
                leases[one["lease"]] = receipt
            return receipt.delivery
        case "expect_order" | "overdue" | "earlier_payment":
            return order_step(built, opened, requests, one)
        case "wait":
            time.sleep(one["milliseconds"] / 1000)
            return "waited"
        case "handle":
            return handle(built, opened, requests[one["request"]], one)
    return settle(leases[one["lease"]], one)


def settle(receipt: ackwell.Receipt[Any], one: Json) -> str:
    try:
        match one["do"]:
            case "commit":
                receipt.commit()
            case "release":
                receipt.release(strict=True)
            case "extend":
                receipt.extend()
    except AckwellError as problem:
        return problem.code
    return "done"


def order_step(
    built: ackwell.LianLian | ackwell.PingPong, opened: ackwell.Ledger, requests: Json, one: Json
) -> object:
    match one["do"]:
        case "expect_order":
            placed = datetime.fromtimestamp(one["placed_at_ms"] / 1000, timezone.utc)
            opened.expect_order(built.provider, one["merchant_id"], one["order_no"], placed)
            return "done"
        case "overdue":
            return sorted(order.order_no for order in opened.overdue_orders())
    earlier = opened.earlier_payment(built.verify(*arguments(requests[one["request"]])))
    return None if earlier is None else earlier.transaction_no


def handle(
    built: ackwell.LianLian | ackwell.PingPong, opened: ackwell.Ledger, request: Json, one: Json
) -> Json:
    called: list[object] = []

    def fulfil(notification: object) -> None:
        called.append(notification)
        if not one["fulfilment_succeeds"]:
            raise RuntimeError("the pack wants it to fail")

    given = built.handle(*arguments(request), opened, fulfil)
    return {"fulfilled": bool(called), "acknowledgement": answer(given)}


OPERATIONS = {
    "verify": verify,
    "configure": configure,
    "expect": expect,
    "acknowledge": acknowledge,
    "schedule": schedule,
    "ledger": ledger,
}

if __name__ == "__main__":
    import logging

    logging.getLogger("ackwell").setLevel(logging.CRITICAL)
    main()
