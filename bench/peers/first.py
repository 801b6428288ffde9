"""The first verification in a new process: `first.py CONFIG PEER <BODY`; with no arguments nothing."""

import sys

if len(sys.argv) > 1:
    import ackwell

    _, path, peer = sys.argv
    receiver = ackwell.Config.from_file(path).lianlian()
    notification = receiver.verify(sys.stdin.buffer.read(), None, peer)
    if notification.acknowledge().status != 200:  # noqa: PLR2004
        raise SystemExit("it did not verify")
