"""Work that never ran is never acknowledged, in every form that runs a fulfilment."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import logging
import threading
import types
import warnings
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import flask
import pytest

import ackwell
import ackwell.asgi
import ackwell.aws_lambda
import ackwell.fastapi
import ackwell.flask
import ackwell.wsgi
import support
from ackwell import Delivery, Ledger, LianLian
from django_support import django_answer, notification_view

done: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_done_yet() -> None:
    done.clear()


async def coroutine_function(_notification: object) -> None:
    done.append("ran")


def generator_function(_notification: object) -> Iterator[int]:
    done.append("ran")
    yield 1


async def async_generator_function(_notification: object) -> AsyncIterator[int]:
    done.append("ran")
    yield 1


class AsyncCall:
    async def __call__(self, _notification: object) -> None:
        done.append("ran")

    async def method(self, _notification: object) -> None:
        done.append("ran")


class GeneratorCall:
    def __call__(self, _notification: object) -> Iterator[int]:
        done.append("ran")
        yield 1


async def with_shop(_shop: str, _notification: object) -> None:
    done.append("ran")


@types.coroutine
def old_coroutine(_notification: object) -> Generator[None, None, None]:
    done.append("ran")
    yield


def made_by(function: Callable[[object], object]) -> Callable[[object], object]:
    """A plain function that returns what another one makes: nothing can be seen before the call."""

    def fulfil(notification: object) -> object:
        return function(notification)

    return fulfil


COROUTINES: list[Any] = [
    coroutine_function,
    functools.partial(with_shop, "shop"),
    functools.partial(functools.partial(with_shop), "shop"),
    AsyncCall(),
    functools.partial(AsyncCall()),
    AsyncCall().method,
]
GENERATORS: list[Any] = [
    generator_function,
    async_generator_function,
    GeneratorCall(),
    functools.partial(GeneratorCall()),
    functools.partial(async_generator_function),
]
NOT_CALLABLE: list[Any] = [None, "paid", 7]


def lambda_handle(receiver: LianLian, ledger: Ledger, fulfil: Any) -> None:
    ackwell.aws_lambda.handle({"body": None}, receiver, ledger, fulfil)


def blueprint(receiver: LianLian, ledger: Ledger, fulfil: Any) -> None:
    notify = ackwell.flask.NotificationBlueprint("notify", __name__, ledger=ledger)
    notify.notification("/", receiver)(fulfil)


SYNCHRONOUS: dict[str, Callable[[LianLian, Ledger, Any], object]] = {
    "handle": lambda r, k, f: r.handle(support.lianlian(), None, support.PEER, k, f),
    "settle": lambda r, k, f: r.receive(support.lianlian(), None, support.PEER, k).settle(f),
    "wsgi": ackwell.wsgi.application,
    "flask": ackwell.flask.notification_view,
    "blueprint": blueprint,
    "lambda": lambda_handle,
    "django": lambda r, _, f: notification_view(r)(f),
    "django with a ledger": lambda r, k, f: notification_view(r, ledger=k)(f),
}
ASYNC: dict[str, Callable[[LianLian, Ledger, Any], object]] = {
    "ahandle": lambda r, k, f: asyncio.run(r.ahandle(support.lianlian(), None, support.PEER, k, f)),
    "asgi": ackwell.asgi.application,
    "fastapi": ackwell.fastapi.notification_endpoint,
    "router": lambda r, k, f: ackwell.fastapi.NotificationRouter(k).notification("/", r)(f),
}


@pytest.mark.parametrize("form", SYNCHRONOUS)
@pytest.mark.parametrize("fulfil", COROUTINES + GENERATORS + NOT_CALLABLE + [old_coroutine])
def test_a_synchronous_form_refuses_what_does_no_work_when_called(
    lianlian: LianLian, ledger: Ledger, form: str, fulfil: Any
) -> None:
    with pytest.raises(TypeError):
        SYNCHRONOUS[form](lianlian, ledger, fulfil)
    if form != "settle":
        assert ledger.list() == []
    assert done == []


@pytest.mark.parametrize("form", ASYNC)
@pytest.mark.parametrize("fulfil", GENERATORS + NOT_CALLABLE)
def test_an_async_form_refuses_generators(
    lianlian: LianLian, ledger: Ledger, form: str, fulfil: Any
) -> None:
    with pytest.raises(TypeError):
        ASYNC[form](lianlian, ledger, fulfil)
    assert ledger.list() == []
    assert done == []


def test_the_refusal_names_the_function_and_the_way_out(lianlian: LianLian, ledger: Ledger) -> None:
    with pytest.raises(TypeError, match=r"coroutine_function is a coroutine function.*ahandle"):
        lianlian.handle(b"{}", None, None, ledger, coroutine_function)
    with pytest.raises(TypeError, match=r"generator_function is a generator function.*yield"):
        lianlian.handle(b"{}", None, None, ledger, generator_function)
    with pytest.raises(TypeError, match=r"transaction\.atomic.*async_to_sync"):
        notification_view("lianlian")(coroutine_function)


@pytest.mark.parametrize("fulfil", [*COROUTINES, old_coroutine, made_by(coroutine_function)])
def test_an_async_form_runs_every_kind_of_coroutine(
    lianlian: LianLian, ledger: Ledger, fulfil: Any
) -> None:
    async def main() -> int:
        body = support.lianlian()
        return (await lianlian.ahandle(body, None, support.PEER, ledger, fulfil)).status

    assert asyncio.run(main()) == 200
    assert done == ["ran"]


@contextlib.contextmanager
def context(_notification: object) -> Iterator[None]:
    done.append("ran")
    yield


class Awaited:
    def __await__(self) -> Iterator[None]:
        done.append("ran")
        yield


LAZY: dict[str, Callable[[Any], object]] = {
    "coroutine": made_by(coroutine_function),
    "old coroutine": made_by(old_coroutine),
    "generator": made_by(generator_function),
    "generator expression": lambda n: (done.append(key) for key in [n.delivery_key]),  # type: ignore[func-returns-value]
    "async generator": made_by(async_generator_function),
    "map": lambda n: map(done.append, [n.delivery_key]),
    "context manager": context,
    "awaitable": lambda _: Awaited(),
}
AWAITABLE = {"coroutine", "old coroutine", "awaitable"}


def answered(
    lianlian: LianLian, ledger: Ledger, fulfil: Any, caplog: pytest.LogCaptureFixture
) -> list[logging.LogRecord]:
    caplog.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = lianlian.handle(support.lianlian(), None, support.PEER, ledger, fulfil)
        gc.collect()
    assert answer.body == b'{"ret_code":"9999","ret_msg":"fulfilment_failed"}'
    return [record for record in caplog.records if record.name == "ackwell"]


@pytest.mark.parametrize("name", LAZY)
def test_what_is_returned_undone_is_given_back_and_not_committed(
    lianlian: LianLian, ledger: Ledger, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    (record,) = answered(lianlian, ledger, LAZY[name], caplog)
    assert record.levelno == logging.ERROR
    assert "did not do the work" in record.getMessage()
    assert done == []
    receipt = lianlian.receive(support.lianlian(), None, support.PEER, ledger)
    assert receipt.delivery is Delivery.FIRST


@pytest.mark.parametrize("name", [name for name in LAZY if name not in AWAITABLE])
def test_what_is_returned_undone_in_async_code_is_given_back(
    lianlian: LianLian, ledger: Ledger, name: str
) -> None:
    async def inside(notification: object) -> object:
        return LAZY[name](notification)

    async def main() -> None:
        for fulfil in [LAZY[name], inside]:
            body = support.lianlian()
            answer = await lianlian.ahandle(body, None, support.PEER, ledger, fulfil)
            assert answer.status == 500
        assert (await lianlian.areceive(body, None, support.PEER, ledger)).is_first

    asyncio.run(main())
    assert done == []


@pytest.mark.parametrize("name", sorted(AWAITABLE))
def test_an_await_that_was_forgotten_in_async_code_is_made_good(
    lianlian: LianLian, ledger: Ledger, name: str
) -> None:
    async def forgot(notification: object) -> object:
        return LAZY[name](notification)

    async def main() -> int:
        body = support.lianlian()
        return (await lianlian.ahandle(body, None, support.PEER, ledger, forgot)).status

    assert asyncio.run(main()) == 200
    assert done == ["ran"]


def test_a_future_whose_work_has_begun_is_neither_committed_nor_given_back(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    with ThreadPoolExecutor(1) as pool:
        answered(lianlian, ledger, lambda n: pool.submit(done.append, n.order_no), caplog)
    receipt = lianlian.receive(support.lianlian(), None, support.PEER, ledger)
    assert receipt.delivery is Delivery.IN_PROGRESS


def test_a_future_whose_work_has_not_begun_is_cancelled_and_given_back(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    gate = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(gate.wait, 10)
        answered(lianlian, ledger, lambda n: pool.submit(done.append, n.order_no), caplog)
        gate.set()
    assert done == []
    assert lianlian.receive(support.lianlian(), None, support.PEER, ledger).is_first


def test_a_task_that_has_not_begun_is_cancelled_and_given_back(
    lianlian: LianLian, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        tasks: list[asyncio.Task[None]] = []

        def spawn(notification: object) -> object:
            tasks.append(asyncio.create_task(coroutine_function(notification)))
            return tasks[0]

        answered(lianlian, ledger, spawn, caplog)
        await asyncio.wait(tasks)
        assert tasks[0].cancelled()
        assert lianlian.receive(support.lianlian(), None, support.PEER, ledger).is_first
        answered_future = asyncio.get_running_loop().create_future()
        body = support.lianlian(oid_paybill="2")
        lianlian.handle(body, None, support.PEER, ledger, lambda _: answered_future)
        again = lianlian.receive(body, None, support.PEER, ledger)
        assert again.delivery is Delivery.IN_PROGRESS

    asyncio.run(main())
    assert done == []


def test_async_code_waits_for_a_future_of_a_thread(lianlian: LianLian, ledger: Ledger) -> None:
    with ThreadPoolExecutor(1) as pool:

        def submitted(notification: Any) -> Any:
            return pool.submit(done.append, notification.order_no)

        async def main() -> int:
            body = support.lianlian()
            return (await lianlian.ahandle(body, None, support.PEER, ledger, submitted)).status

        assert asyncio.run(main()) == 200
    assert done == ["2013051500001"]


def flask_status(lianlian: LianLian, ledger: Ledger, fulfil: Any) -> int:
    app = flask.Flask("shop")
    view = ackwell.flask.notification_view(lianlian, ledger, fulfil)
    app.add_url_rule("/", "notify", view, methods=["POST"])
    environ = {"REMOTE_ADDR": support.PEER}
    return app.test_client().post("/", data=support.lianlian(), environ_base=environ).status_code


@pytest.mark.parametrize("name", LAZY)
def test_the_adapters_answer_failure_to_what_is_returned_undone(
    lianlian: LianLian, ledger: Ledger, name: str
) -> None:
    event = {
        "body": support.lianlian().decode(),
        "requestContext": {"identity": {"sourceIp": support.PEER}},
    }
    answer = ackwell.aws_lambda.handle(event, lianlian, ledger, LAZY[name])
    assert answer["statusCode"] == 500
    assert flask_status(lianlian, ledger, LAZY[name]) == 500
    assert django_answer(LAZY[name]).status_code == 500
    assert django_answer(LAZY[name], ledger=ledger).status_code == 500
    assert done == []
    assert lianlian.receive(support.lianlian(), None, support.PEER, ledger).is_first


@pytest.mark.parametrize(
    "result", [None, 0, "", b"", [], {}, object(), iter([]), contextlib.nullcontext()]
)
def test_whatever_else_is_returned_is_committed(
    lianlian: LianLian, ledger: Ledger, result: object
) -> None:
    fulfil: Callable[[object], object] = lambda _: result  # noqa: E731
    answer = lianlian.handle(support.lianlian(), None, support.PEER, ledger, fulfil)
    assert answer.is_success
