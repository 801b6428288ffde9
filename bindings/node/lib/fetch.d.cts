// Made by `cargo xtask generate` from xtask/templates/adapter.d.cts.j2. Do not edit.
import type { AnyNotification, HandleOptions, Ledger, Notification, Receiver } from './index.cjs'
import type { ClientOf, Database, TransactionLedger } from './transaction.cjs'

/** What a `Request` does not say. */
export interface Connection {
  /**
   * The address at the other end of the connection: Hono's `getConnInfo`, Bun's `server.requestIP`,
   * Deno's `info.remoteAddr`. Default: null, as for a Unix socket; Next.js does not tell it.
   */
  readonly peer?: string | null | undefined
}

/** What Next.js hands to a route handler. It says nothing about the connection. */
export interface RouteContext {
  readonly params: unknown
}

/** From a request to a response. Its promise never rejects. */
export type Handler = (request: Request, connection?: Connection | RouteContext) => Promise<Response>

/**
 * A handler for every server that speaks `Request` and `Response`: Next.js route handlers, Hono, Bun,
 * Deno. Nothing may have read the request's body before. Other methods than POST are answered with
 * 405, and work that has begun goes on when the provider hangs up.
 *
 * @param receiver the provider's receiver
 * @param ledger remembers what was fulfilled
 * @param fulfil the shop's own work, with the request for its context. It throws if it cannot be done
 * @throws TypeError if an argument is not what it must be
 *
 * @example
 * const notify = ackwell(receiver, ledger, fulfil)
 * app.all('/notify/lianlian', (c) => notify(c.req.raw, { peer: getConnInfo(c).remote.address }))
 */
export declare function ackwell<N extends Notification = AnyNotification> (
  receiver: Receiver<N>,
  ledger: Ledger,
  fulfil: (notification: N, request: Request) => unknown,
  options?: HandleOptions<N>,
): Handler
/**
 * As above, with the claim in the transaction of the work: it writes through `client`.
 *
 * @param ledger the ledger in the shop's own database
 */
export declare function ackwell<D extends Database, N extends Notification = AnyNotification> (
  receiver: Receiver<N>,
  ledger: TransactionLedger<D>,
  fulfil: (notification: N, request: Request, client: ClientOf<D>) => unknown,
  options?: HandleOptions<N>,
): Handler
