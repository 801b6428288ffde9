// Made by `cargo xtask generate` from xtask/templates/adapter.d.cts.j2. Do not edit.
import type { DynamicModule, FactoryProvider, ModuleMetadata } from '@nestjs/common'

import type { AnyNotification, HandleOptions, Ledger, Notification, Receiver } from './index.cjs'
import type { ClientOf, Database, TransactionLedger } from './transaction.cjs'

/** What takes a provider's notifications. Default for `logger`: Nest's own. */
export interface Endpoint<N extends Notification = AnyNotification, D extends Database = never> extends Omit<HandleOptions<N>, 'signal'> {
  /** The provider's receiver. */
  readonly receiver: Receiver<N>
  /** Remembers what was fulfilled; a `TransactionLedger` claims in the transaction of the work. */
  readonly ledger: Ledger | TransactionLedger<D>
  /** The shop's own work, with the request for its context. It throws if it cannot be done. */
  readonly fulfil: (notification: N, request: any, client: ClientOf<D>) => unknown
}

/**
 * An endpoint on the HTTP server itself, Express's or Fastify's: before Nest's body parsers, guards,
 * interceptors and global prefix, so that none of them needs an exception.
 *
 * @example
 * AckwellModule.registerAsync({
 *   path: '/notify/lianlian',
 *   imports: [OrdersModule],
 *   inject: [Orders],
 *   useFactory: (orders: Orders) => ({ receiver, ledger, fulfil: (notification) => orders.paid(notification) }),
 * })
 */
export declare class AckwellModule {
  /** With an endpoint that needs nothing of the application. */
  static register<N extends Notification = AnyNotification, D extends Database = never> (
    endpoint: Endpoint<N, D> & {
      /** The whole path to which the provider sends its notifications. */
      readonly path: string
    },
  ): DynamicModule
  /** With an endpoint that is made of what the application injects. */
  static registerAsync<N extends Notification = AnyNotification, D extends Database = never> (options: {
    /** The whole path to which the provider sends its notifications. */
    readonly path: string
    /** The modules of what is injected. */
    readonly imports?: ModuleMetadata['imports']
    /** What `useFactory` takes. */
    readonly inject?: FactoryProvider['inject']
    /** Makes the endpoint. */
    readonly useFactory: (...injected: any[]) => Endpoint<N, D> | Promise<Endpoint<N, D>>
  }): DynamicModule
}

/**
 * For a controller of the shop's own: a function that answers one request. The application is created
 * with `{ rawBody: true }`, and the method takes `@Req()` and `@Res()`.
 *
 * @param receiver the provider's receiver
 * @param ledger remembers what was fulfilled; a `TransactionLedger` claims in the transaction of the work
 * @param fulfil the shop's own work, with the request for its context. It throws if it cannot be done
 * @throws TypeError if an argument is not what it must be
 *
 * @example
 * readonly answer = ackwell(receiver, ledger, (notification) => this.orders.paid(notification))
 *
 * @All('lianlian')
 * notify (@Req() request: Request, @Res() response: Response) { return this.answer(request, response) }
 */
export declare function ackwell<N extends Notification = AnyNotification, D extends Database = never> (
  receiver: Receiver<N>,
  ledger: Ledger | TransactionLedger<D>,
  fulfil: (notification: N, request: any, client: ClientOf<D>) => unknown,
  options?: HandleOptions<N>,
): (request: object, response: object) => Promise<void>
