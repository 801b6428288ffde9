// A worker for one_ledger.py that claims in transactions of Node's own drivers:
//
//     node node_worker.mjs STORE URL CONFIG PEER SEED CONFLICT
//
// with one body in base64 per line of standard input. Prints `ready`; what it fulfils it writes into the
// table `fulfilled`, in the transaction of the claim. CONFLICT, in base64 too, contradicts one of them:
// it is claimed last, from a pool and on one connection.

import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

import { Config } from 'ackwell'
import { inTransaction, TransactionLedger } from 'ackwell/transaction'
import BetterSqlite from 'better-sqlite3'
import mysql from 'mysql2/promise'
import pg from 'pg'

const [store, url, config, peer, seed, conflict] = process.argv.slice(2)
const insert = `INSERT INTO fulfilled VALUES (${store === 'postgres' ? '$1' : '?'}, 'node')`

/** Two connections to the store, a work for each, and what ends them. */
const stores = {
  async sqlite () {
    const open = () => new BetterSqlite(new URL(url).pathname, { timeout: 30_000 })
    const connections = [open(), open()]
    const work = (notification, client) => { client.prepare(insert).run(notification.orderNo) }
    return { connections, work, close: () => connections.forEach((one) => one.close()) }
  },
  async postgres () {
    const [pool, client] = [new pg.Pool({ connectionString: url, max: 3 }), new pg.Client({ connectionString: url })]
    await client.connect()
    const work = async (notification, client) => {
      await setTimeout(2)
      await client.query(insert, [notification.orderNo])
    }
    return { connections: [pool, client], work, close: () => Promise.all([pool.end(), client.end()]) }
  },
  async mysql () {
    const connections = [mysql.createPool({ uri: url, connectionLimit: 3 }), await mysql.createConnection(url)]
    const work = async (notification, client) => {
      await setTimeout(2)
      await client.execute(insert, [notification.orderNo])
    }
    return { connections, work, close: () => Promise.all(connections.map((one) => one.end())) }
  },
}

const receiver = Config.fromJson(config).lianlian()
const verified = (line) => receiver.verify({ body: Buffer.from(line, 'base64'), peer })
const { connections, work, close } = await stores[store]()
const quietly = { logger: { warn () {}, error () {} } }
await new TransactionLedger(connections[0]).createTables()
console.log('ready')

let random = Number(seed)
const next = () => (random = random * 48271 % 2147483647) / 2147483647
const notifications = readFileSync(0, 'latin1').trim().split('\n').map(verified)
notifications.sort(() => next() - 0.5)
for (const notification of notifications) {
  for (let tries = 0; !(await inTransaction(connections[0], notification, work, quietly)).isSuccess; tries++) {
    if (tries > 2000) throw new Error(`not fulfilled: ${notification.orderNo}`)
    await setTimeout(5)
  }
}

const changed = verified(conflict)
const never = () => { throw new Error('a conflict was fulfilled') }
for (const connection of connections) {
  const answer = await inTransaction(connection, changed, never, quietly)
  if (answer.status !== 409) throw new Error(`${answer.status} ${answer.body}`)
}
await close()
