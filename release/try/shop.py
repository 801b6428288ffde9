"""What the Python package is tried with: see folder.sh."""

from pathlib import Path

from ackwell import Config, Status

config = Config.from_file("config.json")
receiver = config.lianlian()
ledger = config.ledger()


def fulfil(notification):
    if notification.expect("2015101911313905300004", "0.01", "CNY").status is Status.SUCCEEDED:
        print("paid:", notification.order_no)


for file in ("body.json", "body.json", "tampered.json"):
    answer = receiver.handle(Path(file).read_bytes().strip(), {}, "115.236.102.36", ledger, fulfil)
    print(answer.status, answer.body.decode())
