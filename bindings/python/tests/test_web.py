"""The adapters: Flask, FastAPI, WSGI, ASGI, Lambda. Real requests, in process."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator
from typing import Annotated, Any

import fastapi
import flask
import pytest
from starlette.middleware.base import BaseHTTPMiddleware

import ackwell
import ackwell.asgi
import ackwell.aws_lambda
import ackwell.fastapi
import ackwell.flask
import ackwell.wsgi
import support
from ackwell import Ledger

OK = b'{"ret_code":"0000","ret_msg":"ok"}'


@pytest.fixture
def receiver() -> ackwell.LianLian:
    return ackwell.LianLian(
        public_keys=[support.PUBLIC_KEY],
        merchant_ids=[support.MERCHANT],
        sources=["127.0.0.1"],
        max_body_bytes=4096,
    )


class Shop:
    """Remembers what it fulfilled."""

    def __init__(self) -> None:
        self.orders: list[str] = []

    def paid(self, notification: ackwell.LianLianNotification) -> None:
        if notification.order_no == "broken":
            raise RuntimeError("the shop is broken")
        self.orders.append(notification.order_no)


@pytest.fixture
def shop() -> Shop:
    return Shop()


class Browser:
    """Sends requests to an ASGI application, from an address of its choice."""

    def __init__(self, app: Any, address: str = "127.0.0.1") -> None:
        self.app = app
        self.address = address

    def request(self, path: str, body: bytes, method: str = "POST") -> tuple[int, bytes]:
        start, *content = self.messages(path, body, method)
        return start["status"], b"".join(part.get("body", b"") for part in content)

    def messages(
        self, path: str, body: bytes, method: str = "POST", **headers: str
    ) -> list[dict[str, Any]]:
        half = len(body) // 2
        return asgi_call(
            self.app,
            [
                {"type": "http.request", "body": body[:half], "more_body": True},
                {"type": "http.request", "body": body[half:], "more_body": False},
                {"type": "http.disconnect"},
            ],
            asgi={"version": "3.0"},
            client=(self.address, 5),
            http_version="1.1",
            method=method,
            path=path,
            query_string=b"",
            raw_path=path.encode(),
            root_path="",
            scheme="http",
            server=("127.0.0.1", 80),
            headers=[(name.encode(), value.encode()) for name, value in headers.items()],
        )


HEADERS = {"Content-Type": "text/json;charset=utf-8"}


def flask_app(receiver: ackwell.LianLian, ledger: Ledger, shop: Shop) -> flask.Flask:
    app = flask.Flask("shop")
    notify = ackwell.flask.NotificationBlueprint("notify", "shop", ledger=ledger)
    assert notify.notification("/lianlian", receiver)(shop.paid) == shop.paid
    app.register_blueprint(notify, url_prefix="/notify")

    @app.before_request
    def careless() -> None:
        if flask.request.args.get("eat"):
            flask.request.stream.read()

    return app


def test_flask_answers_in_the_providers_form(
    receiver: ackwell.LianLian, ledger: Ledger, shop: Shop
) -> None:
    client = flask_app(receiver, ledger, shop).test_client()

    def post(body: bytes, **options: Any) -> tuple[int, bytes]:
        answer = client.post("/notify/lianlian", data=body, headers=HEADERS, **options)
        return answer.status_code, answer.data

    for _ in range(2):
        assert post(support.lianlian()) == (200, OK)
    assert shop.orders == ["2013051500001"]
    assert post(support.lianlian(no_order="broken", oid_paybill="2"))[0] == 500
    forged = post(support.lianlian().replace(b"210.97", b"210.98"))
    assert forged == (403, b'{"ret_code":"9999","ret_msg":"invalid_signature"}')
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert post(support.lianlian(), environ_base=elsewhere)[0] == 403
    assert post(b" " * 5000)[0] == 413
    assert client.get("/notify/lianlian").status_code == 405
    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    streamed = client.open(
        "/notify/lianlian",
        method="POST",
        input_stream=io.BytesIO(support.lianlian()),
        environ_overrides=chunked,
    )
    assert streamed.data == OK
    assert streamed.content_type == "application/json; charset=utf-8"
    long = client.open(
        "/notify/lianlian",
        method="POST",
        input_stream=io.BytesIO(b" " * 100_000),
        environ_overrides=chunked,
    )
    assert long.status_code == 413
    del chunked["wsgi.input_terminated"]
    endless = client.open(
        "/notify/lianlian",
        method="POST",
        headers={"Transfer-Encoding": "chunked"},
        input_stream=io.BytesIO(support.lianlian()),
        environ_overrides=chunked,
    )
    assert endless.status_code == 411
    assert endless.data == b'{"ret_code":"9999","ret_msg":"malformed_body"}'
    assert shop.orders == ["2013051500001"]


METHODS = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"]


@pytest.mark.parametrize("method", METHODS)
def test_only_a_post_is_a_notification(
    receiver: ackwell.LianLian,
    ledger: Ledger,
    shop: Shop,
    method: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    body = support.lianlian()
    flasks = flask_app(receiver, ledger, shop)
    view = ackwell.flask.notification_view(receiver, ledger, shop.paid)
    flasks.add_url_rule("/any", "any", view, methods=[*METHODS, "POST"])
    for path in ["/notify/lianlian", "/any"]:
        answer = flasks.test_client().open(path, method=method, data=body, headers=HEADERS)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST"), path

    status, headers, _ = wsgi_call(
        ackwell.wsgi.application(receiver, ledger, shop.paid), REQUEST_METHOD=method
    )
    assert (status[:3], headers["Allow"]) == ("405", "POST")

    whole = {"type": "http.request", "body": body}
    app = fastapi_app(receiver, ledger, shop)
    endpoint = ackwell.fastapi.notification_endpoint(receiver, ledger, shop.paid)
    app.add_api_route("/any", endpoint, methods=[*METHODS, "POST"], response_model=None)
    for answers in [
        asgi_call(ackwell.asgi.application(receiver, ledger, shop.paid), [whole], method=method),
        Browser(app).messages("/notify/lianlian", body, method),
        Browser(app).messages("/any", body, method),
    ]:
        assert answers[0]["status"] == 405
        assert (b"allow", b"POST") in answers[0]["headers"]

    events: list[dict[str, Any]] = [
        {"httpMethod": method},
        {"requestContext": {"http": {"method": method}}},
    ]
    for event in events:
        given = ackwell.aws_lambda.handle({**event, "body": ""}, receiver, ledger, shop.paid)
        assert (given["statusCode"], given["headers"]) == (405, {"Allow": "POST"})
    assert shop.orders == []
    assert caplog.records == []


def test_flask_says_who_ate_the_body(
    receiver: ackwell.LianLian, ledger: Ledger, shop: Shop
) -> None:
    app = flask_app(receiver, ledger, shop)
    app.testing = True
    with pytest.raises(ackwell.ArgumentError, match="get_data"):
        app.test_client().post("/notify/lianlian?eat=1", data=support.lianlian())
    app.testing = False
    answer = app.test_client().post("/notify/lianlian?eat=1", data=support.lianlian())
    assert answer.status_code == 500


def test_flask_says_that_part_of_the_body_is_missing(
    receiver: ackwell.LianLian, ledger: Ledger, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    app = flask_app(receiver, ledger, shop)

    @app.before_request
    def nibbles() -> None:
        if flask.request.args.get("nibble"):
            flask.request.stream.read(1)

    answer = app.test_client().post("/notify/lianlian?nibble=1", data=support.lianlian())
    assert answer.status_code == 400
    assert "something read from it" in caplog.text


def fastapi_app(receiver: ackwell.LianLian, ledger: Ledger, shop: Shop) -> fastapi.FastAPI:
    app = fastapi.FastAPI()
    notify = ackwell.fastapi.NotificationRouter(ledger, prefix="/notify")

    @notify.notification("/lianlian", receiver)
    async def paid(notification: ackwell.LianLianNotification) -> None:
        shop.paid(notification)

    notify.notification("/plain", receiver)(shop.paid)
    app.include_router(notify)

    Paid = Annotated[  # noqa: N806 (a type)
        ackwell.LianLianPayment, fastapi.Depends(ackwell.fastapi.verified(receiver))
    ]

    async def verified(notification: Paid) -> fastapi.Response:
        shop.paid(notification)
        return ackwell.fastapi.response(notification.acknowledge())

    verified.__annotations__["notification"] = Paid
    app.post("/verified", response_model=None)(verified)
    ackwell.fastapi.install(app)

    async def eater(request: fastapi.Request) -> fastapi.Response:
        async for _ in request.stream():
            pass
        endpoint = ackwell.fastapi.notification_endpoint(receiver, ledger, shop.paid)
        return await endpoint(request)

    app.add_route("/eaten", eater, methods=["POST"])
    return app


@pytest.mark.parametrize("path", ["/notify/lianlian", "/notify/plain"])
def test_fastapi_answers_in_the_providers_form(
    receiver: ackwell.LianLian, ledger: Ledger, shop: Shop, path: str
) -> None:
    app = fastapi_app(receiver, ledger, shop)

    def post(body: bytes) -> tuple[int, bytes]:
        return Browser(app).request(path, body)

    for _ in range(2):
        assert post(support.lianlian()) == (200, OK)
    assert shop.orders == ["2013051500001"]
    assert post(support.lianlian(no_order="broken", oid_paybill="2"))[0] == 500
    assert post(support.lianlian().replace(b"210.97", b"210.98"))[0] == 403
    assert post(b" " * 5000)[0] == 413
    assert Browser(app).request(path, b"", "GET")[0] == 405
    elsewhere = Browser(app, "203.0.113.9").request(path, support.lianlian())
    assert elsewhere == (403, b'{"ret_code":"9999","ret_msg":"untrusted_source"}')


def test_fastapi_hands_a_verified_notification_to_an_endpoint(
    receiver: ackwell.LianLian, ledger: Ledger, shop: Shop
) -> None:
    browser = Browser(fastapi_app(receiver, ledger, shop))
    assert browser.request("/verified", support.lianlian()) == (200, OK)
    assert shop.orders == ["2013051500001"]
    refused = browser.request("/verified", b"{}")
    assert refused == (403, b'{"ret_code":"9999","ret_msg":"invalid_signature"}')
    assert browser.request("/verified", b" " * 5000)[0] == 413
    eaten = browser.request("/eaten", support.lianlian())
    assert eaten == (500, b'{"ret_code":"9999","ret_msg":"invalid_argument"}')


def test_fastapi_says_who_ate_the_body(
    receiver: ackwell.LianLian, ledger: Ledger, shop: Shop
) -> None:
    app = fastapi_app(receiver, ledger, shop)
    eats: list[bool] = []

    async def careless(request: fastapi.Request, follow: Any) -> Any:
        if eats[0]:
            async for _ in request.stream():
                pass
        else:
            await request.body()
        return await follow(request)

    app.add_middleware(BaseHTTPMiddleware, dispatch=careless)
    body = support.lianlian()
    length = {"content-length": str(len(body))}
    for eaten, status in [(True, 500), (False, 200)]:
        eats[:] = [eaten]
        start, *content = Browser(app).messages("/notify/lianlian", body, **length)
        assert start["status"] == status
    assert content[0]["body"] == OK
    assert shop.orders == ["2013051500001"]

    async def verify_eaten() -> None:
        await ackwell.fastapi.verified(receiver)(eaten_request(len(body)))

    with pytest.raises(ackwell.ArgumentError, match=r"await request\.body\(\) keeps it"):
        asyncio.run(verify_eaten())


def eaten_request(length: int) -> fastapi.Request:
    """A request as a middleware that consumed the stream leaves it."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "POST",
        "headers": [(b"content-length", str(length).encode())],
        "client": ("127.0.0.1", 5),
    }
    return fastapi.Request(scope, receive)


closed: list[str] = []


async def database() -> AsyncIterator[str]:
    yield "database"
    closed.append("database")


def test_a_fulfilment_in_fastapi_may_have_dependencies(
    receiver: ackwell.LianLian, ledger: Ledger
) -> None:
    notify = ackwell.fastapi.NotificationRouter(ledger)
    seen: list[Any] = []
    closed.clear()

    @notify.notification("/async", receiver)
    async def paid(
        notification: ackwell.LianLianNotification,
        shop: Annotated[str, fastapi.Depends(database)],
        request: fastapi.Request,
        retries: int = 3,
    ) -> None:
        seen.append((notification.order_no, shop, request.url.path, retries))

    @notify.notification("/plain", receiver)
    def plainly(
        notification: ackwell.LianLianNotification, *, shop: str = fastapi.Depends(database)
    ) -> None:
        seen.append((notification.order_no, shop))

    app = fastapi.FastAPI()
    app.include_router(notify)
    assert Browser(app).request("/async", support.lianlian()) == (200, OK)
    assert Browser(app).request("/plain", support.lianlian(oid_paybill="2")) == (200, OK)
    assert seen == [
        ("2013051500001", "database", "/async", 3),
        ("2013051500001", "database"),
    ]
    assert closed == ["database", "database"]
    assert Browser(app).request("/async", b"{}")[0] == 403


def test_a_fulfilment_in_fastapi_with_a_parameter_that_nothing_fills_is_refused(
    receiver: ackwell.LianLian, ledger: Ledger
) -> None:
    async def no_dependency(_notification: object, shop: str) -> None:
        raise AssertionError(shop)

    async def unknown(_notification: object, shop: "NoSuchType") -> None:  # type: ignore[name-defined]  # noqa: F821, UP037
        raise AssertionError(shop)

    def no_notification() -> None:
        raise AssertionError

    for fulfil, why in [
        (no_dependency, "`shop`"),
        (unknown, "`NoSuchType`"),
        (no_notification, "takes no notification"),
    ]:
        with pytest.raises(TypeError, match=why):
            ackwell.fastapi.notification_endpoint(receiver, ledger, fulfil)  # type: ignore[arg-type]


def wsgi_call(app: Any, **changes: Any) -> tuple[str, dict[str, str], bytes]:
    body = changes.pop("body", support.lianlian())
    environ = {
        "REQUEST_METHOD": "POST",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **changes,
    }
    started: list[Any] = []
    parts = app(environ, lambda status, headers: started.extend([status, dict(headers)]))
    return started[0], started[1], b"".join(parts)


def test_wsgi_answers_in_the_providers_form(
    receiver: ackwell.LianLian, ledger: Ledger, shop: Shop
) -> None:
    app = ackwell.wsgi.application(receiver, ledger, shop.paid)
    status, headers, body = wsgi_call(app)
    assert (status, body) == ("200 OK", OK)
    assert headers == {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(OK)),
    }
    assert wsgi_call(app, CONTENT_LENGTH="", **{"wsgi.input_terminated": True})[2] == OK
    assert wsgi_call(app, CONTENT_LENGTH="")[0].startswith("400")
    chunked = wsgi_call(app, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert chunked[0] == "411 Length Required"
    assert wsgi_call(app, CONTENT_LENGTH=str(len(support.lianlian()) + 1))[0].startswith("400")

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 7))

    assert wsgi_call(app, **{"wsgi.input": Slow(support.lianlian())})[2] == OK
    assert wsgi_call(app, CONTENT_LENGTH="9" * 30)[0].startswith("4")
    assert wsgi_call(app, CONTENT_LENGTH="5000")[0].startswith("413")
    assert wsgi_call(app, REQUEST_METHOD="GET")[0].startswith("405")
    assert wsgi_call(app, REMOTE_ADDR="")[0].startswith("400")

    class Gone(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise ConnectionResetError

    assert wsgi_call(app, **{"wsgi.input": Gone()})[0].startswith("400")
    assert shop.orders == ["2013051500001"]


def test_wsgi_takes_the_client_from_behind_a_proxy(ledger: Ledger, shop: Shop) -> None:
    receiver = ackwell.LianLian(
        public_keys=[support.PUBLIC_KEY], merchant_ids="any", trusted_proxies=["unix"]
    )
    app = ackwell.wsgi.application(receiver, ledger, shop.paid)
    assert wsgi_call(app, REMOTE_ADDR="", HTTP_X_FORWARDED_FOR=support.PEER)[2] == OK
    assert wsgi_call(app, REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="203.0.113.9")[0][:3] == "403"


def asgi_call(app: Any, messages: list[dict[str, Any]], **changes: Any) -> list[dict[str, Any]]:
    scope = {
        "type": "http",
        "method": "POST",
        "headers": [(b"content-type", b"text/json")],
        "client": ("127.0.0.1", 5),
        **changes,
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def test_asgi_answers_in_the_providers_form(
    receiver: ackwell.LianLian, ledger: Ledger, shop: Shop
) -> None:
    app = ackwell.asgi.application(receiver, ledger, shop.paid)
    body = support.lianlian()
    half = len(body) // 2
    start, content = asgi_call(
        app,
        [
            {"type": "http.request", "body": body[:half], "more_body": True},
            {"type": "http.request", "body": body[half:]},
        ],
    )
    assert start["status"] == 200
    assert (b"content-type", b"application/json; charset=utf-8") in start["headers"]
    assert content["body"] == OK
    assert shop.orders == ["2013051500001"]
    whole = {"type": "http.request", "body": body}
    assert asgi_call(app, [whole], method="GET")[0]["status"] == 405
    assert asgi_call(app, [whole], client=None)[0]["status"] == 400
    assert asgi_call(app, [{"type": "http.disconnect"}]) == []
    pieces = [{"type": "http.request", "body": bytes([b]), "more_body": True} for b in body]
    assert asgi_call(app, [*pieces, {"type": "http.request"}])[0]["status"] == 200
    missing = [(b"content-length", str(len(body) + 1).encode())]
    assert asgi_call(app, [whole], headers=missing)[0]["status"] == 400
    long = [{"type": "http.request", "body": b" " * 4097, "more_body": True}]
    assert asgi_call(app, long)[0]["status"] == 413
    life = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    assert [message["type"] for message in asgi_call(app, life, type="lifespan")] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    with pytest.raises(RuntimeError):
        asgi_call(app, [], type="websocket")


@pytest.mark.parametrize("encoded", [True, False])
@pytest.mark.parametrize("context", ["http", "identity"])
def test_lambda_events_are_answered(  # noqa: PLR0913
    receiver: ackwell.LianLian,
    ledger: Ledger,
    shop: Shop,
    context: str,
    caplog: pytest.LogCaptureFixture,
    *,
    encoded: bool,
) -> None:
    body = support.lianlian()
    event = {
        "body": base64.b64encode(body).decode() if encoded else body.decode(),
        "isBase64Encoded": encoded,
        "headers": {"content-type": "text/json"},
        "requestContext": {context: {"sourceIp": "127.0.0.1"}},
    }
    answer = ackwell.aws_lambda.handle(event, receiver, ledger, shop.paid)
    assert (answer["statusCode"], answer["body"]) == (200, OK.decode())
    assert shop.orders == ["2013051500001"]
    broken: list[tuple[dict[str, Any], int]] = [
        ({"body": "%", "isBase64Encoded": True}, 400),
        ({"body": "用户", "isBase64Encoded": True}, 400),
        ({"body": None}, 400),
        ({"body": "\ud800"}, 400),
        ({"body": {"no_order": "1"}}, 500),
        ({"body": [1]}, 500),
        ({"body": 7}, 500),
        ({"body": True}, 500),
        ({"requestContext": None}, 400),
        ({"requestContext": {context: "here"}}, 400),
        ({"requestContext": {context: {"sourceIp": None}}}, 400),
    ]
    for changes, status in broken:
        caplog.clear()
        refused = ackwell.aws_lambda.handle({**event, **changes}, receiver, ledger, shop.paid)
        assert refused["statusCode"] == status, changes
        assert refused["body"].startswith('{"ret_code":"9999"')
        (record,) = caplog.records
        assert record.name == "ackwell"
    odd: list[Any] = [None, {}, [], {"x": None}, {"x": ["a", "b"]}]
    for headers in odd:
        answer = ackwell.aws_lambda.handle({**event, "headers": headers}, receiver, ledger, print)
        assert answer["statusCode"] == 200


TYPE = "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("event", "headers"),
    [
        pytest.param(
            {"version": "2.0", "requestContext": {"http": {"method": "POST"}}},
            {"headers": {"Content-Type": TYPE}},
            id="HTTP API or function URL",
        ),
        pytest.param(
            {
                "version": "1.0",
                "httpMethod": "POST",
                "headers": {"X": "1"},
                "multiValueHeaders": {"X": ["1"]},
                "requestContext": {"identity": {}},
            },
            {"headers": {"Content-Type": TYPE}},
            id="REST API",
        ),
        pytest.param(
            {"httpMethod": "POST", "headers": {"x": "1"}, "requestContext": {"elb": {}}},
            {"headers": {"Content-Type": TYPE}, "statusDescription": "200 OK"},
            id="load balancer",
        ),
        pytest.param(
            {
                "httpMethod": "POST",
                "multiValueHeaders": {"x": ["1"]},
                "requestContext": {"elb": {}},
            },
            {"multiValueHeaders": {"Content-Type": [TYPE]}, "statusDescription": "200 OK"},
            id="load balancer with multi-value headers",
        ),
    ],
)
def test_a_lambda_event_is_answered_in_its_own_form(
    ledger: Ledger, shop: Shop, event: dict[str, Any], headers: dict[str, Any]
) -> None:
    receiver = ackwell.LianLian(
        public_keys=[support.PUBLIC_KEY], merchant_ids=[support.MERCHANT], sources="any"
    )
    event = {**event, "body": support.lianlian().decode(), "isBase64Encoded": False}
    assert ackwell.aws_lambda.handle(event, receiver, ledger, shop.paid) == {
        "statusCode": 200,
        "body": OK.decode(),
        "isBase64Encoded": False,
        **headers,
    }


def test_a_load_balancer_names_the_client_in_a_header(ledger: Ledger, shop: Shop) -> None:
    receiver = ackwell.LianLian(
        public_keys=[support.PUBLIC_KEY], merchant_ids="any", trusted_proxies=["unix"]
    )
    event = {
        "body": support.lianlian().decode(),
        "multiValueHeaders": {"x-forwarded-for": [support.PEER]},
        "requestContext": {"elb": {}},
    }
    answer = ackwell.aws_lambda.handle(event, receiver, ledger, shop.paid)
    assert answer["statusCode"] == 200
