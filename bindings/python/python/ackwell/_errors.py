"""What goes wrong, as exceptions: one base, one stable code each."""

from __future__ import annotations

from ._enums import Code, Provider, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._native import Acknowledgement

__all__ = [
    "AckwellError",
    "ArgumentError",
    "ConfigError",
    "InternalError",
    "LeaseLostError",
    "LedgerError",
    "Refusal",
    "error",
    "refusal",
]


class AckwellError(Exception):
    """The base of every exception that Ackwell raises.

    Attributes:
        code: The stable code, the same in every language.
        message: What was found and where, for the shop's own log. It never holds key material, a
            salt or anything personal from a body.
        member: The member of the body or of the configuration that it is about, if any.
        provider: The provider whose receiver raised it, if one did.
        acknowledgement: What to answer to the provider, where one waits for an answer.
        remedy: What to do about it, in one sentence.
        severity: How urgent it is.
        address: The client's address, if it is about that and it could be read.
        log_line: The line that ``handle`` logs: provider, code, which notification (if it is
            verified), message and remedy.
    """

    code: Code
    message: str
    member: str | None
    provider: Provider | None
    acknowledgement: Acknowledgement | None
    remedy: str
    severity: Severity
    address: str | None
    log_line: str

    def __init__(  # noqa: PLR0913 (an error has that many parts)
        self,
        code: Code,
        message: str,
        member: str | None = None,
        provider: Provider | None = None,
        acknowledgement: Acknowledgement | None = None,
        *,
        remedy: str | None = None,
        severity: Severity | None = None,
        address: str | None = None,
        log_line: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.member = member
        self.provider = provider
        self.acknowledgement = acknowledgement
        self.remedy = code.remedy if remedy is None else remedy
        self.severity = code.severity if severity is None else severity
        self.address = address
        self.log_line = log_line or _log_line(self)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        arguments = (self.code, self.message, self.member, self.provider, self.acknowledgement)
        return type(self), arguments, dict(vars(self))


class ConfigError(AckwellError):
    """An option is wrong; nothing was built. ``member`` is its path, empty for the whole."""


class ArgumentError(AckwellError):
    """A call passed what it must not, such as a body that is no longer bytes."""


class Refusal(AckwellError):
    """A request was not accepted. Answer its ``acknowledgement``."""

    provider: Provider
    acknowledgement: Acknowledgement


class LedgerError(AckwellError):
    """The ledger cannot be reached, or did not answer in time."""


class LeaseLostError(LedgerError):
    """The lease ran out and another worker claimed the delivery, or it was settled before."""


class InternalError(AckwellError):
    """A defect of Ackwell itself. Please report it."""


_CLASSES: dict[Code, type[AckwellError]] = {
    Code.INVALID_CONFIG: ConfigError,
    Code.INVALID_ARGUMENT: ArgumentError,
    Code.LEDGER_UNAVAILABLE: LedgerError,
    Code.LEASE_LOST: LeaseLostError,
    Code.INTERNAL: InternalError,
}

_More = tuple[str, str, str | None, str]
"""Remedy, severity, address and log line."""


def error(  # noqa: PLR0913 (called by the native half)
    code: str,
    message: str,
    member: str | None,
    provider: str | None,
    answer: Acknowledgement | None,
    more: _More,
) -> AckwellError:
    """The exception whose class belongs to the code."""
    known = Code(code)
    return _made(_CLASSES.get(known, Refusal), known, message, member, provider, answer, more)


def refusal(  # noqa: PLR0913
    code: str,
    message: str,
    member: str | None,
    provider: str | None,
    answer: Acknowledgement | None,
    more: _More,
) -> AckwellError:
    """A refusal, whatever the code."""
    return _made(Refusal, Code(code), message, member, provider, answer, more)


def _made(  # noqa: PLR0913
    kind: type[AckwellError],
    code: Code,
    message: str,
    member: str | None,
    provider: str | None,
    answer: Acknowledgement | None,
    more: _More,
) -> AckwellError:
    remedy, severity, address, log_line = more
    return kind(
        code,
        message,
        member,
        None if provider is None else Provider(provider),
        answer,
        remedy=remedy,
        severity=Severity(severity),
        address=address,
        log_line=log_line,
    )


def _log_line(problem: AckwellError) -> str:
    provider = "" if problem.provider is None else f"{problem.provider} "
    return f"{provider}{problem.code}: {problem.message}; remedy: {problem.remedy}"
