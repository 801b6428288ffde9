'use strict'

// The ledger in the shop's own database: a delivery is claimed in the transaction of the shop's work.

const { Buffer } = require('node:buffer')
const { types } = require('node:util')

const { Acknowledgement } = require('./acknowledgement.cjs')
const { ask } = require('./ask.cjs')
const { refuseDeferred, undone, words } = require('./fulfil.cjs')
const { EarlierPayment } = require('./generated/records.cjs')
const { report } = require('./log.cjs')
const { Outcome } = require('./outcome.cjs')
const { about } = require('./packed.cjs')

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
    return this.#drive(function * (host) {
      const outcome = yield * fulfilled(host, notification, work)
      report(outcome, logger, onOutcome)
      return outcome.acknowledgement
    })
  }

  /** What an adapter does with a request. */
  handle (receiver, request, work, options) {
    let notification
    try {
      notification = receiver.verify(request)
    } catch (error) {
      const outcome = Outcome.ofError(error, receiver)
      report(outcome, options.logger, options.onOutcome)
      return outcome.acknowledgement
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
    return this.#drive(function * (host) {
      const { earlier_payment: row } = yield * run(host, client, notification, 'earlier_payment')
      return row && new EarlierPayment(row)
    })
  }

  createTables () {
    return this.#drive(function * (host) {
      const { schema } = JSON.parse(ask('statements', [host.dialect, host.placeholders]))
      yield * host.transaction(function * (client) {
        for (const sql of schema) yield host.run(client, sql, [], false)
      })
    })
  }

  /** Runs steps now on a synchronous driver, as a promise on the others. */
  #drive (steps) { return (this.#host.plain ? plainly : waiting)(steps(this.#host)) }
}

/** Claims, has the work done if it is the first, and commits both together. */
function * fulfilled (host, notification, work) {
  let code = 'ledger_unavailable'
  let claimed
  try {
    yield * host.transaction(function * (client) {
      claimed = yield * run(host, client, notification, 'claim')
      if (claimed.delivery !== 'first') return
      code = 'fulfilment_failed'
      const result = work(notification, client)
      const left = host.plain ? promised(result) ?? undone(result) : undone(yield result)
      if (left !== null) throw new Error(`it returned ${left.what} and did not do the work`)
      // Where a statement failed and the work hid it, PostgreSQL rolls back on COMMIT without an error, and
      // MySQL has done so after a deadlock: what the claim is not part of is not committed.
      yield * run(host, client, notification, 'confirm')
      code = 'ledger_unavailable'
    })
  } catch (error) {
    const rolledBack = about(notification, 'rolled_back', String(claimed !== undefined), code, words(error))
    return outcome(JSON.parse(rolledBack), notification)
  }
  return outcome(claimed.outcome, notification)
}

const promised = (result) => typeof result?.then === 'function' ? { what: 'a promise' } : null

const outcome = ({ facts, acknowledgement }, notification) =>
  new Outcome(facts, new Acknowledgement(acknowledgement), notification)

/** Runs an operation of the ledger, statement by statement. Returns what it came to. */
function * run (host, client, notification, what) {
  const running = about(notification, 'begin', what, host.dialect, host.placeholders)
  const next = (rows) => JSON.parse(ask('next', [rows], running))
  let step = next('')
  while (step.run) {
    const { sql, values, reads } = step.run
    const rows = yield host.run(client, sql, values.map((one) => value(one, host)), reads)
    step = next(JSON.stringify(reads ? rows.map(cells) : [[String(rows)]]))
  }
  return step
}

const value = (one, { integer = Number }) => {
  if (Number.isInteger(one)) return integer(one)
  return one?.hex === undefined ? one : Buffer.from(one.hex, 'hex')
}

/** The cells of a row in order, as texts: drivers differ in what they make of numbers. */
const cells = (row) => Object.values(row).map((cell) => cell === null ? null : String(cell))

/** Runs steps that wait for promises. */
async function waiting (steps) {
  let step = steps.next()
  while (!step.done) {
    step = await Promise.resolve(step.value).then((result) => steps.next(result), (error) => steps.throw(error))
  }
  return step.value
}

/** Runs steps that wait for nothing. */
function plainly (steps) {
  let step = steps.next()
  while (!step.done) step = steps.next(step.value)
  return step.value
}

/** The one with promises, of a connection with callbacks. */
const promises = (connection) => typeof connection.promise === 'function' ? connection.promise() : connection

/**
 * How each driver is recognised, runs a statement and has a transaction; `take` and `give`, a connection of
 * a pool.
 */
const DRIVERS = [
  {
    // better-sqlite3 and node:sqlite, which are synchronous.
    methods: ['prepare', 'exec'],
    dialect: 'sqlite',
    placeholders: 'qmark',
    plain: true,
    integer: BigInt,
    run (client, sql, values, reads) {
      const statement = client.prepare(sql)
      return reads ? statement.all(...values) : statement.run(...values).changes
    },
    begin: (client) => client.exec('BEGIN IMMEDIATE'),
    commit: (client) => client.exec('COMMIT'),
    rollback: (client) => client.exec('ROLLBACK'),
  },
  {
    // mysql2
    methods: ['execute', 'query'],
    dialect: 'mysql',
    placeholders: 'qmark',
    async run (client, sql, values, reads) {
      const [rows] = await promises(client).execute({ sql, values, rowsAsArray: true })
      return reads ? rows : rows.affectedRows
    },
    begin: (client) => promises(client).beginTransaction(),
    commit: (client) => promises(client).commit(),
    rollback: (client) => promises(client).rollback(),
    isPool: (connection) => typeof connection.getConnection === 'function',
    take: (pool) => promises(pool).getConnection(),
    give: (client, broken) => broken ? client.destroy() : client.release(),
  },
  {
    // pg
    methods: ['query', 'connect'],
    dialect: 'postgres',
    placeholders: 'numeric_dollar',
    async run (client, text, values, reads) {
      const { rows, rowCount } = await client.query({ text, values, rowMode: 'array' })
      return reads ? rows : rowCount
    },
    begin: (client) => client.query('BEGIN'),
    commit: (client) => client.query('COMMIT'),
    rollback: (client) => client.query('ROLLBACK'),
    isPool: (connection) => typeof connection.totalCount === 'number',
    take: (pool) => pool.connect(),
    give: (client, broken) => client.release(broken),
  },
]

/** The work between the statements of a transaction. `lost` hears of a connection that cannot go on. */
function * within ({ begin, commit, rollback }, client, work, lost = () => {}) {
  lost(true)
  yield begin(client)
  lost(false)
  try {
    const result = yield * work(client)
    yield commit(client)
    return result
  } catch (error) {
    // A statement that failed may have ended it.
    try { yield rollback(client) } catch { lost(true) }
    throw error
  }
}

/** The last transaction of each connection that is not a pool's: they come one after the other. */
const turns = new WeakMap()

/** A transaction on a connection of a pool, or on the one there is. */
function * transaction (driver, connection, work) {
  if (driver.plain) return yield * within(driver, connection, work)
  if (!driver.isPool(connection)) {
    const turn = (turns.get(connection) ?? Promise.resolve()).then(() => waiting(within(driver, connection, work)))
    turns.set(connection, turn.catch(() => {}))
    return yield turn
  }
  const client = yield driver.take(connection)
  let broken = false
  try {
    return yield * within(driver, client, work, (is) => { broken = is })
  } finally {
    driver.give(client, broken)
  }
}

/** What runs statements on a connection, by what the connection can do. */
function hostOf (connection) {
  const can = (name) => typeof connection?.[name] === 'function'
  if (can('run') && can('transaction') && typeof connection.dialect === 'string') {
    const { dialect, placeholders } = connection
    return {
      dialect,
      placeholders,
      run: (...statement) => connection.run(...statement),
      * transaction (work) { return yield connection.transaction((client) => waiting(work(client))) },
    }
  }
  const driver = DRIVERS.find(({ methods }) => methods.every(can))
  if (driver) return { ...driver, transaction: (work) => transaction(driver, connection, work) }
  throw new TypeError('the connection must be one of pg, mysql2, better-sqlite3 or node:sqlite, ' +
    'or an object with `dialect`, `placeholders`, `run` and `transaction`')
}

module.exports = { TransactionLedger, inTransaction }
