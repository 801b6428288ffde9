"""What a ledger reports."""

# Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ._compat import StrEnum
from ._enums import Code, Provider, Severity
from ._native import Amount
from ._values import amount_or_none, instant, instant_or_none

__all__ = [
    "Conflict",
    "ConflictSide",
    "DeliveryState",
    "Diagnosis",
    "EarlierPayment",
    "Finding",
    "LedgerCounts",
    "LedgerStatus",
    "OrderHistory",
    "OrderRecord",
    "Outcome",
    "OutcomeKind",
    "OverdueOrder",
    "Pruned",
    "Record",
]


class DeliveryState(StrEnum):
    """The state of a delivery in the ledger."""

    IN_PROGRESS = "in_progress"
    """A worker holds a lease that still runs."""
    EXPIRED = "expired"
    """A worker held a lease that ran out. The next delivery is claimed again."""
    COMMITTED = "committed"
    """Fulfilled."""
    RELEASED = "released"
    """The fulfilment failed, or a person reopened it. The next delivery is claimed again."""


class OutcomeKind(StrEnum):
    """What became of one request, in one word."""

    FULFILLED = "fulfilled"
    """The order is fulfilled and committed; answered with success."""
    REPEAT = "repeat"
    """It was fulfilled and committed before; answered with success."""
    IN_PROGRESS = "in_progress"
    """Another worker holds the lease; answered with failure, so the provider comes back."""
    CONFLICT = "conflict"
    """The delivery came before with another amount, currency or order number; answered with
    failure, and a person should look."""
    FAILED = "failed"
    """The fulfilment failed, or it could not be committed; answered with failure, so the provider
    comes back."""
    REFUSED = "refused"
    """The receiver refused the request; answered with failure."""
    UNAVAILABLE = "unavailable"
    """The ledger could not be asked, so nothing was done; answered with failure, so the provider
    comes back."""


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One of two notifications that contradict each other.

    Attributes:
        fingerprint: The notification's fingerprint, 64 lower-case hex digits.
        order_no: The shop's order number.
        amount: The amount, without trailing zeros.
    """

    fingerprint: str
    order_no: str | None
    amount: Amount | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> ConflictSide:
        """The record that the native half wrote as JSON."""
        return cls(
            fingerprint=row["fingerprint"],
            order_no=row["order_no"],
            amount=amount_or_none(row["amount"]),
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two genuine notifications with one delivery key that disagree about money or order.

    Attributes:
        delivery_key: The delivery key that both have.
        first: What the notification reported that the ledger keeps.
        later: What the later one reported. It was not acted on.
        differs: Which of ``order_no``, ``amount`` and ``currency`` differ.
        first_seen: When the later one was first seen.
        last_seen: When the later one was last seen.
        times: How often the later one came.
    """

    delivery_key: str
    first: ConflictSide
    later: ConflictSide
    differs: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    times: int

    @classmethod
    def of(cls, row: dict[str, Any]) -> Conflict:
        """The record that the native half wrote as JSON."""
        return cls(
            delivery_key=row["delivery_key"],
            first=ConflictSide.of(row["first"]),
            later=ConflictSide.of(row["later"]),
            differs=tuple(row["differs"]),
            first_seen=instant(row["first_seen_ms"]),
            last_seen=instant(row["last_seen_ms"]),
            times=row["times"],
        )


@dataclass(frozen=True, slots=True)
class Record:
    """What the ledger keeps of one delivery.

    Attributes:
        delivery_key: The delivery key.
        state: The state of the delivery, on the store's clock.
        token: How often it was claimed, or reopened by a person.
        provider: The provider.
        kind: The notification's kind, for example ``lianlian.payment``.
        merchant_id: The merchant's number at the provider.
        order_no: The shop's order number.
        transaction_no: The provider's transaction number.
        status: The status that the notification reported: ``succeeded``, ``processing`` and
            so on.
        amount: The amount, without trailing zeros.
        fingerprint: The fingerprint of the notification that was claimed last, 64 lower-case
            hex digits.
        first_seen: When the delivery was first seen.
        changed_at: When it was last claimed, committed or released.
        lease_until: When the lease runs out or ran out. Only while the state is in progress
            or expired.
        conflicts: The later notifications that contradicted this one.
    """

    delivery_key: str
    state: DeliveryState
    token: int
    provider: Provider
    kind: str
    merchant_id: str
    order_no: str | None
    transaction_no: str | None
    status: str
    amount: Amount | None
    fingerprint: str
    first_seen: datetime
    changed_at: datetime
    lease_until: datetime | None
    conflicts: tuple[Conflict, ...]

    @classmethod
    def of(cls, row: dict[str, Any]) -> Record:
        """The record that the native half wrote as JSON."""
        return cls(
            delivery_key=row["delivery_key"],
            state=DeliveryState(row["state"]),
            token=row["token"],
            provider=Provider(row["provider"]),
            kind=row["kind"],
            merchant_id=row["merchant_id"],
            order_no=row["order_no"],
            transaction_no=row["transaction_no"],
            status=row["status"],
            amount=amount_or_none(row["amount"]),
            fingerprint=row["fingerprint"],
            first_seen=instant(row["first_seen_ms"]),
            changed_at=instant(row["changed_at_ms"]),
            lease_until=instant_or_none(row["lease_until_ms"]),
            conflicts=tuple(Conflict.of(one) for one in row["conflicts"]),
        )


@dataclass(frozen=True, slots=True)
class OverdueOrder:
    """An order whose notification should have come and did not.

    Ask the provider about it.

    Attributes:
        provider: The provider to ask.
        merchant_id: The merchant's number at the provider.
        order_no: The shop's order number.
        amount: What it costs, without trailing zeros, if the shop wrote that down.
        placed_at: When the shop sent it to the provider.
        due_at: When the provider's last re-send was past.
    """

    provider: Provider
    merchant_id: str
    order_no: str
    amount: Amount | None
    placed_at: datetime
    due_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> OverdueOrder:
        """The record that the native half wrote as JSON."""
        return cls(
            provider=Provider(row["provider"]),
            merchant_id=row["merchant_id"],
            order_no=row["order_no"],
            amount=amount_or_none(row["amount"]),
            placed_at=instant(row["placed_at_ms"]),
            due_at=instant(row["due_at_ms"]),
        )


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """An order that the shop wrote down as one that waits for a notification.

    Attributes:
        provider: The provider.
        merchant_id: The merchant's number at the provider.
        order_no: The shop's order number.
        amount: What it costs, without trailing zeros, if the shop wrote that down.
        placed_at: When the shop sent it to the provider.
        due_at: When the provider's last re-send is past.
        resolved_at: When a notification or a person resolved it. Absent while it waits.
    """

    provider: Provider
    merchant_id: str
    order_no: str
    amount: Amount | None
    placed_at: datetime
    due_at: datetime
    resolved_at: datetime | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> OrderRecord:
        """The record that the native half wrote as JSON."""
        return cls(
            provider=Provider(row["provider"]),
            merchant_id=row["merchant_id"],
            order_no=row["order_no"],
            amount=amount_or_none(row["amount"]),
            placed_at=instant(row["placed_at_ms"]),
            due_at=instant(row["due_at_ms"]),
            resolved_at=instant_or_none(row["resolved_at_ms"]),
        )


@dataclass(frozen=True, slots=True)
class OrderHistory:
    """Everything that the ledger knows of one order number, of any provider and merchant.

    Attributes:
        order_no: The order number.
        deliveries: Its deliveries: those that name it, and those that a later notification
            which names it contradicted.
        expected: What the shop wrote down of it.
    """

    order_no: str
    deliveries: tuple[Record, ...]
    expected: tuple[OrderRecord, ...]

    @classmethod
    def of(cls, row: dict[str, Any]) -> OrderHistory:
        """The record that the native half wrote as JSON."""
        return cls(
            order_no=row["order_no"],
            deliveries=tuple(Record.of(one) for one in row["deliveries"]),
            expected=tuple(OrderRecord.of(one) for one in row["expected"]),
        )


@dataclass(frozen=True, slots=True)
class EarlierPayment:
    """A payment of the same order by another transaction, which was fulfilled before.

    'Once' is once per transaction: a customer who pays one order in two tabs makes two payments.
    Both are genuine, and both are fulfilled.

    Attributes:
        delivery_key: The delivery key of the earlier payment.
        transaction_no: The provider's number of the other transaction.
        amount: What was paid, without trailing zeros.
        fulfilled_at: When it was committed, on the store's clock.
    """

    delivery_key: str
    transaction_no: str | None
    amount: Amount | None
    fulfilled_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> EarlierPayment:
        """The record that the native half wrote as JSON."""
        return cls(
            delivery_key=row["delivery_key"],
            transaction_no=row["transaction_no"],
            amount=amount_or_none(row["amount"]),
            fulfilled_at=instant(row["fulfilled_at_ms"]),
        )


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """How many of each a ledger keeps.

    Attributes:
        in_progress: Deliveries with a lease that runs.
        expired: Deliveries with a lease that ran out.
        committed: Deliveries that were fulfilled.
        released: Deliveries that were released.
        conflicts: Later notifications that contradicted a first one.
        waiting_orders: Orders that wait for a notification.
    """

    in_progress: int
    expired: int
    committed: int
    released: int
    conflicts: int
    waiting_orders: int

    @classmethod
    def of(cls, row: dict[str, Any]) -> LedgerCounts:
        """The record that the native half wrote as JSON."""
        return cls(
            in_progress=row["in_progress"],
            expired=row["expired"],
            committed=row["committed"],
            released=row["released"],
            conflicts=row["conflicts"],
            waiting_orders=row["waiting_orders"],
        )


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """What a ledger is, and how much it keeps.

    Attributes:
        store: The kind of store: ``memory``, ``sqlite``, ``postgres``, ``mysql`` or
            ``redis``.
        server: What the server calls itself, with its version.
        location: Where it is: a path, or a host, port and database. Never a password.
        schema: The version of the tables.
        durability: What the store, as it is configured now, does with a committed delivery
            when its machine loses power: one sentence.
        lease: How long a lease runs.
        retention: How long a delivery is kept.
        counts: How much it keeps.
    """

    store: str
    server: str
    location: str
    schema: int
    durability: str
    lease: timedelta
    retention: timedelta
    counts: LedgerCounts

    @classmethod
    def of(cls, row: dict[str, Any]) -> LedgerStatus:
        """The record that the native half wrote as JSON."""
        return cls(
            store=row["store"],
            server=row["server"],
            location=row["location"],
            schema=row["schema"],
            durability=row["durability"],
            lease=timedelta(milliseconds=row["lease_ms"]),
            retention=timedelta(milliseconds=row["retention_ms"]),
            counts=LedgerCounts.of(row["counts"]),
        )


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much a prune removed.

    Attributes:
        deliveries: Deliveries.
        conflicts: Conflicts.
        orders: Expected orders.
    """

    deliveries: int
    conflicts: int
    orders: int

    @classmethod
    def of(cls, row: dict[str, Any]) -> Pruned:
        """The record that the native half wrote as JSON."""
        return cls(
            deliveries=row["deliveries"],
            conflicts=row["conflicts"],
            orders=row["orders"],
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a request, and what to do about it.

    Attributes:
        cause: The stable word of the cause, as docs/troubleshooting.md lists them, or the
            code of a check that fails.
        sureness: ``certain`` if the signature or the check proves it, ``likely`` if nothing
            does.
        member: The member that it is about, under its name on the wire.
        sentence: What was found. It holds no secret and no value of the body.
        remedy: What to do about it.
    """

    cause: str
    sureness: str
    member: str | None
    sentence: str
    remedy: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Finding:
        """The record that the native half wrote as JSON."""
        return cls(
            cause=row["cause"],
            sureness=row["sureness"],
            member=row["member"],
            sentence=row["sentence"],
            remedy=row["remedy"],
        )


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a request is refused: every check instead of the first, and for a signature the reason.

    For the developer: an answer to the sender must not show it.

    Attributes:
        provider: Whose notification it was taken for.
        code: The code of the refusal. Absent if the request is accepted.
        findings: What is wrong, in the order of the checks. Empty only for an accepted
            request.
    """

    provider: Provider
    code: str | None
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, row: dict[str, Any]) -> Diagnosis:
        """The record that the native half wrote as JSON."""
        return cls(
            provider=Provider(row["provider"]),
            code=row["code"],
            findings=tuple(Finding.of(one) for one in row["findings"]),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request, for logs and metrics.

    Attributes:
        outcome: What became of it, in one word.
        kind: The notification's kind, for example ``lianlian.payment``. Absent if the request
            was refused.
        provider: The provider whose receiver it was.
        order_no: The shop's order number.
        delivery_key: The delivery key.
        code: The stable code of a failure. Absent for a success.
        message: What was found and where.
        member: The member of the body that it is about.
        remedy: What to do about it, in one sentence.
        severity: How urgent a failure is. Absent for a success, which is no more than a line
            for debugging.
        address: The client's address, if it is about that.
        log_line: One line for the shop's log.
    """

    outcome: OutcomeKind
    kind: str | None
    provider: Provider | None
    order_no: str | None
    delivery_key: str | None
    code: Code | None
    message: str | None
    member: str | None
    remedy: str | None
    severity: Severity | None
    address: str | None
    log_line: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Outcome:
        """The record that the native half wrote as JSON."""
        return cls(
            outcome=OutcomeKind(row["outcome"]),
            kind=row["kind"],
            provider=None if row["provider"] is None else Provider(row["provider"]),
            order_no=row["order_no"],
            delivery_key=row["delivery_key"],
            code=None if row["code"] is None else Code(row["code"]),
            message=row["message"],
            member=row["member"],
            remedy=row["remedy"],
            severity=None if row["severity"] is None else Severity(row["severity"]),
            address=row["address"],
            log_line=row["log_line"],
        )
