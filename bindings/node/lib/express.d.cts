// Made by `cargo xtask generate` from xtask/templates/adapter.d.cts.j2. Do not edit.
import type { AnyNotification, HandleOptions, Ledger, Notification, Receiver } from './index.cjs'
import type { ClientOf, Database, TransactionLedger } from './transaction.cjs'

/** What is asked of a request: Express's own, or that of Node's `http`. */
export interface IncomingRequest {
  readonly method?: string | undefined
  readonly headers: object
}

/** A handler for Express 4 and 5, and for `http.createServer`. Its promise never rejects. */
export type Handler<Q extends IncomingRequest> = (request: Q, response: object) => Promise<void>

/**
 * A handler for the route to which a provider sends its notifications: `app.all` or `app.post`. It
 * reads the raw body itself, verifies, claims, has `fulfil` do the work if the delivery is the first,
 * commits, and answers in the provider's form. Other methods than POST are answered with 405.
 *
 * No body parser may run before it, unless it keeps the bytes in `req.body` (`express.raw`) or
 * `req.rawBody`. If one did, the request is answered immediately and the log says which line to move.
 * Work that has begun goes on when the provider hangs up.
 *
 * @param receiver the provider's receiver
 * @param ledger remembers what was fulfilled
 * @param fulfil the shop's own work, with the request for its context. It throws if it cannot be done
 * @throws TypeError if an argument is not what it must be
 *
 * @example
 * app.all('/notify/lianlian', ackwell(receiver, ledger, async (notification) => {
 *   if (notification.status === 'succeeded') await orders.markPaid(notification.orderNo)
 * }))
 */
export declare function ackwell<N extends Notification = AnyNotification, Q extends IncomingRequest = IncomingRequest> (
  receiver: Receiver<N>,
  ledger: Ledger,
  fulfil: (notification: N, request: Q) => unknown,
  options?: HandleOptions<N>,
): Handler<Q>
/**
 * As above, with the claim in the transaction of the work: it writes through `client`.
 *
 * @param ledger the ledger in the shop's own database
 */
export declare function ackwell<D extends Database, N extends Notification = AnyNotification, Q extends IncomingRequest = IncomingRequest> (
  receiver: Receiver<N>,
  ledger: TransactionLedger<D>,
  fulfil: (notification: N, request: Q, client: ClientOf<D>) => unknown,
  options?: HandleOptions<N>,
): Handler<Q>
