"""A worker with leases for one_ledger.py: `leased_worker.py URL SEED`, a body in base64 a line on
standard input. Fulfils what it may, in another order, until all of it was fulfilled by
somebody. Prints `ready`, and then the order number of each that it fulfilled."""

from __future__ import annotations

import base64
import random
import sys
import time

import ackwell
import support

url, seed = sys.argv[1:]
receiver = ackwell.LianLian(public_keys=[support.PUBLIC_KEY], merchant_ids=[support.MERCHANT])
ledger = ackwell.Ledger(url, timeout_ms=20_000)
ledger.migrate()
print("ready", flush=True)
bodies = [base64.b64decode(line) for line in sys.stdin]
random.Random(seed).shuffle(bodies)


def fulfil(notification: ackwell.Notification) -> None:
    time.sleep(0.002)
    print(notification.order_no)


for body in bodies:
    notification = receiver.verify(body, None, support.PEER)
    while not ledger.claim(notification).settle(fulfil).is_success:
        time.sleep(0.005)
