"""Python contestants: `peer.py ackwell|questions|json|orjson CORPUS`.

`questions` also asks what a shop asks: the status, the order number and the amount, and whether they
are what it expects.
"""

import base64
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

ACK = b'{"ret_code":"0000","ret_msg":"ok"}'


def ackwell_job(corpus, questions):
    import ackwell

    options = json.loads(corpus["config"])["lianlian"]
    receiver = ackwell.LianLian(**options)
    peer = corpus["peer"]

    def job(body, _order):
        return receiver.verify(body, None, peer).acknowledge().body

    if not questions:
        return job

    def job_with_questions(body, order):
        notification = receiver.verify(body, None, peer)
        order_no, amount, currency = order
        if (
            notification.status is not ackwell.Status.SUCCEEDED
            or notification.order_no != order_no
            or notification.amount.value != amount
        ):
            return b"not the payment"
        notification.expect(order_no, amount, currency)
        return notification.acknowledge().body

    return job_with_questions


def cryptography_job(corpus, loads):
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding

    key = serialization.load_pem_public_key(corpus["public_key"].encode())
    digest = {"MD5": hashes.MD5, "SHA256": hashes.SHA256}[corpus["digest"]]()
    scheme = padding.PKCS1v15()

    def job(body, _order):
        members = loads(body)
        sign = base64.b64decode(members.pop("sign"))
        text = "&".join(f"{name}={members[name]}" for name in sorted(members) if members[name])
        key.verify(sign, text.encode(), scheme, digest)
        return ACK

    return job


def main():
    name, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        corpus = json.load(file)
    if name in ("ackwell", "questions"):
        job = ackwell_job(corpus, questions=name == "questions")
    elif name == "json":
        job = cryptography_job(corpus, json.loads)
    else:
        import orjson

        job = cryptography_job(corpus, orjson.loads)
    orders = [
        (order["order_no"], Decimal(order["amount"]), order["currency"])
        for order in corpus["orders"]
    ]
    # A shop has its order at hand, as the contestants in other languages do.
    bodies = [(body.encode(), order) for body, order in zip(corpus["bodies"], orders, strict=True)]

    def run(part, repeat=1):
        for _ in range(repeat):
            for body, order in part:
                if job(body, order) != ACK:
                    raise SystemExit("a notification did not verify")

    run(bodies)
    pools = {2: ThreadPoolExecutor(2)}
    print("ready", flush=True)
    clock = time.perf_counter_ns
    for line in sys.stdin:
        words = line.split()
        if words[0] == "pass":
            threads, repeat = map(int, words[1:])
            start = clock()
            if threads == 1:
                run(bodies, repeat)
            else:
                parts = [bodies[index::threads] for index in range(threads)]
                list(pools[threads].map(run, parts, [repeat] * threads))
            print(clock() - start, flush=True)
        else:
            times = []
            for body in bodies:
                start = clock()
                run((body,))
                times.append(clock() - start)
            times.sort()
            print(times[len(times) // 2], times[len(times) * 99 // 100], flush=True)


main()
