"""Acting once: the ledger, receipts, `handle`."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

import ackwell
import support
from ackwell import Amount, Delivery, DeliveryState, Ledger, LianLian


@pytest.fixture(params=["memory:", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    return Ledger("memory:" if request.param == "memory:" else f"sqlite://{tmp_path}/ackwell.db")


def receive(
    receiver: LianLian, ledger: Ledger, **changes: str
) -> ackwell.Receipt[ackwell.LianLianNotification]:
    return receiver.receive(support.lianlian(**changes), None, support.PEER, ledger)


def handle(receiver: LianLian, ledger: Ledger, fulfil: object, **changes: str) -> int:
    body = support.lianlian(**changes)
    return receiver.handle(body, None, support.PEER, ledger, fulfil).status  # type: ignore[arg-type]


def test_the_first_delivery_is_fulfilled_and_every_later_one_acknowledged(
    lianlian: LianLian, ledger: Ledger
) -> None:
    done: list[str] = []
    answers = [handle(lianlian, ledger, lambda n: done.append(n.order_no)) for _ in range(3)]
    assert answers == [200, 200, 200]
    assert done == ["2013051500001"]
    (record,) = ledger.list()
    assert record.state is DeliveryState.COMMITTED
    assert record.order_no == "2013051500001"
    assert record.provider is ackwell.Provider.LIANLIAN
    assert record.amount == Amount(Decimal("210.97"), "CNY")
    assert record.first_seen.tzinfo is not None


def test_a_fulfilment_that_fails_is_logged_and_tried_again(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def fulfil(_notification: object) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("the shop's database is away")

    assert handle(lianlian, ledger, fulfil) == 500
    assert "the shop's database is away" in caplog.text
    assert handle(lianlian, ledger, fulfil) == 200
    assert handle(lianlian, ledger, fulfil) == 200
    assert len(calls) == 2


def test_an_interrupt_gives_the_delivery_back_and_goes_on(
    lianlian: LianLian, ledger: Ledger
) -> None:
    def interrupted(_notification: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        handle(lianlian, ledger, interrupted)
    assert receive(lianlian, ledger).is_first


def test_a_delivery_in_progress_is_answered_with_failure(
    lianlian: LianLian, ledger: Ledger
) -> None:
    first = receive(lianlian, ledger)
    assert first.is_first
    assert first.lease
    assert first.lease.token == 1
    assert timedelta(0) < first.lease.remaining <= timedelta(seconds=60)
    assert first.acknowledgement.status == 503
    other = receive(lianlian, ledger)
    assert other.delivery is Delivery.IN_PROGRESS
    assert other.lease is None
    assert other.remaining
    assert other.remaining > timedelta(seconds=30)
    assert other.acknowledgement.status == 503
    with pytest.raises(ackwell.ArgumentError):
        other.commit()
    assert first.commit().is_success
    assert first.acknowledgement == lianlian.acknowledge()
    repeat = receive(lianlian, ledger)
    assert repeat.delivery is Delivery.REPEAT
    assert repeat.acknowledgement.is_success


def test_the_same_delivery_with_another_amount_is_a_conflict(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[object] = []
    assert handle(lianlian, ledger, done.append) == 200
    assert handle(lianlian, ledger, done.append, money_order="999.97") == 409
    assert len(done) == 1
    assert "another amount" in caplog.text
    receipt = receive(lianlian, ledger, money_order="999.97")
    assert receipt.delivery is Delivery.CONFLICT
    assert receipt.conflict
    assert receipt.conflict.differs == ("amount",)
    assert receipt.conflict.first.amount == Amount(Decimal("210.97"), "CNY")
    assert receipt.conflict.later.amount == Amount(Decimal("999.97"), "CNY")
    (record,) = ledger.list(conflicts=True)
    assert record.conflicts[0].later == receipt.conflict.later


def test_a_with_block_commits_or_gives_back(lianlian: LianLian, ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), receive(lianlian, ledger) as receipt:
        assert receipt.is_first
        raise RuntimeError
    with receive(lianlian, ledger) as receipt:
        assert receipt.is_first
    assert receipt.acknowledgement.is_success
    with receive(lianlian, ledger) as receipt:
        assert not receipt.is_first
    assert receipt.acknowledgement.is_success
    with receive(lianlian, ledger, oid_paybill="2") as receipt:
        receipt.release()
    assert receive(lianlian, ledger, oid_paybill="2").is_first


def test_a_lease_that_ran_out_is_lost_to_the_next_worker(
    lianlian: LianLian, tmp_path: Path
) -> None:
    ledger = Ledger(f"sqlite://{tmp_path}/ackwell.db", lease_seconds=1)
    late = receive(lianlian, ledger)
    late.extend()
    time.sleep(1.1)
    next_one = receive(lianlian, ledger)
    assert next_one.is_first
    assert next_one.lease
    assert next_one.lease.token == 2
    with pytest.raises(ackwell.LeaseLostError) as caught:
        late.commit()
    assert caught.value.acknowledgement
    assert caught.value.acknowledgement.status == 503
    with pytest.raises(ackwell.LeaseLostError):
        late.release(strict=True)
    with pytest.raises(ackwell.LeaseLostError):
        late.extend()
    assert next_one.commit().is_success


def test_a_refused_request_claims_nothing(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    body = support.lianlian().replace(b"210.97", b"999.97")
    answer = lianlian.handle(body, None, support.PEER, ledger, lambda _: None)
    assert answer.status == 403
    assert "invalid_signature" in caplog.text
    assert ledger.list() == []


def test_a_body_that_is_no_bytes_is_a_mistake_and_not_swallowed(
    lianlian: LianLian, ledger: Ledger
) -> None:
    with pytest.raises(ackwell.ArgumentError):
        lianlian.handle("{}", None, support.PEER, ledger, lambda _: None)  # type: ignore[arg-type]


def test_a_ledger_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(ackwell.LedgerError) as caught:
        Ledger(f"sqlite://{tmp_path}/no/such/folder/ackwell.db")
    assert caught.value.code is ackwell.Code.LEDGER_UNAVAILABLE
    for url in ["", "nosuch:", "sqlite:", {"env": "NO_SUCH_VARIABLE"}]:
        with pytest.raises(ackwell.ConfigError):
            Ledger(url)  # type: ignore[arg-type]
    with pytest.raises(ackwell.ConfigError) as caught_option:
        Ledger("memory:", retention_days=0)
    assert caught_option.value.member == "ledger.retention_days"


def test_a_ledger_that_breaks_is_answered_with_failure(
    lianlian: LianLian, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "ackwell.db"
    ledger = Ledger(f"sqlite://{file}", timeout_ms=100)
    for left in tmp_path.iterdir():
        left.write_bytes(b"no database" * 1000)
    done: list[object] = []
    assert handle(lianlian, ledger, done.append) == 503
    assert done == []
    assert "ledger_unavailable" in caplog.text


def test_orders_that_wait_too_long_are_due(lianlian: LianLian, ledger: Ledger) -> None:
    provider = ackwell.Provider.LIANLIAN
    placed = datetime(2026, 1, 1, tzinfo=timezone.utc)
    amount = (Decimal("210.970"), "CNY")
    ledger.expect_order(provider, support.MERCHANT, "2013051500001", placed, amount)
    ledger.expect_order(provider, support.MERCHANT, "2", placed + timedelta(seconds=1))
    before = placed + timedelta(minutes=59)
    assert ledger.overdue_orders(before) == []
    one, two = ledger.overdue_orders()
    assert (one.order_no, one.amount) == ("2013051500001", Amount(Decimal("210.97"), "CNY"))
    assert two.amount is None
    assert one.due_at == placed + timedelta(hours=1)
    assert handle(lianlian, ledger, lambda _: None) == 200
    assert ledger.overdue_orders() == [two]
    assert ledger.resolve_order(provider, support.MERCHANT, "2")
    assert not ledger.resolve_order(provider, support.MERCHANT, "3")
    assert ledger.overdue_orders() == []
    with pytest.raises(ackwell.ArgumentError):
        ledger.overdue_orders(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ackwell.AckwellError):
        ledger.expect_order("alipay", "1", "2", placed)  # type: ignore[arg-type]


def test_an_order_that_two_transactions_pay_names_the_earlier_payment(
    lianlian: LianLian, ledger: Ledger
) -> None:
    seen: list[ackwell.EarlierPayment | None] = []

    def fulfil(notification: ackwell.LianLianNotification) -> None:
        seen.append(ledger.earlier_payment(notification))

    for bill in ("first", "second"):
        assert handle(lianlian, ledger, fulfil, oid_paybill=bill) == 200
    none, earlier = seen
    assert none is None
    assert earlier
    assert earlier.transaction_no == "first"
    assert earlier.amount == Amount(Decimal("210.97"), "CNY")
    assert earlier.delivery_key.endswith(":first:SUCCESS")
    assert earlier.fulfilled_at.tzinfo is not None
    assert receive(lianlian, ledger, oid_paybill="third").earlier_payment() == earlier
    assert receive(lianlian, ledger, no_order="other", oid_paybill="4").earlier_payment() is None


def test_a_payment_that_failed_leaves_its_order_waiting(
    pingpong: ackwell.PingPong, ledger: Ledger
) -> None:
    provider = ackwell.Provider.PINGPONG
    placed = datetime.now(timezone.utc) - timedelta(days=2)
    ledger.expect_order(provider, support.ACCOUNT, "PShop1000000", placed)
    for status, waiting in [("FAILED", 1), ("SUCCESS", 0)]:
        body = support.pingpong(status=status)
        peer = support.PINGPONG_PEER
        assert pingpong.handle(body, None, peer, ledger, lambda _: None).is_success
        assert len(ledger.overdue_orders()) == waiting


def test_a_ledger_can_be_closed(lianlian: LianLian, tmp_path: Path) -> None:
    with Ledger(f"sqlite://{tmp_path}/ackwell.db") as ledger:
        open_one = receive(lianlian, ledger)
        assert handle(lianlian, ledger, lambda _: None, oid_paybill="2") == 200
    ledger.close()
    assert handle(lianlian, ledger, lambda _: None, oid_paybill="2") == 503
    with pytest.raises(ackwell.ArgumentError, match="closed"):
        ledger.status()
    assert "sqlite" in repr(ledger)
    assert open_one.commit().is_success
    with Ledger(f"sqlite://{tmp_path}/ackwell.db") as again:
        assert receive(lianlian, again).delivery is Delivery.REPEAT


def test_async_code_can_close_a_ledger_too(lianlian: LianLian, tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite://{tmp_path}/ackwell.db")

    async def main() -> list[int]:
        answers = []
        for _ in range(2):
            body = support.lianlian()
            answer = await lianlian.ahandle(body, None, support.PEER, ledger, lambda _: None)
            answers.append(answer.status)
            ledger.close()
        return answers

    assert asyncio.run(main()) == [200, 503]


def test_closing_a_ledger_waits_for_the_calls_of_async_code(
    lianlian: LianLian, ledger: Ledger
) -> None:
    ended: list[str] = []

    def slow() -> None:
        time.sleep(0.2)
        ended.append("ended")

    receipt = receive(lianlian, ledger)
    future = receipt._submit(slow)
    ledger.close()
    assert ended == ["ended"]
    assert future.done()


def test_a_person_can_look_and_free_a_delivery(lianlian: LianLian, ledger: Ledger) -> None:
    for number in range(3):
        assert handle(lianlian, ledger, lambda _: None, oid_paybill=str(number)) == 200
    open_one = receive(lianlian, ledger, oid_paybill="3")
    keys = [record.delivery_key for record in ledger.list()]
    assert keys == sorted(keys)
    assert len(ledger.list(DeliveryState.COMMITTED)) == 3
    assert len(ledger.list(after=keys[0], limit=2)) == 2
    status = ledger.status()
    assert status.counts == ackwell.LedgerCounts(1, 0, 3, 0, 0, 0)
    assert (status.lease, status.retention) == (timedelta(seconds=60), timedelta(days=90))
    assert status.durability
    assert ledger.reopen(keys[0])
    assert not ledger.reopen("no such key")
    assert receive(lianlian, ledger, oid_paybill="0").is_first
    assert ledger.prune() == ackwell.Pruned(0, 0, 0)
    assert ledger.migrate() >= 1
    assert open_one.release().status == 500


def test_the_history_of_an_order_holds_its_deliveries_and_what_was_expected(
    lianlian: LianLian, ledger: Ledger
) -> None:
    provider, number = ackwell.Provider.LIANLIAN, "2013051500001"
    placed = datetime.now(timezone.utc) - timedelta(hours=1)
    ledger.expect_order(provider, support.MERCHANT, number, placed, ("twelve", "CNY"))
    (waiting,) = ledger.order_history(number).expected
    assert (waiting.resolved_at, waiting.amount) == (None, None)
    assert handle(lianlian, ledger, lambda _: None) == 200
    assert handle(lianlian, ledger, lambda _: None, money_order="999.97") == 409
    history = ledger.order_history(number)
    assert history.order_no == number
    (delivery,) = history.deliveries
    assert (delivery.state, delivery.lease_until) == (DeliveryState.COMMITTED, None)
    (conflict,) = delivery.conflicts
    assert (conflict.differs, conflict.times) == (("amount",), 1)
    (expected,) = history.expected
    assert expected.resolved_at
    assert abs(expected.resolved_at - datetime.now(timezone.utc)) < timedelta(minutes=1)
    assert ledger.order_history("none") == ackwell.OrderHistory("none", (), ())


def test_of_thirty_parallel_deliveries_one_is_fulfilled(lianlian: LianLian, ledger: Ledger) -> None:
    done: list[str] = []
    answers: list[int] = []
    gate = threading.Barrier(30)

    def deliver() -> None:
        gate.wait()
        answers.append(handle(lianlian, ledger, lambda n: done.append(n.order_no)))

    threads = [threading.Thread(target=deliver) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["2013051500001"]
    assert len(answers) == 30
    assert set(answers) <= {200, 503}
    assert handle(lianlian, ledger, done.append) == 200


def test_other_threads_run_while_the_ledger_waits(lianlian: LianLian, tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite://{tmp_path}/ackwell.db", timeout_ms=1000)
    ledger.migrate()
    script = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "ackwell.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout
        assert holder.stdin
        assert holder.stdout.readline() == b"held\n"
        answers: list[int] = []
        waiting = threading.Thread(
            target=lambda: answers.append(handle(lianlian, ledger, lambda _: None))
        )
        begun = time.monotonic()
        waiting.start()
        steps = 0
        while waiting.is_alive() and time.monotonic() - begun < 10:
            steps += 1
            time.sleep(0.01)
        waiting.join()
        holder.stdin.write(b"\n")
        holder.stdin.close()
    assert answers == [503]
    assert steps > 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_ledger_opened_before_a_fork_serves_both_sides(
    lianlian: LianLian, tmp_path: Path
) -> None:
    ledger = Ledger(f"sqlite://{tmp_path}/ackwell.db")
    assert handle(lianlian, ledger, lambda _: None) == 200
    child = os.fork()
    if child == 0:
        code = 1
        try:
            again = handle(lianlian, ledger, lambda _: None)
            other = handle(lianlian, ledger, lambda _: None, oid_paybill="child")
            code = 0 if (again, other) == (200, 200) else 2
        finally:
            os._exit(code)
    deadline = time.monotonic() + 20
    while (done := os.waitpid(child, os.WNOHANG)) == (0, 0) and time.monotonic() < deadline:
        time.sleep(0.01)
    if done == (0, 0):
        os.kill(child, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(done[1]) == 0
    assert done[0] == child
    assert receive(lianlian, ledger, oid_paybill="child").delivery is Delivery.REPEAT


def test_the_logger_of_the_package_is_one(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "ackwell"):
        logging.getLogger("ackwell").info("heard")
    assert "heard" in caplog.text
