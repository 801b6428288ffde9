"""Receivers: built once, shared between threads, asked for every request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, NoReturn, TypeVar

from . import _config, _native
from ._common import CommonMembers
from ._enums import Code, Provider
from ._errors import ArgumentError, ConfigError, Refusal
from ._fulfil import refuse_deferred
from ._kinds import CLASSES, LianLianNotification, PingPongNotification
from ._ledger import Ledger
from ._notification import Notification
from ._options import ReceiverOptions
from ._outcome import report
from ._receipt import Receipt, begun, settled
from ._request import not_bytes, select_headers
from ._values import Acknowledgement

if TYPE_CHECKING:
    import os
    from concurrent.futures import Future

    from typing_extensions import Self, Unpack

    from ._native import Notification as NativeNotification
    from ._native import Outcome as NativeOutcome
    from ._native import Receipt as NativeReceipt
    from ._native import Receiver as NativeReceiver
    from ._options import LianLianOptions, PingPongOptions
    from ._outcome import OnOutcome
    from ._request import Body, Headers

__all__ = ["Config", "LianLian", "PingPong", "Receiver", "Schedule"]

N_co = TypeVar("N_co", bound=Notification, covariant=True)

_new: Final = object.__new__
_set_native: Final = CommonMembers.__dict__["_native"].__set__


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a provider sends again, and when it gives up.

    Attributes:
        deadline: How long the provider waits for the acknowledgement.
        horizon: How long after the first send the last one can still come. After that, query.
        pauses: The pause after each send; one fewer than there are sends.
    """

    deadline: timedelta
    horizon: timedelta
    pauses: tuple[timedelta, ...]

    @property
    def sends(self) -> int:
        """How often one notification is sent at most, the first time included."""
        return len(self.pauses) + 1

    @classmethod
    def of(cls, provider: Provider) -> Self:
        """The schedule of a provider."""
        deadline, horizon, pauses = _native.schedule(provider)
        seconds = [timedelta(seconds=pause) for pause in pauses]
        return cls(timedelta(seconds=deadline), timedelta(seconds=horizon), tuple(seconds))


class Receiver(Generic[N_co]):
    """One provider's receiver: keys or salt, merchants, trusted sources, limits.

    Make one with ``LianLian(...)``, ``PingPong(...)`` or ``Config.receiver``. Immutable; one
    serves every thread.
    """

    __slots__ = ("_header_names", "_native", "_success", "_verify", "max_body_bytes", "provider")

    _native: NativeReceiver
    _verify: Callable[
        [object, list[tuple[str, bytes]] | None, str | None],
        NativeNotification | NativeOutcome,
    ]
    _header_names: frozenset[str]
    _success: Acknowledgement
    provider: Provider
    """Whose notifications it receives."""
    max_body_bytes: int
    """The longest body that is looked at. Who reads one byte more need not read the rest."""

    def __init__(self, *_arguments: object, **_options: object) -> None:
        raise TypeError("make a LianLian(...) or a PingPong(...), or ask a Config for one")

    def _hold(self, native: NativeReceiver) -> None:
        hold = super().__setattr__
        hold("_native", native)
        hold("_verify", native.verify)
        hold("_header_names", frozenset(native.header_names()))
        hold("_success", Acknowledgement(*native.acknowledge()))
        hold("provider", Provider(native.provider()))
        hold("max_body_bytes", native.max_body_bytes())

    def verify(self, body: Body, headers: Headers | None = None, peer: str | None = None) -> N_co:
        """Turns one request into a notification, or raises why it is refused.

        Pure: no input or output, no clock. Whatever the request holds, it returns a notification
        or raises an ``AckwellError``.

        Args:
            body: The body, byte for byte as it arrived.
            headers: The request's headers. Only those named by ``header_names`` are read.
            peer: The address at the other end of the connection, with or without a port; None for
                a Unix socket.

        Raises:
            Refusal: Answer its ``acknowledgement``.
            ArgumentError: The body is not bytes, the headers or the peer are not what they must be.
        """
        opened = self._opened(body, headers, peer)
        if isinstance(opened, _native.Outcome):
            raise opened.exception()
        return _notification(opened)  # type: ignore[no-any-return]

    def _verified(
        self, body: Body, headers: Headers | None, peer: str | None
    ) -> N_co | NativeOutcome:
        opened = self._opened(body, headers, peer)
        return opened if isinstance(opened, _native.Outcome) else _notification(opened)

    def _opened(
        self, body: Body, headers: Headers | None, peer: str | None
    ) -> NativeNotification | NativeOutcome:
        selected = None
        if self._header_names and headers is not None:
            selected = self._select(headers)
        try:
            return self._verify(body, selected, peer)
        except TypeError as problem:
            if isinstance(body, bytes | bytearray | memoryview):
                raise self._argument("the peer address must be a str or None") from problem
            raise self._argument(not_bytes(type(body))) from problem

    def receive(
        self, body: Body, headers: Headers | None, peer: str | None, ledger: Ledger
    ) -> Receipt[N_co]:
        """Verifies one request and claims its delivery.

        For work that does not fit into a function; ``handle`` does the rest too.

        Raises:
            Refusal: The request is refused; answer its ``acknowledgement``.
            LedgerError: The ledger cannot say; answer its ``acknowledgement``.
        """
        return ledger.claim(self.verify(body, headers, peer))

    def handle(  # noqa: PLR0913 (a request has three parts)
        self,
        body: Body,
        headers: Headers | None,
        peer: str | None,
        ledger: Ledger,
        fulfil: Callable[[N_co], object],
        on_outcome: OnOutcome | None = None,
    ) -> Acknowledgement:
        """Does everything: verifies, claims, has ``fulfil`` do the work, commits, and answers.

        ``fulfil`` is called for the first delivery only. If it raises, the delivery is released,
        the exception is logged (logger ``ackwell``), and the provider will send again. It may be
        called again for one delivery if its worker died or took longer than the lease: make it
        safe to repeat, or use ``ackwell.django``, which claims in the shop's own transaction.

        Args:
            body: As for ``verify``.
            headers: As for ``verify``.
            peer: As for ``verify``.
            ledger: Remembers what was fulfilled.
            fulfil: Does the shop's work.
            on_outcome: Takes the outcome of every request, for metrics and alarms. It must return
                soon; what it raises is logged and changes nothing.

        Returns:
            What to answer, whatever the request held.

        Raises:
            TypeError: ``fulfil`` is a coroutine function or a generator function, whose work would
                never be done. ``ahandle`` takes coroutine functions.
            ArgumentError: The body is not bytes any more: a mistake in the calling code.
        """
        refuse_deferred(fulfil)
        received = self._opened(body, headers, peer)
        if isinstance(received, _native.Notification):
            claimed = ledger._native.claim(received)  # noqa: SLF001
            if isinstance(claimed, _native.Receipt):
                return Receipt(_notification(received), claimed).settle(fulfil, on_outcome)
            received = claimed
        return report(received, on_outcome)

    async def ahandle(  # noqa: PLR0913
        self,
        body: Body,
        headers: Headers | None,
        peer: str | None,
        ledger: Ledger,
        fulfil: Callable[[N_co], Awaitable[object]] | Callable[[N_co], object],
        on_outcome: OnOutcome | None = None,
    ) -> Acknowledgement:
        """As ``handle``, in async code (asyncio): nothing blocks the event loop.

        Ledger calls run in threads of the ledger; a ``fulfil`` that is not async runs in a thread
        too. ``on_outcome`` is a plain function, and may be called in such a thread.

        Work that has begun goes on when the task that waits for it is cancelled, by a time-out or
        because the client went away: it is committed when it ends well, and released when it ends
        with an error. A delivery whose work has not begun is released. If the event loop closes
        in the middle of an async ``fulfil``, its lease runs out.

        Raises:
            TypeError: ``fulfil`` is a generator function, whose work would never be done.
            ArgumentError: The body is not bytes any more: a mistake in the calling code.
        """
        refuse_deferred(fulfil, None)
        received = self._opened(body, headers, peer)
        if isinstance(received, _native.Notification):
            claimed = await _claimed(received, ledger)
            if isinstance(claimed, _native.Receipt):
                return await Receipt(_notification(received), claimed).asettle(fulfil, on_outcome)
            received = claimed
        return report(received, on_outcome)

    async def areceive(
        self, body: Body, headers: Headers | None, peer: str | None, ledger: Ledger
    ) -> Receipt[N_co]:
        """As ``receive``, in async code."""
        notification = self.verify(body, headers, peer)
        claimed = await _claimed(notification._native, ledger)  # noqa: SLF001
        if isinstance(claimed, _native.Outcome):
            raise claimed.exception()
        return Receipt(notification, claimed)

    def _select(self, headers: Headers) -> list[tuple[str, bytes]]:
        try:
            return select_headers(self._header_names, headers)
        except Exception as problem:
            raise self._argument(
                "the headers must be a mapping, or pairs of names and values, of str or bytes"
            ) from problem

    def _argument(self, message: str) -> ArgumentError:
        answer = self.refuse(Code.INVALID_ARGUMENT).acknowledgement
        return ArgumentError(Code.INVALID_ARGUMENT, message, None, self.provider, answer)

    @property
    def header_names(self) -> frozenset[str]:
        """The names, in lower case, of the only headers that are read; empty without proxies."""
        return self._header_names

    @property
    def key_fingerprints(self) -> tuple[str, ...]:
        """SHA-256 of each public key's DER in lower-case hex; empty for PingPong."""
        return tuple(self._native.key_fingerprints())

    @property
    def schedule(self) -> Schedule:
        """The provider's re-send schedule."""
        return Schedule.of(self.provider)

    def acknowledge(self) -> Acknowledgement:
        """What to answer to a notification that was acted on."""
        return self._success

    def refuse(self, code: Code) -> Refusal:
        """A refusal with that code and what to answer; not raised yet."""
        return self._native.refuse(code)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} receiver for {self.provider}>"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a receiver is immutable: cannot assign to {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a receiver is immutable: cannot delete {name!r}")


class LianLian(Receiver[LianLianNotification]):
    """A receiver for LianLian Pay.

    Example:
        >>> receiver = LianLian(public_keys=[pem], merchant_ids={"201103171000000000"})
        >>> notification = receiver.verify(body, headers, peer)

    Args:
        **options: See ``LianLianOptions``; ``public_keys`` and ``merchant_ids`` are required.

    Raises:
        ConfigError: ``member`` names the option, ``message`` says what is expected.
    """

    __slots__ = ()
    _section: ClassVar[str] = "lianlian"

    def __init__(self, **options: Unpack[LianLianOptions]) -> None:
        self._hold(_built(self._section, options))


class PingPong(Receiver[PingPongNotification]):
    """A receiver for PingPongCheckout v4.

    Example:
        >>> receiver = PingPong(
        ...     salt={"env": "PINGPONG_SALT"},
        ...     client_id="2018092714313010016",
        ...     acc_ids=["2018092714313010016291"],
        ...     environment="sandbox",
        ... )

    Args:
        **options: See ``PingPongOptions``; ``salt``, ``client_id``, ``acc_ids`` and
            ``environment`` are required.

    Raises:
        ConfigError: ``member`` names the option, ``message`` says what is expected.
    """

    __slots__ = ()
    _section: ClassVar[str] = "pingpong"

    def __init__(self, **options: Unpack[PingPongOptions]) -> None:
        self._hold(_built(self._section, options))


def _notification(native: _native.Notification) -> Any:  # noqa: ANN401 (of the class that its kind has)
    made = _new(CLASSES[native.position])
    _set_native(made, native)
    return made


async def _claimed(
    notification: NativeNotification, ledger: Ledger
) -> NativeReceipt | NativeOutcome:
    claimed: Future[NativeReceipt | NativeOutcome] = begun(
        lambda future: ledger._native.claim_then(notification, future)  # noqa: SLF001
    )
    try:
        return await settled(claimed)
    except BaseException:
        # The task was cancelled before any work began.
        claimed.add_done_callback(_release)
        raise


def _release(claimed: Future[NativeReceipt | NativeOutcome]) -> None:
    """Releases what was claimed for a task that is gone; otherwise the lease runs out."""
    receipt = claimed.result()
    if isinstance(receipt, _native.Receipt) and receipt.lease() is not None:
        receipt.release()


_COMMON: Final = frozenset(ReceiverOptions.__annotations__)


def _built(section: str, options: Mapping[str, Any]) -> NativeReceiver:
    own = {name: value for name, value in options.items() if name not in _COMMON}
    common = {name: value for name, value in options.items() if name in _COMMON}
    document = _config.document({section: own, "receiver": common})
    return _config.resolved(document, section).receiver(section)


class Config:
    """A whole configuration: the same document in every language.

    Args:
        document: Its sections, as read from TOML or JSON: ``lianlian``, ``pingpong``,
            ``receiver``, ``ledger``. Wherever a text is expected, ``{"env": "NAME"}`` and
            ``{"file": "path"}`` say where to find it. They are read when a receiver is built or
            the ledger opened, and only those that it needs.

    Raises:
        ConfigError: ``member`` is the path of what is wrong.
    """

    __slots__ = ("_document", "_folder", "_providers")

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._hold(_config.document(document), None)

    def _hold(self, document: str, folder: Path | None) -> None:
        self._document = document
        self._folder = folder
        self._providers = tuple(map(Provider, self._resolved("").providers()))

    def _resolved(self, section: str) -> _native.Config:
        return _config.resolved(self._document, section, self._folder)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Self:
        """Reads a TOML file, or a JSON file if its name ends in ``.json``.

        Relative paths in it are relative to the file's folder.
        """
        made = cls.__new__(cls)
        document = _config.read_file(path)
        try:
            made._hold(document, Path(path).absolute().parent)  # noqa: SLF001
        except ConfigError as problem:
            if problem.member:
                raise
            # The document as a whole: then its file's name says which.
            raise ConfigError(problem.code, f"{path}: {problem.message}", "") from None
        return made

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads a JSON text. Relative paths in it are relative to the working directory."""
        made = cls.__new__(cls)
        made._hold(text, None)  # noqa: SLF001
        return made

    @property
    def providers(self) -> tuple[Provider, ...]:
        """The providers that it has a section for."""
        return self._providers

    def lianlian(self) -> LianLian:
        """The receiver for LianLian."""
        return self._receiver(LianLian)

    def pingpong(self) -> PingPong:
        """The receiver for PingPong."""
        return self._receiver(PingPong)

    def ledger(self) -> Ledger:
        """Opens the ledger of the section ``ledger``."""
        return Ledger._from_native(self._resolved("ledger").ledger())  # noqa: SLF001

    def receiver(self, provider: str) -> LianLian | PingPong:
        """The receiver of the provider of that name."""
        if provider == PingPong._section:  # noqa: SLF001
            return self.pingpong()
        return self.lianlian() if provider == LianLian._section else self._none(provider)  # noqa: SLF001

    def _none(self, provider: str) -> NoReturn:
        self._resolved("").receiver(provider)
        raise AssertionError("core knows a provider that this package does not")

    def _receiver(self, kind: type[_R]) -> _R:
        made = _new(kind)
        section = kind._section  # noqa: SLF001
        made._hold(self._resolved(section).receiver(section))  # noqa: SLF001
        return made


_R = TypeVar("_R", LianLian, PingPong)
