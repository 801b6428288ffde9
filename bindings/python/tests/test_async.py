"""`ahandle`: the same in async code, with the event loop left free."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

import ackwell
import support
from ackwell import Delivery, Ledger, LianLian


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


def test_a_cancelled_task_gives_its_delivery_back(lianlian: LianLian, ledger: Ledger) -> None:
    async def main() -> None:
        begun = asyncio.Event()

        async def endless(_notification: object) -> None:
            begun.set()
            await asyncio.sleep(3600)

        task = asyncio.create_task(ahandle(lianlian, ledger, endless))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await first_again(lianlian, ledger)

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


async def first_again(receiver: LianLian, ledger: Ledger) -> bool:
    """Whether the delivery is free again, after a moment for the thread that frees it."""
    for _ in range(100):
        receipt = await receiver.areceive(support.lianlian(), None, support.PEER, ledger)
        if receipt.delivery is Delivery.FIRST:
            return True
        await asyncio.sleep(0.02)
    return False
