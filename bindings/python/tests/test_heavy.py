"""A million of everything: mutated inputs, verifications that must not leak, many threads."""

from __future__ import annotations

import gc
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import ackwell
import support

pytestmark = pytest.mark.heavy

MILLION = 1_000_000
NASTY = [
    b"", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"', b"\\", b"\\ud800", b"{", b"}",
    b"[", b",", b":", b"&", b"=", b"null", b"1e999", b"-0", b'"sign":"",', b"\\u0000", b" ", b"\n",
    b'"sign_type":"MD5",', b"RSA", b"&money_order=9999.00", b"{}" * 40, b"[" * 40, b"9" * 40,
]  # fmt: skip
PEERS: list[Any] = [
    support.PEER, support.PEER, support.PEER, support.PINGPONG_PEER, None, "", "localhost",
    "::ffff:115.236.102.36", "[::1]:80", "115.236.102.36:443", "\ud800", "1" * 1000, "10.0.0.1",
    "\x00", "用户", 7, b"115.236.102.36",
]  # fmt: skip
VALUES: list[Any] = [
    support.PEER, f"for={support.PEER}", 'for="[::1]"', "", ",,,", "\ud800", "\xff", "unknown",
    b"115.236.102.36", b"\xff\xfe", f"1.1.1.1, {support.PEER}", 'for="\\', "a" * 5000, None, 7,
    [support.PEER, "10.0.0.2"], [7],
]  # fmt: skip


def mutated(choose: random.Random, body: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(choose.choice([0, 1, 1, 1, 2, 3, 8])):
        at = int(choose.random() * (len(changed) + 1))
        match int(choose.random() * 6):
            case 0 if at < len(changed):
                changed[at] ^= 1 << int(choose.random() * 8)
            case 1:
                del changed[at : at + int(choose.random() * 12)]
            case 2:
                changed[at:at] = choose.choice(NASTY)
            case 3:
                changed[at:] = body[at + int(choose.random() * 9) :]
            case 4:
                changed[at : at + 1] = choose.choice(NASTY)
            case _:
                other = int(choose.random() * len(body))
                changed[at:at] = body[other : other + int(choose.random() * 60)]
    return bytes(changed)


def headers(choose: random.Random) -> Any:
    name = choose.choice(["X-Forwarded-For", "x-forwarded-for", "Forwarded", "Other"])
    match int(choose.random() * 6):
        case 0:
            return {name: choose.choice(VALUES)}
        case 1:
            return [(name, choose.choice(VALUES)), (name.encode(), choose.choice(VALUES))]
        case 2:
            return [(name,)] if choose.random() < 0.1 else [(7, "x"), (name, support.PEER)]
        case 3:
            return choose.choice([7, "headers", b"", [None], {1: 2}])
        case _:
            return None


def test_of_a_million_mutated_requests_nothing_but_our_own_errors_escapes() -> None:
    choose = random.Random(20261121)
    proxies = ["10.0.0.0/8", "unix"]
    lianlian = ackwell.LianLian(
        public_keys=[support.PUBLIC_KEY],
        merchant_ids=[support.MERCHANT],
        trusted_proxies=proxies,
    ).verify
    pingpong = ackwell.PingPong(
        salt=support.SALT,
        client_id=support.CLIENT,
        acc_ids=[support.ACCOUNT],
        environment="sandbox",
        trusted_proxies=proxies,
    ).verify
    refund = support.pingpong(notifyType="REFUND", merchantRefundId="1", refundId="2")
    genuine: list[tuple[Callable[..., ackwell.Notification], bytes, str]] = [
        (lianlian, support.lianlian(), support.PEER),
        (lianlian, support.lianlian(info_order="a&b=c", settle_date=None), support.PEER),
        (lianlian, support.lianlian(**support.EXCHANGE), support.PEER),
        (pingpong, support.pingpong(), support.PINGPONG_PEER),
        (pingpong, refund, support.PINGPONG_PEER),
        (pingpong, support.pingpong(notifyType="PAYOUT"), support.PINGPONG_PEER),
    ]
    signed = {verify(body, None, peer).signed_text for verify, body, peer in genuine}
    outcomes: Counter[str] = Counter()
    for number in range(MILLION):
        verify, whole, peer = genuine[number % len(genuine)]
        body = mutated(choose, whole)
        given: Any = body
        if number % 64 == 0:
            given = choose.choice([bytearray(body), memoryview(body), body.hex(), None, {}, [body]])
        address = peer if number % 8 else choose.choice(PEERS)
        try:
            notification = verify(given, headers(choose) if number % 4 == 0 else None, address)
        except ackwell.AckwellError as problem:
            assert problem.acknowledgement is not None
            assert not problem.acknowledgement.is_success
            outcomes[problem.code] += 1
        else:
            assert notification.signed_text in signed
            repr(notification)
            outcomes["accepted"] += 1
    assert sum(outcomes.values()) == MILLION
    assert outcomes["internal"] == 0
    for expected in [
        "accepted", "ambiguous_body", "duplicate_member", "invalid_argument", "invalid_peer",
        "invalid_signature", "malformed_body", "missing_signature", "untrusted_source",
    ]:  # fmt: skip
        assert outcomes[expected], f"no mutation led to {expected}: {outcomes}"


def resident() -> int:
    """The process's resident memory in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmRSS")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_a_million_verifications_leave_the_memory_as_it_was(
    lianlian: ackwell.LianLian, pingpong: ackwell.PingPong
) -> None:
    ledger = ackwell.Ledger("memory:")
    paid, transaction = support.lianlian(), support.pingpong()
    forged = paid.replace(b"210.97", b"999.97")
    array = bytearray(paid)
    lianlian.handle(paid, None, support.PEER, ledger, lambda _: None)

    def once(number: int) -> None:
        notification = lianlian.verify(paid, None, support.PEER)
        if number % 10 == 0:
            assert notification.amount
            assert notification.fields
            assert notification.dt_order
            assert notification.to_json()
            assert notification.delivery_key
            assert pingpong.verify(transaction, None, support.PINGPONG_PEER).envelope
            assert lianlian.verify(array, None, support.PEER).acknowledge()
            assert lianlian.handle(paid, None, support.PEER, ledger, lambda _: None).is_success
            with pytest.raises(ackwell.Refusal):
                lianlian.verify(forged, None, support.PEER)

    for number in range(50_000):
        once(number)
    gc.collect()
    before = resident()
    for number in range(MILLION):
        once(number)
    gc.collect()
    grown = resident() - before
    assert grown < 2 * 1024 * 1024, f"{grown} bytes for a million verifications"


def test_sixteen_threads_share_receivers_ledger_and_notifications(
    lianlian: ackwell.LianLian, tmp_path: Path
) -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    ledger = ackwell.Ledger(f"sqlite://{tmp_path}/ackwell.db", timeout_ms=30_000)
    orders = [
        support.lianlian(oid_paybill=str(number), no_order=str(number)) for number in range(200)
    ]
    shared = lianlian.verify(orders[0], None, support.PEER)
    fulfilled: Counter[str] = Counter()
    lock = threading.Lock()
    problems: list[BaseException] = []

    def fulfil(notification: ackwell.LianLianNotification) -> None:
        with lock:
            fulfilled[str(notification.order_no)] += 1

    def bodies(seed: int) -> Iterator[bytes]:
        choose = random.Random(seed)
        for body in choose.sample(orders, len(orders)):
            yield body
            yield mutated(choose, body)

    def work(seed: int) -> None:
        try:
            for body in bodies(seed):
                lianlian.handle(body, None, support.PEER, ledger, fulfil)
                assert shared.order_no == "0"
                assert shared.fingerprint
                assert shared.amount
                assert shared == lianlian.verify(orders[0], None, support.PEER)
        except BaseException as problem:  # noqa: BLE001
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(16)]
    try:
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 300
        for thread in threads:
            thread.join(max(0, deadline - time.monotonic()))
        assert not any(thread.is_alive() for thread in threads)
    finally:
        sys.setswitchinterval(interval)
    assert problems == []
    assert len(fulfilled) == len(orders)
    assert set(fulfilled.values()) == {1}
