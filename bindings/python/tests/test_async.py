"""`ahandle`: the same in async code, with the event loop left free."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import ackwell
import support
from ackwell import Delivery, Ledger, LianLian, _native


async def ahandle(
    receiver: LianLian, ledger: Ledger, fulfil: object, body: bytes | None = None
) -> ackwell.Acknowledgement:
    body = body or support.lianlian()
    return await receiver.ahandle(body, None, support.PEER, ledger, fulfil)  # type: ignore[arg-type]


def test_async_and_plain_fulfilments_are_both_taken(lianlian: LianLian, ledger: Ledger) -> None:
    threads: list[str] = []

    async def fulfil_async(_notification: object) -> None:
        await asyncio.sleep(0)
        threads.append(threading.current_thread().name)

    def fulfil_plain(_notification: object) -> None:
        threads.append(threading.current_thread().name)

    class Callable:
        async def __call__(self, _notification: object) -> None:
            threads.append("called")

    async def main() -> None:
        for number, fulfil in enumerate([fulfil_async, fulfil_plain, Callable()]):
            body = support.lianlian(oid_paybill=str(number))
            assert (await ahandle(lianlian, ledger, fulfil, body)).is_success
            assert (await ahandle(lianlian, ledger, fulfil, body)).is_success

    asyncio.run(main())
    assert threads[0] == "MainThread"
    assert threads[1] != "MainThread"
    assert threads[2:] == ["called"]


def test_of_thirty_tasks_one_fulfils_while_the_loop_stays_free(
    lianlian: LianLian, tmp_path: Path
) -> None:
    ledger = Ledger(f"sqlite://{tmp_path}/ackwell.db")
    done: list[str] = []
    longest = 0.0

    async def fulfil(notification: ackwell.LianLianNotification) -> None:
        await asyncio.sleep(0.1)
        done.append(notification.delivery_key)

    async def watch() -> None:
        nonlocal longest
        while not done:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - begun)

    async def main() -> list[ackwell.Acknowledgement]:
        watcher = asyncio.create_task(watch())
        answers = await asyncio.gather(*(ahandle(lianlian, ledger, fulfil) for _ in range(30)))
        await watcher
        return list(answers)

    answers = asyncio.run(main())
    assert len(done) == 1
    assert {answer.status for answer in answers} <= {200, 503}
    assert [answer.is_success for answer in answers].count(True) >= 1
    assert longest < 1.0


def test_a_failed_fulfilment_is_answered_and_given_back(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(_notification: object) -> None:
        raise RuntimeError("out of stock")

    async def main() -> None:
        assert (await ahandle(lianlian, ledger, fails)).status == 500
        receipt = await lianlian.areceive(support.lianlian(), None, support.PEER, ledger)
        assert receipt.is_first
        async with receipt:
            pass
        assert receipt.acknowledgement.is_success
        assert (await ahandle(lianlian, ledger, fails, b"{}")).status == 403
        with pytest.raises(ackwell.ArgumentError):
            await ahandle(lianlian, ledger, fails, "text")  # type: ignore[arg-type]

    asyncio.run(main())
    assert "out of stock" in caplog.text


async def abandoned(receiver: LianLian, ledger: Ledger, fulfil: object, begun: list[str]) -> None:
    """Stops waiting once the work has begun, as a time-out does."""
    task = asyncio.create_task(ahandle(receiver, ledger, fulfil))
    while not begun:  # noqa: ASYNC110 (a thread fills it)
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_work_in_a_thread_goes_on_when_its_caller_is_cancelled_and_is_committed(
    lianlian: LianLian, ledger: Ledger
) -> None:
    begun: list[str] = []
    ended: list[str] = []
    gate = threading.Event()

    def slow(_notification: object) -> None:
        begun.append("begun")
        gate.wait(10)
        ended.append("ended")

    async def main() -> None:
        await abandoned(lianlian, ledger, slow, begun)
        assert (await ahandle(lianlian, ledger, slow)).status == 503
        gate.set()
        assert await committed(lianlian, ledger)

    asyncio.run(main())
    assert begun == ["begun"]
    assert ended == ["ended"]


def test_work_in_a_thread_that_fails_after_its_caller_was_cancelled_is_given_back(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[str] = []
    gate = threading.Event()

    def slow(_notification: object) -> None:
        begun.append("begun")
        gate.wait(10)
        raise RuntimeError("out of stock")

    async def main() -> None:
        await abandoned(lianlian, ledger, slow, begun)
        assert (await ahandle(lianlian, ledger, slow)).status == 503
        gate.set()
        assert await first_again(lianlian, ledger)

    asyncio.run(main())
    assert begun == ["begun"]
    assert "out of stock" in caplog.text


def test_work_in_a_thread_is_committed_although_the_event_loop_has_closed(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[str] = []
    gate = threading.Event()

    def slow(_notification: object) -> None:
        begun.append("begun")
        gate.wait(10)

    loop = asyncio.new_event_loop()
    loop.run_until_complete(abandoned(lianlian, ledger, slow, begun))
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()
    gate.set()
    assert asyncio.run(committed(lianlian, ledger))
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_coroutine_goes_on_when_its_caller_is_cancelled_and_is_committed(
    lianlian: LianLian, ledger: Ledger, *, wrapped: bool
) -> None:
    begun: list[str] = []

    async def main() -> None:
        gate = asyncio.Event()

        async def slow(_notification: object) -> None:
            begun.append("begun")
            # A thread that a cancelled coroutine leaves behind would go on by itself.
            await asyncio.to_thread(time.sleep, 0.05)
            await gate.wait()

        def hidden(notification: object) -> object:
            return slow(notification)

        await abandoned(lianlian, ledger, hidden if wrapped else slow, begun)
        assert (await ahandle(lianlian, ledger, slow)).status == 503
        gate.set()
        assert await committed(lianlian, ledger)

    asyncio.run(main())
    assert begun == ["begun"]


def test_a_coroutine_that_the_closing_event_loop_cancels_is_neither_committed_nor_given_back(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[str] = []

    async def endless(_notification: object) -> None:
        begun.append("begun")
        await asyncio.sleep(3600)

    asyncio.run(abandoned(lianlian, ledger, endless, begun))
    receipt = lianlian.receive(support.lianlian(), None, support.PEER, ledger)
    assert receipt.delivery is Delivery.IN_PROGRESS
    assert "CancelledError" in caplog.text


def test_a_coroutine_that_cancels_itself_is_answered_with_failure(
    lianlian: LianLian, ledger: Ledger
) -> None:
    async def gives_up(_notification: object) -> None:
        raise asyncio.CancelledError

    async def main() -> None:
        assert (await ahandle(lianlian, ledger, gives_up)).status == 500

    asyncio.run(main())


def test_a_block_that_was_cancelled_keeps_its_lease(lianlian: LianLian, ledger: Ledger) -> None:
    async def work(begun: asyncio.Event) -> None:
        body = support.lianlian()
        async with await lianlian.areceive(body, None, support.PEER, ledger):
            begun.set()
            await asyncio.sleep(3600)

    async def fails() -> None:
        body = support.lianlian(oid_paybill="2")
        async with await lianlian.areceive(body, None, support.PEER, ledger):
            raise RuntimeError

    async def main() -> None:
        begun = asyncio.Event()
        task = asyncio.create_task(work(begun))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        receipt = await lianlian.areceive(support.lianlian(), None, support.PEER, ledger)
        assert receipt.delivery is Delivery.IN_PROGRESS
        with pytest.raises(RuntimeError):
            await fails()
        body = support.lianlian(oid_paybill="2")
        assert (await lianlian.areceive(body, None, support.PEER, ledger)).is_first

    asyncio.run(main())


def test_a_task_cancelled_while_it_claims_leaves_no_claim(
    lianlian: LianLian, ledger: Ledger
) -> None:
    async def main() -> None:
        for _ in range(200):
            task = asyncio.create_task(
                lianlian.areceive(support.lianlian(), None, support.PEER, ledger)
            )
            await asyncio.sleep(0)
            task.cancel()
            try:
                receipt = await task
            except asyncio.CancelledError:
                continue
            receipt.release()
        assert await first_again(lianlian, ledger)

    asyncio.run(main())


LEAVES = """
import asyncio, sys
import ackwell, support

async def main():
    receiver = ackwell.LianLian(public_keys=[support.PUBLIC_KEY], merchant_ids=[support.MERCHANT])
    ledger = ackwell.Ledger(sys.argv[1], timeout_ms=20000)
    receipt = await receiver.areceive(support.lianlian(), None, support.PEER, ledger)
    print("claimed", flush=True)
    sys.stdin.readline()
    asyncio.create_task(receipt.acommit())
    await asyncio.sleep(0.1)
    print("leaves", flush=True)

asyncio.run(main())
"""


def test_a_commit_that_has_begun_ends_before_the_interpreter_does(
    lianlian: LianLian, tmp_path: Path
) -> None:
    file = tmp_path / "ackwell.db"
    with subprocess.Popen(
        [sys.executable, "-c", LEAVES, f"sqlite://{file}"],
        cwd=Path(__file__).parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as leaves:
        assert leaves.stdin
        assert leaves.stdout
        assert leaves.stderr
        assert leaves.stdout.readline() == b"claimed\n"
        # The commit waits for this lock.
        holder = sqlite3.connect(file, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        leaves.stdin.write(b"\n")
        leaves.stdin.flush()
        assert leaves.stdout.readline() == b"leaves\n"
        time.sleep(0.5)
        assert leaves.poll() is None
        holder.execute("ROLLBACK")
        holder.close()
        assert leaves.wait(30) == 0
        assert leaves.stderr.read() == b""
    ledger = Ledger(f"sqlite://{file}")
    receipt = lianlian.receive(support.lianlian(), None, support.PEER, ledger)
    assert receipt.delivery is Delivery.REPEAT


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_does_not_wait_for_calls_of_its_parent(
    lianlian: LianLian, ledger: Ledger
) -> None:
    gate = threading.Event()
    receipt = lianlian.receive(support.lianlian(), None, support.PEER, ledger)
    under_way = receipt._submit(lambda: gate.wait(30))
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        ledger.close()
        _native.finish()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not under_way.done()
    gate.set()
    assert under_way.result(10)


async def first_again(receiver: LianLian, ledger: Ledger) -> bool:
    """Whether the delivery is free again, after a moment for the thread that frees it."""
    for _ in range(100):
        receipt = await receiver.areceive(support.lianlian(), None, support.PEER, ledger)
        if receipt.delivery is Delivery.FIRST:
            return True
        await asyncio.sleep(0.02)
    return False


async def committed(receiver: LianLian, ledger: Ledger) -> bool:
    """Whether the delivery is committed, after a moment for the work that ends."""
    for _ in range(250):
        receipt = await receiver.areceive(support.lianlian(), None, support.PEER, ledger)
        if receipt.delivery is Delivery.REPEAT:
            return True
        if receipt.is_first:
            receipt.release()
            return False
        await asyncio.sleep(0.02)
    return False
