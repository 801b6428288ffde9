"""Receivers: built once, shared between threads, asked for every request."""

from __future__ import annotations

import os

from . import _config, _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any, ClassVar, NoReturn, TypeVar

    from typing_extensions import Self, Unpack

    from ._enums import Provider
    from ._kinds import LianLianNotification, PingPongNotification
    from ._ledger import Ledger
    from ._native import Acknowledgement, Notification
    from ._options import LianLianOptions, PingPongOptions
    from ._outcome import OnOutcome
    from ._receipt import Receipt
    from ._records import Diagnosis
    from ._request import Body, Headers
    from ._schedule import Schedule

    N_co = TypeVar("N_co", bound=Notification, covariant=True)
else:
    # Names for the subscripts below: types are for checkers.
    N_co = LianLianNotification = PingPongNotification = None

__all__ = ["Config", "LianLian", "PingPong", "Receiver"]


class Receiver(_native.Receiver[N_co]):
    """One provider's receiver: keys or salt, merchants, trusted sources, limits.

    Make one with ``LianLian(...)``, ``PingPong(...)`` or ``Config.receiver``. Immutable; one
    serves every thread.
    """

    __slots__ = ()

    def __new__(cls, *_arguments: Any, **_options: Any) -> Self:  # noqa: ANN401
        raise TypeError("make a LianLian(...) or a PingPong(...), or ask a Config for one")

    def explain(
        self, body: Body, headers: Headers | None = None, peer: str | None = None
    ) -> Diagnosis:
        """Why a request is refused: every check, and for a signature the reason.

        For the developer: log it while you set the shop up, and never answer with it. It accepts
        nothing, holds no secret, and may take a thousand times as long as ``verify``.

        Args:
            body: As for ``verify``.
            headers: As for ``verify``.
            peer: As for ``verify``.

        Returns:
            What is wrong; no findings if nothing is.

        Raises:
            ArgumentError: The body is not bytes, the headers or the peer are not what they must be.
        """
        import json

        from . import _records

        return _records.Diagnosis.of(json.loads(self._explained(body, headers, peer)))

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
        from ._handle import handle

        return handle(self, body, headers, peer, ledger, fulfil, on_outcome)

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
        from ._handle import ahandle

        return await ahandle(self, body, headers, peer, ledger, fulfil, on_outcome)

    async def areceive(
        self, body: Body, headers: Headers | None, peer: str | None, ledger: Ledger
    ) -> Receipt[N_co]:
        """As ``receive``, in async code."""
        from ._handle import areceive

        return await areceive(self.verify(body, headers, peer), ledger)

    @property
    def schedule(self) -> Schedule:
        """The provider's re-send schedule."""
        from ._schedule import Schedule

        return Schedule.of(self.provider)

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

    def __new__(cls, **options: Unpack[LianLianOptions]) -> Self:
        config = _config.of_options(cls._section, options)
        return _native.Receiver.__new__(cls, config, cls._section)


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

    def __new__(cls, **options: Unpack[PingPongOptions]) -> Self:
        config = _config.of_options(cls._section, options)
        return _native.Receiver.__new__(cls, config, cls._section)


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

    __slots__ = ("_document", "_folder", "_read")

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._hold(_config.document(document), None)

    def _hold(self, document: str, folder: str | None) -> None:
        self._document = document
        self._folder = folder
        self._read = self._resolved("")

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
            made._hold(document, os.path.dirname(os.path.abspath(path)))  # noqa: SLF001
        except Exception as problem:
            from ._errors import ConfigError

            if not isinstance(problem, ConfigError) or problem.member:
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
        return self._read.providers()

    def lianlian(self) -> LianLian:
        """The receiver for LianLian."""
        return self._receiver(LianLian)

    def pingpong(self) -> PingPong:
        """The receiver for PingPong."""
        return self._receiver(PingPong)

    def ledger(self) -> Ledger:
        """Opens the ledger of the section ``ledger``."""
        from ._ledger import Ledger

        return Ledger._from_native(self._resolved("ledger").ledger())  # noqa: SLF001

    def receiver(self, provider: str) -> LianLian | PingPong:
        """The receiver of the provider of that name."""
        if provider == LianLian._section:  # noqa: SLF001
            return self.lianlian()
        if provider == PingPong._section:  # noqa: SLF001
            return self.pingpong()
        # Core says that there is none.
        return _native.Receiver.__new__(LianLian, self._read, provider)

    def _receiver(self, kind: type[_R]) -> _R:
        section = kind._section  # noqa: SLF001
        return _native.Receiver.__new__(kind, self._resolved(section), section)


if TYPE_CHECKING:
    _R = TypeVar("_R", LianLian, PingPong)
