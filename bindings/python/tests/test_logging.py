"""What is heard of failures: one line each, core's own, without any option."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ackwell
import support
from ackwell import Code, Ledger, LianLian, Severity

LEVELS = {
    Severity.INFO: logging.INFO,
    Severity.WARNING: logging.WARNING,
    Severity.ERROR: logging.ERROR,
}


def lines(caplog: pytest.LogCaptureFixture, call: Callable[[], object]) -> list[Any]:
    caplog.clear()
    with caplog.at_level(logging.DEBUG, "ackwell"):
        call()
    return [record for record in caplog.records if record.name == "ackwell"]


def test_a_refusal_is_logged_as_core_writes_it(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    body = support.lianlian()
    with pytest.raises(ackwell.Refusal) as caught:
        lianlian.verify(body, None, "203.0.113.9")
    refusal = caught.value
    assert refusal.address == "203.0.113.9"
    assert "203.0.113.9" in refusal.message
    assert refusal.remedy
    assert refusal.severity is Code.UNTRUSTED_SOURCE.severity
    (record,) = lines(
        caplog, lambda: lianlian.handle(body, None, "203.0.113.9", ledger, lambda _: None)
    )
    assert record.getMessage() == refusal.log_line
    assert record.levelno == LEVELS[refusal.severity]
    assert (record.outcome, record.code) == ("refused", "untrusted_source")
    assert (record.provider, record.address) == ("lianlian", "203.0.113.9")
    assert record.delivery_key is None
    assert record.order_no is None
    assert "用户" not in record.getMessage()
    assert record.exc_info is None


def test_every_failure_after_the_signature_names_its_notification(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def handled(fulfil: Callable[[Any], object], ledger: Ledger = ledger, **changes: str) -> Any:
        body = support.lianlian(**changes)
        records = lines(caplog, lambda: lianlian.handle(body, None, support.PEER, ledger, fulfil))
        (record,) = records
        assert record.order_no == "2013051500001"
        assert record.delivery_key
        assert record.delivery_key in record.getMessage()
        assert record.levelno == LEVELS[Code(record.code).severity]
        assert Code(record.code).remedy in record.getMessage()
        return record

    def fails(_notification: object) -> None:
        raise RuntimeError("out of stock")

    failed = handled(fails)
    assert (failed.outcome, failed.code) == ("failed", "fulfilment_failed")
    assert "RuntimeError: out of stock" in failed.getMessage()
    assert failed.exc_info[0] is RuntimeError

    def differs(notification: ackwell.Notification) -> None:
        notification.expect("2013051500001", "999", "CNY")

    mismatch = handled(differs)
    assert "expectation_mismatch" in mismatch.getMessage()
    assert mismatch.code == "fulfilment_failed"

    held = lianlian.receive(support.lianlian(), None, support.PEER, ledger)
    busy = handled(fails)
    assert (busy.outcome, busy.code) == ("in_progress", "in_progress")
    held.commit()
    conflict = handled(fails, money_order="999.97")
    assert (conflict.outcome, conflict.code) == ("conflict", "conflict")
    assert "999.97" in conflict.getMessage()

    short = Ledger(f"sqlite://{tmp_path}/ackwell.db", lease_seconds=1)

    def late(notification: ackwell.LianLianNotification) -> None:
        time.sleep(1.1)
        lianlian.receive(support.lianlian(), None, support.PEER, short)
        assert notification

    lost = handled(late, short)
    assert (lost.outcome, lost.code) == ("failed", "lease_lost")

    short.close()
    closed = handled(fails, short, oid_paybill="2")
    assert (closed.outcome, closed.code) == ("unavailable", "ledger_unavailable")
    assert "the ledger was closed" in closed.getMessage()


def test_a_success_is_a_line_for_debugging(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    def handled() -> object:
        return lianlian.handle(support.lianlian(), None, support.PEER, ledger, lambda _: None)

    for outcome in ("fulfilled", "repeat"):
        (record,) = lines(caplog, handled)
        assert record.levelno == logging.DEBUG
        assert (record.outcome, record.code) == (outcome, None)
        assert record.getMessage().startswith(f"lianlian {outcome} for order 2013051500001")


def test_every_request_has_an_outcome_for_counters(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    outcomes: list[ackwell.Outcome] = []

    def handled(peer: str = support.PEER, **changes: str) -> None:
        body = support.lianlian(**changes)
        lianlian.handle(body, None, peer, ledger, lambda _: None, outcomes.append)

    handled()
    handled()
    handled("203.0.113.9")
    handled(money_order="999.97")
    fulfilled, repeat, refused, conflict = outcomes
    assert [one.outcome for one in outcomes] == ["fulfilled", "repeat", "refused", "conflict"]
    assert (fulfilled.kind, fulfilled.provider) == ("lianlian.payment", ackwell.Provider.LIANLIAN)
    assert (fulfilled.order_no, fulfilled.severity) == ("2013051500001", None)
    assert repeat.delivery_key == fulfilled.delivery_key
    assert (refused.code, refused.address) == (Code.UNTRUSTED_SOURCE, "203.0.113.9")
    assert refused.remedy
    assert conflict.severity is Severity.ERROR
    assert conflict.message
    assert "999.97" in conflict.message

    def broken(_outcome: object) -> None:
        raise RuntimeError("the counter is away")

    body, peer = support.lianlian(oid_paybill="2"), support.PEER
    assert lianlian.handle(body, None, peer, ledger, lambda _: None, broken).is_success
    assert "the counter is away" in caplog.text

    async def never_awaited(_outcome: object) -> None: ...

    assert lianlian.handle(body, None, peer, ledger, lambda _: None, never_awaited).is_success
    assert "on_outcome is a coroutine function" in caplog.text


def test_the_counters_of_async_code_hear_of_work_whose_caller_has_gone(
    lianlian: LianLian, ledger: Ledger
) -> None:
    outcomes: list[ackwell.Outcome] = []

    async def main() -> None:
        begun, gate = asyncio.Event(), asyncio.Event()

        async def slow(_notification: object) -> None:
            begun.set()
            await gate.wait()

        body, peer = support.lianlian(), support.PEER
        call = lianlian.ahandle(body, None, peer, ledger, slow, outcomes.append)
        task = asyncio.create_task(call)
        await begun.wait()
        task.cancel()
        await asyncio.wait([task])
        busy = await lianlian.ahandle(body, None, peer, ledger, slow, outcomes.append)
        assert busy.status == 503
        gate.set()
        for _ in range(500):
            if len(outcomes) == 2:
                break
            await asyncio.sleep(0.01)

    asyncio.run(main())
    assert [one.outcome for one in outcomes] == ["in_progress", "fulfilled"]


def test_an_error_made_in_python_has_a_remedy_and_a_line_too() -> None:
    with pytest.raises(ackwell.ConfigError) as caught:
        LianLian(public_keys=[{"file": "no such file"}], merchant_ids="any")
    problem = caught.value
    assert problem.remedy == Code.INVALID_CONFIG.remedy
    assert problem.severity is Severity.ERROR
    assert problem.log_line == f"{problem}; remedy: {problem.remedy}"


SCRIPT = """
import ackwell, support
receiver = ackwell.LianLian(public_keys=[support.PUBLIC_KEY], merchant_ids=[support.MERCHANT])
ledger = ackwell.Ledger("memory:")
def handled(peer):
    receiver.handle(support.lianlian(), None, peer, ledger, lambda _: None)
held = receiver.receive(support.lianlian(), None, support.PEER, ledger)
handled(support.PEER)       # in progress: of no concern
held.commit()
handled(support.PEER)       # repeat
handled("203.0.113.9")
"""


def test_without_any_configuration_of_logging_only_failures_that_matter_are_printed() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    assert line.startswith("lianlian untrusted_source")
