// Made by `cargo xtask generate` from the table of classes and xtask/templates/transaction.d.cts.j2. Do not edit.
import type { Acknowledgement, EarlierPayment, HandleOptions, Notification } from './index.cjs'

/** A value of a statement. */
export type SqlValue = string | number | bigint | Uint8Array | null

/** How a database driver writes its placeholders: `?`, `%s`, `:1`, `$1`, `@p1`. */
export type Placeholders = 'qmark' | 'format' | 'numeric' | 'numeric_dollar' | 'at'

/** A connection or a query builder that Ackwell does not know: Prisma, Knex, Drizzle and the like. */
export interface Connection<C> {
  /** Whose SQL. */
  readonly dialect: 'postgres' | 'mysql' | 'sqlite'
  /** How placeholders are written. */
  readonly placeholders: Placeholders
  /** Runs `work` in a transaction: commits when its promise resolves, rolls back when it rejects. */
  transaction<T> (work: (client: C) => Promise<T>): Promise<T>
  /**
   * Runs one statement. Resolves to its rows if `reads`, each a list or an object of cells in the
   * order of the columns; otherwise to how many rows it changed.
   */
  run (client: C, sql: string, values: SqlValue[], reads: boolean): Promise<readonly object[] | number | bigint>
}

/** A connection, client or pool of `pg`. */
export interface Pg {
  query (...query: any[]): any
  connect (...connect: any[]): any
}

/** A connection or pool of `mysql2` or `mysql2/promise`. */
export interface Mysql2 {
  query (...query: any[]): any
  execute (...execute: any[]): any
}

/** A database of `better-sqlite3` or `node:sqlite`. */
export interface Sqlite {
  prepare (sql: string): any
  exec (sql: string): any
}

/** What the work writes through: of a pool, the connection that has the transaction. */
export type ClientOf<D> = D extends Connection<infer C> ? C
  : D extends { totalCount: number; connect: { (): Promise<infer C>; (...connect: any[]): any } } ? C
  : D extends { promise (): { getConnection (): Promise<infer C> } } ? C
  : D extends { getConnection (): Promise<infer C> } ? C
  : D extends { promise (): infer C } ? C
  : D

/** What Ackwell can claim with. */
export type Database = Connection<any> | Pg | Mysql2 | Sqlite

/** A value now for a synchronous driver, a promise for the others. */
type Answer<D, T> = D extends Sqlite ? T : Promise<T>

/** What `inTransaction` may be given besides. */
export type TransactionOptions<N extends Notification> = Omit<HandleOptions<N>, 'signal'>

/**
 * Claims a delivery, has `work` do the shop's work if it is the first, and commits both together: each
 * notification is fulfilled **exactly once**, whatever crashes. What `work` throws rolls back.
 *
 * @param connection a connection or pool of `pg` or `mysql2`, a database of `better-sqlite3` or
 * `node:sqlite`, or a `Connection`. No transaction may be open on it
 * @param notification what was verified
 * @param work writes through the client that it is given. What it does elsewhere may happen again. With
 * SQLite it must not be async
 * @returns what to answer to the provider
 * @throws TypeError if the connection is not known, or the work would not be done when it is committed
 *
 * @example
 * const answer = await inTransaction(pool, notification, async (notification, client) => {
 *   await client.query('UPDATE orders SET paid = TRUE WHERE number = $1', [notification.orderNo])
 * })
 */
export declare function inTransaction<D extends Database, N extends Notification> (
  connection: D,
  notification: N,
  work: (notification: N, client: ClientOf<D>) => unknown,
  options?: TransactionOptions<N>,
): Answer<D, Acknowledgement>

/**
 * The ledger's tables in the shop's own database, for an adapter: it takes the place of a `Ledger`, and
 * the fulfilment gets the client of its transaction behind the request.
 *
 * The tables are those of a `Ledger`: workers with leases and `ackwell ledger list` see the same rows.
 */
export declare class TransactionLedger<D extends Database> {
  #private
  /** @param connection as for `inTransaction` */
  constructor (connection: D)
  /** As the function `inTransaction`. */
  inTransaction<N extends Notification> (
    notification: N,
    work: (notification: N, client: ClientOf<D>) => unknown,
    options?: TransactionOptions<N>,
  ): Answer<D, Acknowledgement>
  /**
   * The first payment of the same order by another transaction that was committed before. Ask in the
   * work, with its client, before you ship.
   */
  earlierPayment (notification: Notification, client: ClientOf<D>): Answer<D, EarlierPayment | null>
  /** Creates the ledger's tables where they are not there. `ackwell ledger migrate` does so too. */
  createTables (): Answer<D, void>
}
