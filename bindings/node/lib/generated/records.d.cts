// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

import type { Amount } from '../index.cjs'
import type { Code, DeliveryState, OutcomeKind, Provider, Severity } from './enums.cjs'

/**
 * One of two notifications that contradict each other.
 */
export interface ConflictSide {
  /**
   * The notification's fingerprint, 64 lower-case hex digits.
   */
  readonly fingerprint: string
  /**
   * The shop's order number.
   */
  readonly orderNo: string | null
  /**
   * The amount, without trailing zeros.
   */
  readonly amount: Amount | null
}

/**
 * Two genuine notifications with one delivery key that disagree about money or order.
 */
export interface Conflict {
  /**
   * The delivery key that both have.
   */
  readonly deliveryKey: string
  /**
   * What the notification reported that the ledger keeps.
   */
  readonly first: ConflictSide
  /**
   * What the later one reported. It was not acted on.
   */
  readonly later: ConflictSide
  /**
   * Which of `order_no`, `amount` and `currency` differ.
   */
  readonly differs: readonly string[]
  /**
   * When the later one was first seen.
   */
  readonly firstSeen: Date
  /**
   * When the later one was last seen.
   */
  readonly lastSeen: Date
  /**
   * How often the later one came.
   */
  readonly times: number
}

/**
 * What the ledger keeps of one delivery.
 */
export interface Record {
  /**
   * The delivery key.
   */
  readonly deliveryKey: string
  /**
   * The state of the delivery, on the store's clock.
   */
  readonly state: DeliveryState
  /**
   * How often it was claimed, or reopened by a person.
   */
  readonly token: number
  /**
   * The provider.
   */
  readonly provider: Provider
  /**
   * The notification's kind, for example `lianlian.payment`.
   */
  readonly kind: string
  /**
   * The merchant's number at the provider.
   */
  readonly merchantId: string
  /**
   * The shop's order number.
   */
  readonly orderNo: string | null
  /**
   * The provider's transaction number.
   */
  readonly transactionNo: string | null
  /**
   * The status that the notification reported: `succeeded`, `processing` and so on.
   */
  readonly status: string
  /**
   * The amount, without trailing zeros.
   */
  readonly amount: Amount | null
  /**
   * The fingerprint of the notification that was claimed last, 64 lower-case hex digits.
   */
  readonly fingerprint: string
  /**
   * When the delivery was first seen.
   */
  readonly firstSeen: Date
  /**
   * When it was last claimed, committed or released.
   */
  readonly changedAt: Date
  /**
   * When the lease runs out or ran out. Only while the state is in progress or expired.
   */
  readonly leaseUntil: Date | null
  /**
   * The later notifications that contradicted this one.
   */
  readonly conflicts: readonly Conflict[]
}

/**
 * An order whose notification should have come and did not.
 *
 * Ask the provider about it.
 */
export interface OverdueOrder {
  /**
   * The provider to ask.
   */
  readonly provider: Provider
  /**
   * The merchant's number at the provider.
   */
  readonly merchantId: string
  /**
   * The shop's order number.
   */
  readonly orderNo: string
  /**
   * What it costs, without trailing zeros, if the shop wrote that down.
   */
  readonly amount: Amount | null
  /**
   * When the shop sent it to the provider.
   */
  readonly placedAt: Date
  /**
   * When the provider's last re-send was past.
   */
  readonly dueAt: Date
}

/**
 * An order that the shop wrote down as one that waits for a notification.
 */
export interface OrderRecord {
  /**
   * The provider.
   */
  readonly provider: Provider
  /**
   * The merchant's number at the provider.
   */
  readonly merchantId: string
  /**
   * The shop's order number.
   */
  readonly orderNo: string
  /**
   * What it costs, without trailing zeros, if the shop wrote that down.
   */
  readonly amount: Amount | null
  /**
   * When the shop sent it to the provider.
   */
  readonly placedAt: Date
  /**
   * When the provider's last re-send is past.
   */
  readonly dueAt: Date
  /**
   * When a notification or a person resolved it. Absent while it waits.
   */
  readonly resolvedAt: Date | null
}

/**
 * Everything that the ledger knows of one order number, of any provider and merchant.
 */
export interface OrderHistory {
  /**
   * The order number.
   */
  readonly orderNo: string
  /**
   * Its deliveries: those that name it, and those that a later notification which names it
   * contradicted.
   */
  readonly deliveries: readonly Record[]
  /**
   * What the shop wrote down of it.
   */
  readonly expected: readonly OrderRecord[]
}

/**
 * A payment of the same order by another transaction, which was fulfilled before.
 *
 * "Once" is once per transaction: a customer who pays one order in two tabs makes two payments.
 * Both are genuine, and both are fulfilled.
 */
export interface EarlierPayment {
  /**
   * The delivery key of the earlier payment.
   */
  readonly deliveryKey: string
  /**
   * The provider's number of the other transaction.
   */
  readonly transactionNo: string | null
  /**
   * What was paid, without trailing zeros.
   */
  readonly amount: Amount | null
  /**
   * When it was committed, on the store's clock.
   */
  readonly fulfilledAt: Date
}

/**
 * How many of each a ledger keeps.
 */
export interface LedgerCounts {
  /**
   * Deliveries with a lease that runs.
   */
  readonly inProgress: number
  /**
   * Deliveries with a lease that ran out.
   */
  readonly expired: number
  /**
   * Deliveries that were fulfilled.
   */
  readonly committed: number
  /**
   * Deliveries that were released.
   */
  readonly released: number
  /**
   * Later notifications that contradicted a first one.
   */
  readonly conflicts: number
  /**
   * Orders that wait for a notification.
   */
  readonly waitingOrders: number
}

/**
 * What a ledger is, and how much it keeps.
 */
export interface LedgerStatus {
  /**
   * The kind of store: `memory`, `sqlite`, `postgres`, `mysql` or `redis`.
   */
  readonly store: string
  /**
   * What the server calls itself, with its version.
   */
  readonly server: string
  /**
   * Where it is: a path, or a host, port and database. Never a password.
   */
  readonly location: string
  /**
   * The version of the tables.
   */
  readonly schema: number
  /**
   * What the store, as it is configured now, does with a committed delivery when its machine loses
   * power: one sentence.
   */
  readonly durability: string
  /**
   * How long a lease runs. In milliseconds.
   */
  readonly lease: number
  /**
   * How long a delivery is kept. In milliseconds.
   */
  readonly retention: number
  /**
   * How much it keeps.
   */
  readonly counts: LedgerCounts
}

/**
 * How much a prune removed.
 */
export interface Pruned {
  /**
   * Deliveries.
   */
  readonly deliveries: number
  /**
   * Conflicts.
   */
  readonly conflicts: number
  /**
   * Expected orders.
   */
  readonly orders: number
}

/**
 * One thing that is wrong with a request, and what to do about it.
 */
export interface Finding {
  /**
   * The stable word of the cause, as docs/troubleshooting.md lists them, or the code of a check
   * that fails.
   */
  readonly cause: string
  /**
   * `certain` if the signature or the check proves it, `likely` if nothing does.
   */
  readonly sureness: string
  /**
   * The member that it is about, under its name on the wire.
   */
  readonly member: string | null
  /**
   * What was found. It holds no secret and no value of the body.
   */
  readonly sentence: string
  /**
   * What to do about it.
   */
  readonly remedy: string
}

/**
 * Why a request is refused: every check instead of the first, and for a signature the reason.
 *
 * For the developer: an answer to the sender must not show it.
 */
export interface Diagnosis {
  /**
   * Whose notification it was taken for.
   */
  readonly provider: Provider
  /**
   * The code of the refusal. Absent if the request is accepted.
   */
  readonly code: string | null
  /**
   * What is wrong, in the order of the checks. Empty only for an accepted request.
   */
  readonly findings: readonly Finding[]
}

/**
 * What became of one request, for logs and metrics.
 */
export interface Outcome {
  /**
   * What became of it, in one word.
   */
  readonly outcome: OutcomeKind
  /**
   * The notification's kind, for example `lianlian.payment`. Absent if the request was refused.
   */
  readonly kind: string | null
  /**
   * The provider whose receiver it was.
   */
  readonly provider: Provider | null
  /**
   * The shop's order number.
   */
  readonly orderNo: string | null
  /**
   * The delivery key.
   */
  readonly deliveryKey: string | null
  /**
   * The stable code of a failure. Absent for a success.
   */
  readonly code: Code | null
  /**
   * What was found and where.
   */
  readonly message: string | null
  /**
   * The member of the body that it is about.
   */
  readonly member: string | null
  /**
   * What to do about it, in one sentence.
   */
  readonly remedy: string | null
  /**
   * How urgent a failure is. Absent for a success, which is no more than a line for debugging.
   */
  readonly severity: Severity | null
  /**
   * The client's address, if it is about that.
   */
  readonly address: string | null
  /**
   * One line for the shop's log.
   */
  readonly logLine: string
}

/** What an error says besides its message. */
export interface Why {
  /**
   * The stable code of a failure.
   */
  readonly code: Code
  /**
   * The member of the body or of the configuration that it is about.
   */
  readonly member: string | null
  /**
   * The provider whose receiver it was.
   */
  readonly provider: Provider | null
  /**
   * What to do about it, in one sentence.
   */
  readonly remedy: string
  /**
   * How urgent a failure is.
   */
  readonly severity: Severity
  /**
   * The client's address, if it is about that.
   */
  readonly address: string | null
  /**
   * One line for the shop's log.
   */
  readonly logLine: string
}
