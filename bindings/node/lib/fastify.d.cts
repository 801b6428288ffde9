// Made by `cargo xtask generate` from xtask/templates/adapter.d.cts.j2. Do not edit.
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'

import type { AnyNotification, HandleOptions, Ledger, Notification, Receiver } from './index.cjs'
import type { ClientOf, Database, TransactionLedger } from './transaction.cjs'

/**
 * A plugin that takes a provider's notifications at its prefix. It is encapsulated: it takes every body
 * as bytes, and the application's own parsers and routes stay as they are. Its answer goes past the
 * application's hooks and compression, and its lines go to the request's log. Other methods than POST
 * are answered with 405, and work that has begun goes on when the provider hangs up.
 *
 * @param receiver the provider's receiver
 * @param ledger remembers what was fulfilled
 * @param fulfil the shop's own work, with the request for its context. It throws if it cannot be done
 * @throws TypeError if an argument is not what it must be
 *
 * @example
 * app.register(ackwell(receiver, ledger, async (notification) => {
 *   if (notification.status === 'succeeded') await orders.markPaid(notification.orderNo)
 * }), { prefix: '/notify/lianlian' })
 */
export declare function ackwell<N extends Notification = AnyNotification> (
  receiver: Receiver<N>,
  ledger: Ledger,
  fulfil: (notification: N, request: FastifyRequest) => unknown,
  options?: HandleOptions<N>,
): FastifyPluginAsync
/**
 * As above, with the claim in the transaction of the work: it writes through `client`.
 *
 * @param ledger the ledger in the shop's own database
 */
export declare function ackwell<D extends Database, N extends Notification = AnyNotification> (
  receiver: Receiver<N>,
  ledger: TransactionLedger<D>,
  fulfil: (notification: N, request: FastifyRequest, client: ClientOf<D>) => unknown,
  options?: HandleOptions<N>,
): FastifyPluginAsync
