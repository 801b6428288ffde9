"""What a fulfilment may be, and what it may return: work that never ran is never committed."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, suppress
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any, Final, NamedTuple

__all__ = [
    "PLAIN",
    "Undone",
    "is_awaitable",
    "is_coroutine_function",
    "refuse_deferred",
    "undone",
    "waiting",
]

PLAIN: Final = (
    "make it a plain function, for example with asgiref.sync.async_to_sync, or use ahandle, "
    "ackwell.asgi or ackwell.fastapi"
)
"""What to do with an async fulfilment where only a plain one is run."""

_DEFERS: Final = (
    inspect.CO_GENERATOR
    | inspect.CO_COROUTINE
    | inspect.CO_ITERABLE_COROUTINE
    | inspect.CO_ASYNC_GENERATOR
)
_YIELDS: Final = "do the work without `yield`"


def refuse_deferred(fulfil: object, remedy: str | None = PLAIN) -> None:
    """Refuses a fulfilment that does none of its work when it is called.

    Args:
        fulfil: What is to do the work.
        remedy: What to do with a coroutine function; None where those are run.

    Raises:
        TypeError: It is a coroutine function that nothing would run, a generator function, an
            async generator function, or cannot be called.
    """
    code = getattr(fulfil, "__code__", None)
    if code is not None and not fulfil.__dict__:
        deferred = code.co_flags & _DEFERS
        if not deferred or (remedy is None and deferred == inspect.CO_COROUTINE):
            return  # A plain function or method, or a coroutine function that is run, as most are.
    if not callable(fulfil):
        raise TypeError(f"fulfil must be callable, not {type(fulfil).__name__}")
    for body in _bodies(fulfil):
        if inspect.isasyncgenfunction(body):
            kind, what = "an async generator function", _YIELDS
        elif inspect.iscoroutinefunction(body):
            if remedy is None:
                return
            kind, what = "a coroutine function", remedy
        elif inspect.isgeneratorfunction(body):
            if remedy is None and _is_old_coroutine(body):
                return
            kind, what = "a generator function", _YIELDS
        else:
            continue
        raise TypeError(f"{_name(fulfil)} is {kind}: to call it does none of its work; {what}")


def is_coroutine_function(fulfil: object) -> bool:
    """Whether calling it makes a coroutine, as far as can be seen before."""
    return any(inspect.iscoroutinefunction(body) for body in _bodies(fulfil))


def is_awaitable(result: object) -> bool:
    """Whether async code can wait for the work behind a result."""
    threads = sys.modules.get("concurrent.futures")
    if threads is not None and isinstance(result, threads.Future):
        return True
    return inspect.isawaitable(result)


def waiting(result: Any) -> Awaitable[object]:  # noqa: ANN401
    """What to await for it."""
    if inspect.isawaitable(result):
        return result
    import asyncio  # a synchronous shop does without it

    return asyncio.shield(asyncio.wrap_future(result))


class Undone(NamedTuple):
    """What a fulfilment returned in place of doing its work."""

    kind: str
    may_run: bool
    """Whether the work may have begun somewhere, or may still begin."""

    @property
    def cause(self) -> str:
        """Why nothing is committed, in words."""
        return f"it returned {self.kind} and did not do the work"


def undone(result: object) -> Undone | None:
    """What is wrong with a result, if the work is not done when the fulfilment returns it.

    What has not begun and can be cancelled is cancelled.
    """
    if result is None or isinstance(result, int | str):
        return None
    if isinstance(result, GeneratorType | CoroutineType):
        with suppress(Exception):
            result.close()
        kind = "a coroutine" if inspect.isawaitable(result) else "a generator"
        return Undone(kind, may_run=False)
    if isinstance(result, AsyncGeneratorType):
        return Undone("an async generator", may_run=False)
    if _is_generators_context(result):
        return Undone("a context manager that was not entered", may_run=False)
    if isinstance(result, map | filter | zip):
        return Undone(f"a lazy `{type(result).__name__}`", may_run=False)
    return _future(result)


def _is_generators_context(result: object) -> bool:
    if not isinstance(result, AbstractContextManager | AbstractAsyncContextManager):
        return False
    return isinstance(getattr(result, "gen", None), GeneratorType | AsyncGeneratorType)


def _future(result: object) -> Undone | None:
    # Where one was made, its module is imported.
    threads = sys.modules.get("concurrent.futures")
    if threads is not None and isinstance(result, threads.Future):
        return Undone("a future", may_run=not result.cancel())
    asyncio = sys.modules.get("asyncio")
    if asyncio is not None and asyncio.isfuture(result):
        return Undone("a task or future", may_run=not _stopped(asyncio, result))
    if inspect.isawaitable(result):
        return Undone(f"an awaitable {type(result).__name__}", may_run=False)
    return None


def _stopped(asyncio: object, future: object) -> bool:
    """Cancels a task that has not begun. Returns whether it did."""
    if not isinstance(future, asyncio.Task):  # type: ignore[attr-defined]
        return False
    coroutine = future.get_coro()
    if not inspect.iscoroutine(coroutine):
        return False
    if inspect.getcoroutinestate(coroutine) != inspect.CORO_CREATED:
        return False
    return bool(future.cancel())


def _bodies(fulfil: object) -> tuple[object, ...]:
    """What a call of it runs."""
    while isinstance(fulfil, functools.partial):
        fulfil = fulfil.func
    if inspect.isroutine(fulfil) or inspect.isclass(fulfil):
        return (fulfil,)
    call = getattr(type(fulfil), "__call__", None)  # noqa: B004 (its kind is looked at)
    return (fulfil, call)


def _is_old_coroutine(body: object) -> bool:
    code = getattr(body, "__code__", None)
    return code is not None and bool(code.co_flags & inspect.CO_ITERABLE_COROUTINE)


def _name(fulfil: object) -> str:
    name = getattr(fulfil, "__qualname__", None)
    return name if isinstance(name, str) else f"the fulfilment ({type(fulfil).__name__})"
