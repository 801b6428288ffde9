// Made by `cargo xtask generate` from the table of classes and xtask/templates/index.d.cts.j2. Do not edit.
/// <reference lib="esnext.disposable" />

import type { CommonMembers } from './generated/common.cjs'
import type { Code, Delivery, Kind, Provider } from './generated/enums.cjs'
import type { AnyNotification, LianLianNotification, PingPongNotification } from './generated/kinds.cjs'
import type { LedgerQuestions } from './generated/ledger.cjs'
import type { ConfigDocument, LedgerOptions, LianLianOptions, PingPongOptions, Text } from './generated/options.cjs'
import type { Conflict, Diagnosis, EarlierPayment, Outcome as OutcomeMembers, Why } from './generated/records.cjs'

export type { Source } from './generated/common.cjs'
export * from './generated/enums.cjs'
export * from './generated/kinds.cjs'
export type { ExpectedOrder, Filter, OrderKey } from './generated/ledger.cjs'
export type * from './generated/options.cjs'
export type {
  Conflict, ConflictSide, Diagnosis, EarlierPayment, Finding, LedgerCounts, LedgerStatus, OrderHistory, OrderRecord,
  OverdueOrder, Pruned,
  Record as LedgerRecord,
} from './generated/records.cjs'

/** What came over HTTP. Nothing in it is trusted. */
export interface Request {
  /** The body, byte for byte as it arrived. A `Buffer` is a `Uint8Array`. */
  readonly body: Uint8Array
  /** The headers, as any server has them. Only the receiver's `headerNames` are read. */
  readonly headers?:
    | Iterable<readonly [string, string]>
    | { readonly [name: string]: string | readonly string[] | undefined }
    | null
    | undefined
  /** The address at the other end of the connection, with or without a port; null for a Unix socket. */
  readonly peer?: string | null | undefined
  /** The HTTP method, which adapters look at. `verify` does not. */
  readonly method?: string | undefined
}

/** What to answer to the provider, byte for byte. */
export declare class Acknowledgement {
  #private
  private constructor ()
  /** The HTTP status. */
  readonly status: number
  /** The value of the `Content-Type` header. */
  readonly contentType: string
  /** The body. */
  readonly body: Uint8Array
  /** Whether this answer makes the provider stop sending. */
  readonly isSuccess: boolean
  /** The headers that belong to the answer. */
  readonly headers: { readonly 'content-type': string; readonly 'content-length': string }
}

/** An exact amount of money: never a float. */
export declare class Amount {
  constructor (value: string, currency: string)
  /** The value in major units, with the digits that the provider wrote. */
  readonly value: string
  /** The currency as three upper-case letters (ISO 4217). */
  readonly currency: string
  /** The value in minor units (cents, fen; yen itself); null if it is not a whole number of them. */
  readonly minorUnits: bigint | null
  /** The value, a blank and the currency. */
  toString (): string
}

/** Why something was not done, with a stable code. Everything that this package throws is one. */
export declare class AckwellError extends Error {
  private constructor ()
  /** What to answer, where a provider waits for an answer. */
  readonly acknowledgement: Acknowledgement | null
}
export interface AckwellError extends Why {}

/**
 * What a verified request said: the part that all kinds share. Only a receiver makes one. Its `kind`
 * tells which class it is, with the provider's own fields.
 */
export declare abstract class Notification {
  #private
  protected constructor ()
  /**
   * "Is this the payment that I am waiting for?" Returns the notification.
   *
   * @param orderNo the shop's own order number
   * @param amount the exact amount in major units, never a float: `0.2` is `0.20`
   * @param currency three upper-case letters
   * @throws AckwellError `expectation_mismatch`: `member` names what differs first; `invalid_argument`:
   * the amount or the currency is not one
   */
  expect (orderNo: string, amount: string | bigint, currency: string): this
  /** What to answer once the shop has acted on it: the provider stops sending. */
  acknowledge (): Acknowledgement
  /** A refusal of it by the shop, with what to answer. It is not thrown yet. */
  refuse (code: Code, cause?: string): AckwellError
  /** The text that was signed, names and values as they came. */
  readonly signedText: string
  /** Whether it is the answer that its order waited for, not just news of its making. */
  readonly resolvesOrder: boolean
  /** The notification as one JSON object, the same in every language. */
  readonly jsonText: string
  /** The same, parsed: for `JSON.stringify` and the like. Its names are in snake_case. */
  toJSON (): { readonly [name: string]: unknown }
}
export interface Notification extends CommonMembers {}

/** When a provider sends again, and when it gives up. Lengths of time are in milliseconds. */
export interface Schedule {
  /** How long the provider waits for the acknowledgement. */
  readonly deadline: number
  /** How long after the first send the last one can still come. After that, query. */
  readonly horizon: number
  /** The pause after each send; one fewer than there are sends. */
  readonly pauses: readonly number[]
  /** How often one notification is sent at most, the first time included. */
  readonly sends: number
}

/** The schedule of a provider. */
export declare function schedule (provider: Provider): Schedule

/** What `receive` may be given besides the request. */
export interface ReceiveOptions {
  /** Gives up while no work has begun. A delivery that was claimed by then is released. */
  readonly signal?: AbortSignal | undefined
}

/** What became of one request, for logs and metrics. What is absent is null. */
export declare class Outcome<N extends Notification = AnyNotification> {
  private constructor ()
  /** The notification's kind. */
  readonly kind: Kind | null
  /** What was answered. */
  readonly acknowledgement: Acknowledgement
  /** The notification; null if the request was refused or the ledger could not be asked. */
  readonly notification: N | null
}
export interface Outcome<N extends Notification = AnyNotification> extends OutcomeMembers {}

/** The shop's work on one notification. It is fulfilled when it returns or its promise resolves. */
export type Fulfil<N extends Notification = AnyNotification> = (notification: N) => unknown

/** What a log line is written to: pino, winston, Nest's Logger or the like. */
export interface Logger {
  debug? (line: string): void
  info? (line: string): void
  warn (line: string): void
  error (line: string): void
  log? (line: string): void
}

/** What `handle` may be given besides the request, the ledger and the work. */
export interface HandleOptions<N extends Notification = AnyNotification> extends ReceiveOptions {
  /** Hears what became of the request: for metrics and alarms. Nobody waits for it. */
  readonly onOutcome?: ((outcome: Outcome<N>) => unknown) | undefined
  /**
   * Where the line about each request goes. Default: what a person should look at is a warning of the
   * process, which Node writes to standard error, and the rest is for `NODE_DEBUG=ackwell`.
   */
  readonly logger?: Logger | undefined
}

/**
 * One provider's receiver: keys or salt, merchants, trusted sources, limits. Make a `LianLian` or a
 * `PingPong`, or ask a `Config`.
 */
export declare abstract class Receiver<N extends Notification = AnyNotification> {
  #private
  protected constructor ()
  /**
   * Turns one request into a notification. Synchronous and pure: no input or output, no clock.
   *
   * @throws AckwellError if the request is refused: answer its `acknowledgement`
   */
  verify (request: Request): N
  /**
   * As `verify` for each request, in their order, several side by side. What is refused is an error.
   */
  verifyBatch (requests: Iterable<Request>): (N | AckwellError)[]
  /**
   * Why a request is refused: every check instead of the first, and for a signature the reason. For the
   * developer: log it while you set the shop up, and do not answer with it. Synchronous and pure; it
   * accepts nothing, holds no secret, and may take a thousand times as long as `verify`.
   *
   * @throws AckwellError `invalid_argument` if the body is not bytes any more
   */
  explain (request: Request): Diagnosis
  /**
   * Verifies one request and claims its delivery, for work that does not fit into a function.
   *
   * @throws AckwellError if the request is refused or the ledger cannot say: answer its
   * `acknowledgement`
   */
  receive (request: Request, ledger: Ledger, options?: ReceiveOptions): Promise<Receipt<N>>
  /**
   * Does everything: verifies, claims, has `fulfil` do the work, commits, and returns what to answer.
   *
   * `fulfil` is called for the first delivery only. If it throws, the delivery is released, one line is
   * logged, and the provider will send again. It may be called again for one delivery if its process
   * died or it took longer than the lease: make it safe to repeat.
   *
   * A signal gives up while no work has begun. Work that has begun goes on to its end.
   *
   * @throws TypeError if `fulfil` is a generator function, whose work would never be done; AckwellError
   * `invalid_argument` if the body is not bytes any more; the signal's reason
   */
  handle (request: Request, ledger: Ledger, fulfil: Fulfil<N>, options?: HandleOptions<N>): Promise<Acknowledgement>
  /** Whose notifications it receives. */
  readonly provider: Provider
  /** The longest body that is looked at, in bytes. Who reads one byte more need not read the rest. */
  readonly maxBodyBytes: number
  /** The names, in lower case, of the only headers that are read; empty without proxies. */
  readonly headerNames: string[]
  /** SHA-256 of each public key's DER in lower-case hex; empty for PingPong. */
  readonly keyFingerprints: string[]
  /** The provider's re-send schedule. */
  readonly schedule: Schedule
  /** What to answer to a notification that was acted on. */
  acknowledge (): Acknowledgement
  /** A refusal with that code, with what to answer. It is not thrown yet. */
  refuse (code: Code, cause?: string): AckwellError
}

/**
 * A receiver for LianLian Pay.
 *
 * @example
 * const receiver = new LianLian({ publicKeys: [{ file: 'lianlian.pem' }], merchantIds: ['201103171000000000'] })
 * const notification = receiver.verify({ body, headers, peer })
 */
export declare class LianLian extends Receiver<LianLianNotification> {
  /** @throws AckwellError `invalid_config`: `member` names the option, `message` what is expected */
  constructor (options: LianLianOptions)
}

/**
 * A receiver for PingPongCheckout v4.
 *
 * @example
 * const receiver = new PingPong({
 *   salt: { env: 'PINGPONG_SALT' },
 *   clientId: '2018092714313010016',
 *   accIds: ['2018092714313010016291'],
 *   environment: 'production',
 * })
 */
export declare class PingPong extends Receiver<PingPongNotification> {
  /** @throws AckwellError `invalid_config`: `member` names the option, `message` what is expected */
  constructor (options: PingPongOptions)
}

/** A whole configuration: the same document in every language. */
export declare class Config {
  #private
  /**
   * @param document its sections. `{ env: 'NAME' }` and `{ file: 'path' }` may stand for a text. They
   * are read when a receiver is built or the ledger opened, and only those that it needs
   * @throws AckwellError `invalid_config`: `member` is the path of what is wrong
   */
  constructor (document: ConfigDocument)
  /** Reads a TOML file, or a JSON file if its name ends in `.json`. Its folder is where paths start. */
  static fromFile (path: string | URL): Config
  /** Reads a JSON text. Relative paths in it start at the working directory. */
  static fromJson (text: string): Config
  /** The providers that it has a section for. */
  readonly providers: Provider[]
  /** The receiver for LianLian. */
  lianlian (): LianLian
  /** The receiver for PingPong. */
  pingpong (): PingPong
  /** The receiver of that provider. */
  receiver (provider: Provider): LianLian | PingPong
  /** Opens the ledger of the section `ledger`. */
  ledger (): Ledger
}

/**
 * The durable memory that makes a shop act on each notification once. Its calls run on threads of its
 * own: neither the event loop nor Node's own threads wait for the store.
 */
export declare class Ledger implements AsyncDisposable {
  #private
  private constructor ()
  /**
   * Opens a ledger.
   *
   * @param url `memory:` for tests, `sqlite:///absolute/path.db` or `sqlite:relative.db` for one
   * machine, `postgres://`, `mysql://`, `redis://` or `rediss://` for many
   * @throws AckwellError `invalid_config`, or `ledger_unavailable` if a file cannot be opened. A server
   * is connected to when first needed
   */
  static open (url: Text, options?: LedgerOptions): Ledger
  /** Opens the ledger of a configuration's section `ledger`. */
  static fromConfig (config: Config): Ledger
  /**
   * Claims the delivery of a notification that was verified before. `receive` does both.
   *
   * @throws AckwellError `ledger_unavailable`: answer its `acknowledgement`
   */
  claim<N extends Notification> (notification: N): Promise<Receipt<N>>
  /**
   * The first payment of the same order by another transaction that was committed before. "Once" is
   * once per transaction: ask before you ship, and refund the second.
   */
  earlierPayment (notification: Notification): Promise<EarlierPayment | null>
  /** Closes its file, its connections, its threads, once its calls are answered. */
  close (): Promise<void>
  /** Closes it. */
  [Symbol.asyncDispose] (): Promise<void>
}
export interface Ledger extends LedgerQuestions {}

/** The right to fulfil one notification, for a while. */
export interface Lease {
  /** The fencing token: 1 for the first claim of a delivery, higher with each further one. */
  readonly token: number
  /** When the lease runs out, on the store's clock. */
  readonly expiresAt: Date
  /** How long it still runs, in milliseconds. */
  readonly remaining: number
}

/**
 * A notification, what the ledger reports of its delivery, and what to answer. If `isFirst`, do the
 * work, then `commit` or `release`. `await using` releases what was not committed.
 */
export declare class Receipt<N extends Notification = AnyNotification> implements AsyncDisposable {
  #private
  private constructor ()
  /** What the request said. */
  readonly notification: N
  /** What the ledger reports. */
  readonly delivery: Delivery
  /** Whether it is this worker's to fulfil. */
  readonly isFirst: boolean
  /** The right to fulfil it, if it is the first delivery. */
  readonly lease: Lease | null
  /** How long another worker's lease still ran, in milliseconds, if the delivery is in progress. */
  readonly remaining: number | null
  /** What disagrees, if the delivery is a conflict. */
  readonly conflict: Conflict | null
  /** What to answer now: success for a repeat and after a commit, otherwise failure. */
  readonly acknowledgement: Acknowledgement
  /** See `Ledger.earlierPayment`. */
  earlierPayment (): Promise<EarlierPayment | null>
  /**
   * The order is fulfilled. Returns the answer that ends the re-sends.
   *
   * @throws AckwellError `lease_lost`, `ledger_unavailable`, or `invalid_argument` if it is not the
   * first delivery
   */
  commit (): Promise<Acknowledgement>
  /**
   * The work failed: releases the delivery, and returns the failure to answer.
   *
   * @param options `strict`: throw if it cannot be released; else the lease runs out by itself
   */
  release (options?: { readonly strict?: boolean | undefined }): Promise<Acknowledgement>
  /** Lets the lease run its whole time again from now. */
  extend (): Promise<void>
  /** Has `fulfil` do the work if it is the first delivery, then commits, or releases if it failed. */
  settle (fulfil: Fulfil<N>): Promise<Outcome<N>>
  /** Releases what was neither committed nor released. */
  [Symbol.asyncDispose] (): Promise<void>
}
