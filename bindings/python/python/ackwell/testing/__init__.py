"""Plays the provider in tests of your endpoint, with throwaway keys. For tests only.

>>> sender = Sender()
>>> paid = sender.request("lianlian.payment", order="42", amount="10.00")
>>> paid.assert_received(client.post("/notify", data=paid.body, headers=paid.headers))

In pytest, ``pytest_plugins = ["ackwell.testing.fixtures"]`` brings fixtures.
"""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ackwell import (
    Acknowledgement,
    Code,
    Config,
    Kind,
    LianLian,
    PingPong,
    Provider,
    _native,
)

from ._variant import Variant

__all__ = ["Judgement", "Response", "Sender", "SignedRequest", "Variant", "judge"]


class Response(Protocol):
    """A response of Flask's, Django's or FastAPI's test client, or of ``requests`` or ``httpx``."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a provider takes an answer as "received", and why.

    Attributes:
        received: Whether it does. Otherwise it sends again.
        why: The reason, in one sentence without a full stop.
    """

    received: bool
    why: str


def judge(provider: str, status: int, body: bytes | str = b"") -> Judgement:
    """Whether the provider takes that answer of an endpoint as "received".

    Raises:
        ArgumentError: There is no such provider, or no such status.
    """
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    answer = _answer({"do": "judge", "provider": provider, "status": status, "body": text})
    return Judgement(answer["received"], answer["why"])


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """One HTTP request as the provider sends it, by POST.

    Attributes:
        kind: Its kind.
        provider: Who sends it.
        variant: In which way it is wrong on purpose.
        body: The body. Post these bytes as they are.
        headers: The content type, and the address that a proxy on this machine saw.
        peer: The address from which the test itself connects.
        code: What a receiver must refuse it with, if no member was replaced; None for what it
            must accept.
    """

    kind: Kind
    provider: Provider
    variant: Variant
    body: bytes
    headers: dict[str, str]
    peer: str
    code: Code | None
    _receiver: LianLian | PingPong = field(repr=False, compare=False)

    @property
    def content_type(self) -> str:
        """The content type, for test clients that want it as an argument."""
        return self.headers["Content-Type"]

    def assert_received(self, response: Response | Acknowledgement) -> None:
        """Fails unless the provider takes this answer as "received".

        Raises:
            AssertionError: It would send again; the message says why.
        """
        status, body = _parts(response)
        judgement = judge(self.provider, status, body)
        if not judgement.received:
            raise AssertionError(
                f"{self.provider} would send {self.kind} again: {judgement.why}; "
                f"the answer was {status} {_shown(body)}"
            )

    def assert_refused(
        self, response: Response | Acknowledgement, code: Code | str | None = None
    ) -> None:
        """Fails unless this is the answer to a request that was refused with that code.

        Args:
            response: The answer.
            code: The code; that of the variant if None.

        Raises:
            AssertionError: It is another answer.
            ValueError: The request is genuine and no code is given.
        """
        wanted = self.code if code is None else Code(code)
        if wanted is None:
            raise ValueError("the request is genuine: say which code it must be refused with")
        status, body = _parts(response)
        answer = self._receiver.refuse(wanted).acknowledgement
        if (status, body) != (answer.status, answer.body):
            raise AssertionError(
                f"expected {self.kind} ({self.variant}) to be refused with {wanted}, which is "
                f"{answer.status} {_shown(answer.body)}; the answer was {status} {_shown(body)}"
            )


class Sender:
    """Plays the providers, with keys and ids made on the spot.

    Args:
        providers: Whom to play; all of them by default. A key of LianLian takes some hundredths
            of a second to make, a salt of PingPong nothing.
    """

    __slots__ = ("_receiver", "_secret")

    def __init__(self, providers: Iterable[str] = ()) -> None:
        made = _answer({"do": "keys", "providers": [*providers]})
        self._secret: dict[str, Any] = made["sender"]
        self._receiver: dict[str, Any] = made["receiver"]

    @property
    def document(self) -> dict[str, Any]:
        """The configuration document of ``config``, for Django's setting ``ACKWELL``."""
        return copy.deepcopy(self._receiver)

    @property
    def config(self) -> Config:
        """The configuration of receivers that accept what this sends.

        It takes only the providers' published addresses, and believes a proxy on this machine, as
        which the requests are sent.
        """
        return Config(self._receiver)

    @property
    def lianlian(self) -> LianLian:
        """A receiver of LianLian, configured for what this sends."""
        return self.config.lianlian()

    @property
    def pingpong(self) -> PingPong:
        """A receiver of PingPong, configured for what this sends."""
        return self.config.pingpong()

    def write_config(self, folder: str | Path, *, ledger: str = "memory:") -> Path:
        """Writes ``ackwell.json``, a configuration file for an application that reads one.

        Args:
            folder: Where to write it, such as pytest's ``tmp_path``.
            ledger: The URL of the ledger in it.

        Returns:
            The file.
        """
        path = Path(folder) / "ackwell.json"
        document = {**self._receiver, "ledger": {"url": ledger}}
        path.write_text(json.dumps(document, indent=2), encoding="utf-8")
        return path

    def request(  # noqa: PLR0913 (a request has that many parts)
        self,
        kind: Kind | str,
        *,
        order: str | None = None,
        amount: str | None = None,
        currency: str | None = None,
        status: str | None = None,
        members: Mapping[str, object] | None = None,
        variant: Variant | str = Variant.GENUINE,
    ) -> SignedRequest:
        """Makes and signs a request.

        What is not given has the value of the provider's documents. The same arguments give the
        same request: sending it again is a repeat.

        Args:
            kind: The kind, for example ``lianlian.payment``.
            order: The order's number. The numbers of the operation follow from it.
            amount: The amount, for example ``10.00``.
            currency: The currency, for example ``CNY``.
            status: The provider's word (``SUCCESS``), or Ackwell's (``succeeded``).
            members: Members that are replaced, or added; None leaves one out.
            variant: In which way it is wrong on purpose.

        Raises:
            ArgumentError: There is no such kind or variant, or it has no such currency.
        """
        question = {
            "do": "request",
            "sender": self._secret,
            "kind": kind,
            "order": order,
            "amount": None if amount is None else str(amount),
            "currency": currency,
            "status": status,
            "members": {**(members or {})},
            "variant": variant,
        }
        made = _answer(question)
        code = made["code"]
        return SignedRequest(
            kind=Kind(made["kind"]),
            provider=Provider(made["provider"]),
            variant=Variant(made["variant"]),
            body=base64.b64decode(made["body_base64"]),
            headers=dict(made["headers"]),
            peer=made["peer"],
            code=None if code is None else Code(code),
            _receiver=self.config.receiver(made["provider"]),
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {', '.join(self._secret)}>"


def _answer(question: Mapping[str, object]) -> Any:  # noqa: ANN401
    return json.loads(_native.testing_answer(json.dumps(question)))


def _parts(response: Any) -> tuple[int, bytes]:  # noqa: ANN401
    """Status and body, by the names that they have in each framework."""
    if isinstance(response, Acknowledgement):
        return response.status, response.body
    # Werkzeug calls the body `data`, Django, Starlette and the others `content`.
    body = response.content if hasattr(response, "content") else response.data
    return int(response.status_code), bytes(body)


def _shown(body: bytes) -> str:
    return repr(body[:200].decode("utf-8", "replace"))
