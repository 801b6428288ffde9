// Made by `cargo xtask generate` from the table of the questions to a ledger. Do not edit.

import type { DeliveryState, Provider } from './enums.cjs'
import type { LedgerStatus, OrderHistory, OverdueOrder, Pruned, Record } from './records.cjs'

/** An order that waits for a notification. */
export interface ExpectedOrder {
  /** The provider that the customer was sent to. */
  readonly provider: Provider
  /** The shop's number there. */
  readonly merchantId: string
  /** The shop's own order number. */
  readonly orderNo: string
  /** When the order was placed. */
  readonly placedAt: Date
  /** What it costs, for whoever asks the provider later. */
  readonly amount?: { readonly value: string; readonly currency: string } | undefined
}

/** What `list` returns. */
export interface Filter {
  /** Only deliveries in this state. */
  readonly state?: DeliveryState | undefined
  /** Only deliveries that a later notification contradicted. */
  readonly conflicts?: boolean | undefined
  /** Only deliveries of this order number. */
  readonly orderNo?: string | undefined
  /** Only deliveries whose key sorts after this one: the last of a page. */
  readonly after?: string | undefined
  /** At most so many, up to 100,000. Default: 1,000. */
  readonly limit?: number | undefined
}

/** Which order: a merchant's own number at one provider. */
export interface OrderKey {
  /** The provider that the customer was sent to. */
  readonly provider: Provider
  /** The shop's number there. */
  readonly merchantId: string
  /** The shop's own order number. */
  readonly orderNo: string
}

/** What a person or a task asks a ledger. */
export interface LedgerQuestions {
  /**
   * Writes down an order that waits for a notification, for `overdueOrders`. Do so before the
   * customer is sent to the provider.
   */
  expectOrder (order: ExpectedOrder): Promise<void>
  /**
   * The orders whose notification should have come by now and did not: ask the provider.
   */
  overdueOrders (now?: Date): Promise<OverdueOrder[]>
  /**
   * Resolves an order because the provider was asked. Whether it waited.
   */
  resolveOrder (order: OrderKey): Promise<boolean>
  /**
   * Everything known of an order number, whichever provider and merchant.
   */
  orderHistory (orderNo: string): Promise<OrderHistory>
  /**
   * What is kept, in the order of the delivery keys.
   */
  list (filter?: Filter): Promise<Record[]>
  /**
   * What it is and how much it keeps. Counts every record.
   */
  status (): Promise<LedgerStatus>
  /**
   * Reopens a delivery by a person's decision: it will be fulfilled again. Whether it was there.
   */
  reopen (deliveryKey: string): Promise<boolean>
  /**
   * Removes what has not changed for longer than the retention. Run it once a day.
   */
  prune (): Promise<Pruned>
  /**
   * Creates the tables, or brings them to this version, which it returns.
   */
  migrate (): Promise<number>
}
