// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.

/**
 * A payment provider.
 *
 * - `lianlian`: LianLian Pay, classic scheme: an RSA signature in the body
 * - `pingpong`: PingPongCheckout v4: a salted hash in the body
 */
export type Provider =
  | 'lianlian'
  | 'pingpong'

/**
 * A kind of notification.
 *
 * - `lianlian.payment`
 * - `lianlian.exchange_payment`
 * - `pingpong.transaction`
 * - `pingpong.refund`
 * - `pingpong.capture`
 * - `pingpong.void`
 * - `pingpong.other`
 */
export type Kind =
  | 'lianlian.payment'
  | 'lianlian.exchange_payment'
  | 'pingpong.transaction'
  | 'pingpong.refund'
  | 'pingpong.capture'
  | 'pingpong.void'
  | 'pingpong.other'

/**
 * How the operation that a notification reports has ended, or that it has not.
 *
 * - `succeeded`: the money has moved
 * - `processing`: not decided yet: another notification will follow
 * - `failed`: it failed
 * - `authorized`: the money is reserved and waits for a confirmation
 * - `cancelled`: it was cancelled
 * - `closed`: it was closed without a payment
 * - `other`: something else, which the status text has
 */
export type Status =
  | 'succeeded'
  | 'processing'
  | 'failed'
  | 'authorized'
  | 'cancelled'
  | 'closed'
  | 'other'

/**
 * What the ledger reports of a delivery.
 *
 * - `first`: nobody has fulfilled it and nobody else is about to: fulfil it, then commit; if that
 *   fails, release
 * - `repeat`: it was fulfilled and committed before: do nothing, answer success
 * - `in_progress`: another worker holds the lease: do nothing, answer failure; the provider comes
 *   back
 * - `conflict`: the same delivery came before with another amount, currency or order number: do
 *   nothing, answer failure, and let a person look
 */
export type Delivery =
  | 'first'
  | 'repeat'
  | 'in_progress'
  | 'conflict'

/**
 * How urgent a failure is, for the level of a log line.
 *
 * - `info`: part of normal operation, nothing needs to be done
 * - `warning`: a request was refused before its signature was proven
 * - `error`: something genuine was not acted on, a person should look
 */
export type Severity =
  | 'info'
  | 'warning'
  | 'error'

/**
 * The state of a delivery in the ledger.
 *
 * - `in_progress`: A worker holds a lease that still runs
 * - `expired`: A worker held a lease that ran out. The next delivery is claimed again
 * - `committed`: Fulfilled
 * - `released`: The fulfilment failed, or a person reopened it. The next delivery is claimed again
 */
export type DeliveryState =
  | 'in_progress'
  | 'expired'
  | 'committed'
  | 'released'

/**
 * What became of one request, in one word.
 *
 * - `fulfilled`: the order is fulfilled and committed; answered with success
 * - `repeat`: it was fulfilled and committed before; answered with success
 * - `in_progress`: another worker holds the lease; answered with failure, so the provider comes
 *   back
 * - `conflict`: the delivery came before with another amount, currency or order number; answered
 *   with failure, and a person should look
 * - `failed`: the fulfilment failed, or it could not be committed; answered with failure, so the
 *   provider comes back
 * - `refused`: the receiver refused the request; answered with failure
 * - `unavailable`: the ledger could not be asked, so nothing was done; answered with failure, so
 *   the provider comes back
 */
export type OutcomeKind =
  | 'fulfilled'
  | 'repeat'
  | 'in_progress'
  | 'conflict'
  | 'failed'
  | 'refused'
  | 'unavailable'

/**
 * The stable code of an error, the same in every language.
 *
 * - `invalid_config`: the configuration is wrong
 * - `untrusted_source`: the client address is not on the list of sources
 * - `invalid_peer`: the client address cannot be determined
 * - `body_too_large`: the body is longer than the limit
 * - `malformed_body`: the body is not one strict UTF-8 JSON object
 * - `duplicate_member`: the body has two members of one name
 * - `ambiguous_body`: the signed text of the body has more than one reading
 * - `missing_signature`: the body carries no signature
 * - `unsupported_sign_type`: the body names a signature scheme that is not configured
 * - `invalid_signature`: no configured key or salt vouches for the body
 * - `not_a_notification`: the message is genuine but it is not a notification
 * - `missing_field`: a required member is missing
 * - `invalid_field`: a member is outside its documented form
 * - `wrong_merchant`: the notification is for another merchant
 * - `expectation_mismatch`: the notification is not about the expected payment
 * - `conflict`: the same delivery came before with a different content
 * - `in_progress`: another worker is fulfilling this notification
 * - `ledger_unavailable`: the ledger cannot be reached
 * - `fulfilment_failed`: the fulfilment failed
 * - `internal`: an internal error of the library
 * - `invalid_argument`: an argument is not valid
 * - `lease_lost`: the lease has passed to another worker
 */
export type Code =
  | 'invalid_config'
  | 'untrusted_source'
  | 'invalid_peer'
  | 'body_too_large'
  | 'malformed_body'
  | 'duplicate_member'
  | 'ambiguous_body'
  | 'missing_signature'
  | 'unsupported_sign_type'
  | 'invalid_signature'
  | 'not_a_notification'
  | 'missing_field'
  | 'invalid_field'
  | 'wrong_merchant'
  | 'expectation_mismatch'
  | 'conflict'
  | 'in_progress'
  | 'ledger_unavailable'
  | 'fulfilment_failed'
  | 'internal'
  | 'invalid_argument'
  | 'lease_lost'

/** What is known of a code. */
export interface CodeFacts {
  /** The number in the C library. It is never reused. */
  readonly number: number
  /** The HTTP status of the failure that is answered. */
  readonly httpStatus: number
  /** How urgent it is. */
  readonly severity: Severity
  /** What happened, without anything from a request. */
  readonly sentence: string
  /** What to do about it. The one of an error fits its configuration more closely. */
  readonly remedy: string
}

/** Every code with what is known of it. */
export declare const codes: { readonly [code in Code]: CodeFacts }

/** The words of every closed list, for what a type cannot do at run time. */
export declare const vocabularies: {
  readonly provider: readonly Provider[]
  readonly kind: readonly Kind[]
  readonly status: readonly Status[]
  readonly delivery: readonly Delivery[]
  readonly severity: readonly Severity[]
  readonly deliveryState: readonly DeliveryState[]
  readonly outcome: readonly OutcomeKind[]
}
