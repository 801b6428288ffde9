"""Every adapter hands the outcome of each request to the shop's counters."""

from __future__ import annotations

import base64
import contextlib
import io
import sqlite3
from collections.abc import Callable
from typing import Any

import fastapi
import flask
import pytest
from django.core.management import call_command
from django.test import RequestFactory

import ackwell
import ackwell.asgi
import ackwell.aws_lambda
import ackwell.database
import ackwell.fastapi
import ackwell.flask
import ackwell.wsgi
import support
from ackwell import Code, Ledger, LianLian, Outcome
from django_support import notification_view
from test_web import Browser

Post = Callable[[bytes], object]


@pytest.fixture
def receiver() -> LianLian:
    return LianLian(
        public_keys=[support.PUBLIC_KEY],
        merchant_ids=[support.MERCHANT],
        sources=["127.0.0.1"],
        max_body_bytes=4096,
    )


def fulfil(notification: ackwell.LianLianNotification) -> None:
    if notification.order_no == "broken":
        raise RuntimeError("the shop is broken")


def wsgi(receiver: LianLian, ledger: Ledger, on_outcome: Any) -> Post:
    application: Any = ackwell.wsgi.application(receiver, ledger, fulfil, on_outcome)

    def post(body: bytes) -> object:
        environ = {
            "REQUEST_METHOD": "POST",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        return list(application(environ, lambda *_: None))

    return post


def asgi(receiver: LianLian, ledger: Ledger, on_outcome: Any) -> Post:
    application = ackwell.asgi.application(receiver, ledger, fulfil, on_outcome)
    return lambda body: Browser(application).request("/", body)


def of_flask(receiver: LianLian, ledger: Ledger, on_outcome: Any) -> Post:
    app = flask.Flask("shop")
    notify = ackwell.flask.NotificationBlueprint(
        "notify", "shop", ledger=ledger, on_outcome=on_outcome
    )
    notify.notification("/", receiver)(fulfil)
    app.register_blueprint(notify)
    return lambda body: app.test_client().post("/", data=body)


def of_fastapi(receiver: LianLian, ledger: Ledger, on_outcome: Any) -> Post:
    app = fastapi.FastAPI()
    notify = ackwell.fastapi.NotificationRouter(ledger, on_outcome)
    notify.notification("/", receiver)(fulfil)
    app.include_router(notify)
    return lambda body: Browser(app).request("/", body)


def of_lambda(receiver: LianLian, ledger: Ledger, on_outcome: Any) -> Post:
    def post(body: bytes) -> object:
        event = {
            "httpMethod": "POST",
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
            "requestContext": {"identity": {"sourceIp": "127.0.0.1"}},
        }
        return ackwell.aws_lambda.handle(event, receiver, ledger, fulfil, on_outcome)

    return post


def of_django(receiver: LianLian, ledger: Ledger | None, on_outcome: Any) -> Post:
    call_command("migrate", verbosity=0)
    view = notification_view(receiver, ledger=ledger, on_outcome=on_outcome)(fulfil)
    return lambda body: view(RequestFactory().post("/", body, content_type="text/json"))


ADAPTERS: dict[str, Callable[[LianLian, Ledger, Any], Post]] = {
    "wsgi": wsgi,
    "asgi": asgi,
    "flask": of_flask,
    "fastapi": of_fastapi,
    "lambda": of_lambda,
    "django": lambda receiver, _, on_outcome: of_django(receiver, None, on_outcome),
    "django ledger": of_django,
}


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_adapter_reports_what_became_of_each_request(
    receiver: LianLian, ledger: Ledger, adapter: str
) -> None:
    outcomes: list[Outcome] = []
    post = ADAPTERS[adapter](receiver, ledger, outcomes.append)
    numbers = {"no_order": adapter, "oid_paybill": adapter}
    post(support.lianlian(**numbers))
    post(support.lianlian(**numbers))
    post(support.lianlian(no_order="broken", oid_paybill=f"{adapter} 2"))
    post(b" " * 5000)
    post(b"{}")
    words = [one.outcome for one in outcomes]
    assert words == ["fulfilled", "repeat", "failed", "refused", "refused"]
    assert [one.code for one in outcomes[2:]] == [
        Code.FULFILMENT_FAILED,
        Code.BODY_TOO_LARGE,
        Code.MISSING_SIGNATURE,
    ]
    assert outcomes[0].order_no == adapter
    assert outcomes[2].order_no == "broken"


def test_a_claim_in_a_transaction_reports_what_became_of_it(receiver: LianLian) -> None:
    outcomes: list[Outcome] = []
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        ackwell.database.create_tables(connection)
        for number in ("1", "1", "broken"):
            body = support.lianlian(no_order=number, oid_paybill=number)
            notification = receiver.verify(body, None, "127.0.0.1")
            ackwell.in_transaction(connection, notification, fulfil, outcomes.append)
        connection.execute("DROP TABLE ackwell_ledger")
        ackwell.in_transaction(connection, notification, fulfil, outcomes.append)
    words = [one.outcome for one in outcomes]
    assert words == ["fulfilled", "repeat", "failed", "unavailable"]
    assert all(one.delivery_key for one in outcomes)
