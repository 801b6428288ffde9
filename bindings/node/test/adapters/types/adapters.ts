// What must compile, and behind `@ts-expect-error` what must not: checked by `tsc`, never run.

import BetterSqlite from 'better-sqlite3'
import express from 'express'
import express4 from 'express4'
import Fastify, { type FastifyRequest } from 'fastify'
import { createServer, type IncomingMessage } from 'node:http'
import mysql from 'mysql2'
import mysqlPromises from 'mysql2/promise'
import { Client, Pool, type PoolClient } from 'pg'

import {
  type Acknowledgement, type AnyNotification, Config, Ledger, LianLian, type LianLianNotification, type Outcome, PingPong,
  type PingPongNotification,
} from 'ackwell'
import { ackwell as onExpress } from 'ackwell/express'
import { ackwell as onFastify } from 'ackwell/fastify'
import { ackwell as onFetch } from 'ackwell/fetch'
import { ackwell as onNest, AckwellModule } from 'ackwell/nest'
import { type Connection, inTransaction, TransactionLedger } from 'ackwell/transaction'

declare const receiver: LianLian
declare const other: PingPong
declare const ledger: Ledger
declare const config: Config

/** Whether two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
function is<_T extends true> (): void {}

// Express, 5 and 4, and Node's own server.
const app = express()
app.all('/lianlian', onExpress(receiver, ledger, async (notification, request) => {
  is<Same<typeof notification, LianLianNotification>>()
  if (notification.kind === 'lianlian.payment') console.log(notification.moneyOrder, request.headers)
  // @ts-expect-error: a kind of the other provider
  if (notification.kind === 'pingpong.refund') console.log(notification)
}))
app.post('/pingpong', onExpress(other, ledger, (notification: PingPongNotification, request: express.Request) => request.get(notification.kind)))
express4().all('/lianlian', onExpress(receiver, ledger, () => {}) as express4.RequestHandler)
createServer(onExpress(receiver, ledger, (_notification, request: IncomingMessage) => request.socket))
for (const provider of config.providers) {
  app.all(`/${provider}`, onExpress(config.receiver(provider), ledger, (notification: AnyNotification) => notification.kind))
}
onExpress(receiver, ledger, () => {}, {
  logger: console,
  onOutcome (outcome: Outcome<LianLianNotification>) { console.log(outcome.outcome, outcome.code) },
})
// @ts-expect-error: no ledger
onExpress(receiver, () => {})
// @ts-expect-error: a URL is no ledger
onExpress(receiver, 'sqlite:ackwell.db', () => {})
// @ts-expect-error: there is no such option
onExpress(receiver, ledger, () => {}, { loger: console })

// Fastify.
Fastify().register(onFastify(receiver, ledger, async (notification, request) => {
  is<Same<typeof notification, LianLianNotification>>()
  is<Same<typeof request, FastifyRequest>>()
}), { prefix: '/lianlian' })

// fetch: Next.js route handlers, Hono, Bun, Deno.
export const POST = onFetch(receiver, ledger, async (notification, request) => {
  console.log(notification.orderNo, request.url)
})
is<Same<ReturnType<typeof POST>, Promise<Response>>>()
// As Next.js checks its routes.
const route: (request: Request, context: { params: Promise<object> }) => void | Response | Promise<void | Response> = POST
void route
void POST(new Request('http://localhost'), { peer: null })
// @ts-expect-error: an address is a string
void POST(new Request('http://localhost'), { peer: 7 })
void POST(new Request('http://localhost'), { peer: undefined })

// Nest.
AckwellModule.register({ path: '/lianlian', receiver, ledger, fulfil: (notification) => notification.orderNo })
AckwellModule.registerAsync({
  path: '/lianlian',
  inject: ['Orders'],
  useFactory: async (orders: { paid (order: string | null): Promise<void> }) => ({
    receiver, ledger, fulfil: (notification) => orders.paid(notification.orderNo),
  }),
})
// @ts-expect-error: no path
AckwellModule.register({ receiver, ledger, fulfil: () => {} })
const controlled: (request: object, response: object) => Promise<void> = onNest(receiver, ledger, () => {})
void controlled

// Claims in the shop's own transaction.
declare const notification: LianLianNotification
declare const pool: Pool
declare const client: Client
void inTransaction(pool, notification, async (each, connection) => {
  is<Same<typeof each, LianLianNotification>>()
  is<Same<typeof connection, PoolClient>>()
}).then((answer: Acknowledgement) => answer.status)
void inTransaction(client, notification, async (_each, connection) => { is<Same<typeof connection, Client>>() })
void inTransaction(mysqlPromises.createPool(''), notification, async (_each, connection) => {
  is<Same<typeof connection, mysqlPromises.PoolConnection>>()
})
void inTransaction(mysql.createPool(''), notification, async (_each, connection) => {
  is<Same<typeof connection, mysqlPromises.PoolConnection>>()
})
const database = new BetterSqlite('shop.db')
const answer: Acknowledgement = inTransaction(database, notification, (each, connection) => {
  connection.prepare('UPDATE orders SET paid = TRUE WHERE number = ?').run(each.orderNo)
})
void answer
declare const prisma: Connection<{ $executeRaw (sql: string): Promise<number> }>
void inTransaction(prisma, notification, async (_each, tx) => { await tx.$executeRaw('') })
// @ts-expect-error: not a connection
inTransaction({}, notification, () => {})

const transactions = new TransactionLedger(pool)
app.all('/exactly-once', onExpress(receiver, transactions, async (each, _request, connection) => {
  is<Same<typeof connection, PoolClient>>()
  console.log(await transactions.earlierPayment(each, connection))
}))
Fastify().register(onFastify(receiver, transactions, async (_each, _request, connection) => { await connection.query('') }))
onFetch(receiver, transactions, async (_each, _request, connection) => { await connection.query('') })
