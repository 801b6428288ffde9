import type { Code, Config, ConfigDocument, Kind, LianLian, PingPong, Provider } from './index.cjs'
import type { Variant } from './generated/variants.cjs'

export * from './generated/variants.cjs'

/** Whether a provider takes an answer as "received", and why. */
export interface Judgement {
  /** Whether it does. Otherwise it sends again. */
  readonly received: boolean
  /** The reason, in one sentence without a full stop. */
  readonly why: string
}

/**
 * Whether the provider takes that answer of an endpoint as "received".
 *
 * @throws AckwellError `invalid_argument`: there is no such provider
 */
export declare function judge (provider: Provider, status: number, body?: string | Uint8Array): Judgement

/** What of a request is chosen. Everything else has the value of the provider's documents. */
export interface Choice {
  /** The order's number. The numbers of the operation follow from it. */
  readonly order?: string | undefined
  /** The amount, for example `10.00`. */
  readonly amount?: string | undefined
  /** The currency, for example `CNY`. */
  readonly currency?: string | undefined
  /** The provider's word (`SUCCESS`), or Ackwell's (`succeeded`). */
  readonly status?: string | undefined
  /** Members that are replaced, or added. `null` leaves one out. */
  readonly members?: { readonly [name: string]: unknown } | undefined
  /** In which way it is wrong on purpose. Default: `genuine`. */
  readonly variant?: Variant | undefined
}

/** One HTTP request as the provider sends it, by POST. */
export declare class SignedRequest {
  #private
  private constructor ()
  /** Its kind. */
  readonly kind: Kind
  /** Who sends it. */
  readonly provider: Provider
  /** In which way it is wrong on purpose. */
  readonly variant: Variant
  /** The body. Post these bytes as they are. */
  readonly body: Buffer
  /** The content type, and the address that a proxy on this machine saw. */
  readonly headers: { readonly [name: string]: string }
  /** The address from which the test itself connects. */
  readonly peer: string
  /** What a receiver must refuse it with, if no member was replaced; null for what it must accept. */
  readonly code: Code | null
  /**
   * Throws unless the provider takes this answer as "received".
   *
   * @param body a promise is refused, so that no `await` is forgotten
   * @throws AssertionError it would send again; the message says why
   */
  assertReceived (status: number, body: string | Uint8Array): void
  /**
   * Throws unless this is the answer to a request that was refused with that code.
   *
   * @param code default: that of the variant
   * @throws AssertionError it is another answer
   */
  assertRefused (status: number, body: string | Uint8Array, code?: Code): void
}

/**
 * Plays the providers in tests of your endpoint, with keys and ids made on the spot.
 *
 * @example
 * const sender = new Sender()
 * const paid = sender.request('lianlian.payment', { order: '42', amount: '10.00' })
 * const answer = await fetch(url, { method: 'POST', body: paid.body, headers: paid.headers })
 * paid.assertReceived(answer.status, await answer.text())
 */
export declare class Sender {
  #private
  /** @param options `providers`: whom to play; all of them by default */
  constructor (options?: { readonly providers?: readonly Provider[] })
  /** The configuration document of `config`. */
  readonly document: ConfigDocument
  /**
   * The configuration of receivers that accept what this sends. It takes only the providers'
   * published addresses, and believes a proxy on this machine, as which the requests are sent.
   */
  readonly config: Config
  /** A receiver of LianLian, configured for what this sends. */
  readonly lianlian: LianLian
  /** A receiver of PingPong, configured for what this sends. */
  readonly pingpong: PingPong
  /**
   * Writes `ackwell.json`, a configuration file for an application that reads one.
   *
   * @param options `ledger`: the URL of the ledger in it. Default: `memory:`
   * @returns the file's path
   */
  writeConfig (folder: string, options?: { readonly ledger?: string }): string
  /**
   * Makes and signs a request. The same arguments give the same request: sending it again is a
   * repeat.
   *
   * @throws AckwellError `invalid_argument`: there is no such kind or variant, or it has no such
   * currency
   */
  request (kind: Kind, choice?: Choice): SignedRequest
}
