'use strict'

// The ledger in the shop's own database: a delivery is claimed in the transaction of the shop's work.

const { Buffer } = require('node:buffer')
const { types } = require('node:util')

const { Acknowledgement } = require('./acknowledgement.cjs')
const { answer, handle, outcomeOf } = require('./errors.cjs')
const { refuseDeferred, undone, words } = require('./fulfil.cjs')
const { EarlierPayment } = require('./generated/records.cjs')
const { report } = require('./log.cjs')
const native = require('./native.cjs')
const { Outcome } = require('./outcome.cjs')
const { sealed } = require('./packed.cjs')

/** See transaction.d.cts. */
function inTransaction (connection, notification, work, options) {
  return new TransactionLedger(connection).inTransaction(notification, work, options)
}

/** See transaction.d.cts. */
class TransactionLedger {
  #host

  constructor (connection) {
    this.#host = hostOf(connection)
  }

  inTransaction (notification, work, { logger, onOutcome } = {}) {
    this.check(work)
    const host = this.#host
    return host.drive((function * () {
      const outcome = yield * fulfilled(host, notification, work)
      report(outcome, logger, onOutcome)
      return outcome.acknowledgement
    })())
  }

  /** What an adapter does with a request. */
  handle (receiver, request, work, options) {
    let notification
    try {
      notification = receiver.verify(request)
    } catch (error) {
      const word = outcomeOf(error)
      if (word === null) throw error
      report(Outcome.ofError(word, error, error.acknowledgement), options.logger, options.onOutcome)
      return error.acknowledgement
    }
    return this.inTransaction(notification, work, options)
  }

  /** Refuses work that would not be done when the transaction is committed. */
  check (work) {
    refuseDeferred(work)
    if (this.#host.plain && types.isAsyncFunction(work)) {
      throw new TypeError(`${work.name || 'the fulfilment'} is async: SQLite's drivers are synchronous, ` +
        'and a transaction must not wait, because what else runs on the connection would be in it')
    }
  }

  earlierPayment (notification, client) {
    const host = this.#host
    return host.drive((function * () {
      const { earlier_payment: row } = yield * run(host, client, begun(host, notification, 'earlier_payment'))
      return row && new EarlierPayment(row)
    })())
  }

  createTables () {
    const host = this.#host
    const { schema } = JSON.parse(answer(native.ledgerStatements(host.dialect, host.placeholders)))
    return host.transaction((client) => host.drive((function * () {
      for (const sql of schema) yield host.run(client, sql, [], false)
    })()))
  }
}

/** Claims, has the work done if it is the first, and commits both together. */
function * fulfilled (host, notification, work) {
  let code = 'ledger_unavailable'
  let claimed
  try {
    yield host.transaction((client) => host.drive((function * () {
      claimed = yield * run(host, client, begun(host, notification, 'claim'))
      if (claimed.delivery !== 'first') return
      code = 'fulfilment_failed'
      const result = work(notification, client)
      const left = host.plain ? promised(result) ?? undone(result) : undone(yield result)
      if (left !== null) throw new Error(`it returned ${left.what} and did not do the work`)
      // Where a statement failed and the work hid it, PostgreSQL rolls back on COMMIT without an error, and
      // MySQL has done so after a deadlock: what the claim is not part of is not committed.
      yield * run(host, client, begun(host, notification, 'confirm'))
      code = 'ledger_unavailable'
    })()))
  } catch (error) {
    const rolledBack = native.transactionOutcome(...sealed(notification), claimed !== undefined, code, words(error))
    return outcome(JSON.parse(answer(rolledBack)), notification)
  }
  return outcome(claimed.outcome, notification)
}

const promised = (result) => typeof result?.then === 'function' ? { what: 'a promise' } : null

const outcome = ({ facts, acknowledgement }, notification) =>
  new Outcome(facts, new Acknowledgement(acknowledgement), notification)

/** What asks for the next step of an operation, given the rows of the one before. */
function begun ({ dialect, placeholders }, notification, what) {
  const running = handle(native.beginOperation(...sealed(notification), what, dialect, placeholders))
  return (rows) => JSON.parse(answer(native.nextStep(running, rows)))
}

/** Runs an operation of the ledger, statement by statement. Returns what it came to. */
function * run (host, client, next) {
  let step = next('')
  while (step.run) {
    const { sql, values, reads } = step.run
    const rows = yield host.run(client, sql, values.map(host.value ?? value), reads)
    step = next(JSON.stringify(reads ? rows.map(cells) : [[String(rows)]]))
  }
  return step
}

const value = (one) => one?.hex === undefined ? one : Buffer.from(one.hex, 'hex')

/** The cells of a row in order, as texts: drivers differ in what they make of numbers. */
const cells = (row) => Object.values(row).map((cell) => cell === null ? null : String(cell))

/** Runs steps that wait for promises. */
async function waiting (steps) {
  let step = steps.next()
  while (!step.done) {
    let result
    try {
      result = await step.value
    } catch (error) {
      step = steps.throw(error)
      continue
    }
    step = steps.next(result)
  }
  return step.value
}

/** Runs steps that wait for nothing. */
function plainly (steps) {
  let step = steps.next()
  while (!step.done) step = steps.next(step.value)
  return step.value
}

/** `better-sqlite3` and `node:sqlite`, which are synchronous. */
const sqlite = (database) => ({
  dialect: 'sqlite',
  placeholders: 'qmark',
  plain: true,
  drive: plainly,
  value: (one) => Number.isInteger(one) ? BigInt(one) : value(one),
  run (client, sql, values, reads) {
    const statement = client.prepare(sql)
    return reads ? statement.all(...values) : statement.run(...values).changes
  },
  transaction (work) {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work(database)
      database.exec('COMMIT')
      return result
    } catch (error) {
      // A statement that failed may have ended it.
      try { database.exec('ROLLBACK') } catch {}
      throw error
    }
  },
})

/** The work between the statements of a transaction. `lost` hears of a connection that cannot roll back. */
async function within ({ begin, commit, rollback }, client, work, lost = () => {}) {
  try {
    await begin(client)
    const result = await work(client)
    await commit(client)
    return result
  } catch (error) {
    await rollback(client).catch(lost)
    throw error
  }
}

/** The last transaction of each connection that is not a pool's: they come one after the other. */
const turns = new WeakMap()

/** How a server's driver has its transactions: on a connection of a pool, or on the one there is. */
const server = (driver, connection, { take, give }) => ({
  ...driver,
  drive: waiting,
  async transaction (work) {
    if (!take) {
      const turn = (turns.get(connection) ?? Promise.resolve()).then(() => within(driver, connection, work))
      turns.set(connection, turn.catch(() => {}))
      return turn
    }
    const client = await take()
    let broken
    try {
      return await within(driver, client, work, (error) => { broken = error })
    } finally {
      give(client, broken)
    }
  },
})

const PG = {
  dialect: 'postgres',
  placeholders: 'numeric_dollar',
  async run (client, text, values, reads) {
    const { rows, rowCount } = await client.query({ text, values, rowMode: 'array' })
    return reads ? rows : rowCount
  },
  begin: (client) => client.query('BEGIN'),
  commit: (client) => client.query('COMMIT'),
  rollback: (client) => client.query('ROLLBACK'),
}

const postgres = (connection) => server(PG, connection, {
  take: typeof connection.totalCount === 'number' && (() => connection.connect()),
  give: (client, broken) => client.release(broken),
})

/** The one with promises, of a connection with callbacks. */
const promises = (connection) => typeof connection.promise === 'function' ? connection.promise() : connection

const MYSQL2 = {
  dialect: 'mysql',
  placeholders: 'qmark',
  async run (client, sql, values, reads) {
    const [rows] = await promises(client).execute({ sql, values, rowsAsArray: true })
    return reads ? rows : rows.affectedRows
  },
  begin: (client) => promises(client).beginTransaction(),
  commit: (client) => promises(client).commit(),
  rollback: (client) => promises(client).rollback(),
}

const mysql = (connection) => server(MYSQL2, connection, {
  take: typeof connection.getConnection === 'function' && (() => promises(connection).getConnection()),
  give: (client, broken) => broken ? client.destroy() : client.release(),
})

/** What runs statements on a connection, by what the connection can do. */
function hostOf (connection) {
  const can = (name) => typeof connection?.[name] === 'function'
  if (can('run') && can('transaction') && typeof connection.dialect === 'string') return { drive: waiting, ...connection }
  if (can('prepare') && can('exec')) return sqlite(connection)
  if (can('execute') && can('query')) return mysql(connection)
  if (can('query') && can('connect')) return postgres(connection)
  throw new TypeError('the connection must be one of pg, mysql2, better-sqlite3 or node:sqlite, ' +
    'or an object with `dialect`, `placeholders`, `run` and `transaction`')
}

module.exports = { TransactionLedger, inTransaction }
