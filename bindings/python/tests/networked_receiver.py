"""A receiver that tests/networked/run.sh plays against: `networked_receiver.py CONFIG PORT`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIServer, make_server

import ackwell
import ackwell.wsgi

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

config = ackwell.Config.from_file(sys.argv[1])
ledger = config.ledger()


def fulfil(notification: ackwell.Notification) -> None:
    """Marks the order paid."""
    if notification.status is ackwell.Status.SUCCEEDED:
        sys.stdout.write(f"paid {notification.order_no}\n")
        sys.stdout.flush()


applications = {
    "/notify/lianlian": ackwell.wsgi.application(config.lianlian(), ledger, fulfil),
    "/notify/pingpong": ackwell.wsgi.application(config.pingpong(), ledger, fulfil),
}


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Finds the receiver of a path."""
    receive = applications.get(environ["PATH_INFO"])
    if receive is None:
        start_response("404 Not Found", [])
        return []
    return receive(environ, start_response)


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each connection."""

    daemon_threads = True
    request_queue_size = 64


make_server("127.0.0.1", int(sys.argv[2]), application, server_class=Server).serve_forever()
