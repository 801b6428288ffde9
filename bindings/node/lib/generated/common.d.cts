// Made by `cargo xtask generate` from the tables in core. Do not edit.

import type { Amount } from '../index.cjs'
import type { Kind, Provider, Status } from './enums.cjs'

/** The members that every notification has. */
export interface CommonMembers {
  /**
   * Who sent it.
   */
  readonly provider: Provider
  /**
   * The kind, for example `lianlian.payment`. `pingpong.other` has no typed fields.
   */
  readonly kind: Kind
  /**
   * The merchant that it is for: LianLian's `oid_partner`, PingPong's `accId`.
   */
  readonly merchantId: string
  /**
   * The shop's own order number. Null only for kinds without a class.
   */
  readonly orderNo: string | null
  /**
   * The provider's transaction number. Null only for kinds without a class.
   */
  readonly transactionNo: string | null
  /**
   * How the operation has ended, or that it has not: one vocabulary for both providers.
   */
  readonly status: Status
  /**
   * The status as the provider wrote it; empty if it wrote none.
   */
  readonly statusText: string
  /**
   * The amount of the order. Null only for kinds without a class.
   */
  readonly amount: Amount | null
  /**
   * Which fact it reports: kind, merchant, operation, status. The ledger acts once on each.
   */
  readonly deliveryKey: string
  /**
   * SHA-256 of the signed text. Equal for equal notifications, whatever the order and escapes of
   * their bodies. In lower-case hex, 64 characters.
   */
  readonly fingerprint: string
  /**
   * The names on the wire of optional members whose text does not fit its documented form. Their
   * typed views are absent; their text is among the `fields`.
   */
  readonly irregularities: readonly string[]
  /**
   * What the check of the client address saw.
   */
  readonly source: Source
  /**
   * Every member as received, in the order of arrival. For PingPong these are the members of
   * `bizContent`. Texts are strings; other JSON is as `JSON.parse` has it, and as it was written in
   * `jsonText`.
   */
  readonly fields: { readonly [name: string]: unknown }
  /**
   * The members around the notification. PingPong has `accId`, `clientId`, `code` and others,
   * LianLian has none. Texts are strings; other JSON is as `JSON.parse` has it, and as it was
   * written in `jsonText`.
   */
  readonly envelope: { readonly [name: string]: unknown }
}

/** What the check of the client address saw. */
export interface Source {
  /**
   * How the list of sources is applied: `enforced`, `reported`, or `any` where every source is
   * accepted.
   */
  readonly check: 'enforced' | 'reported' | 'any'
  /**
   * The client's address; absent where it was not looked at and could not be read.
   */
  readonly address: string | null
  /**
   * Whether the address is on the list; absent where any source is accepted.
   */
  readonly trusted: boolean | null
}
