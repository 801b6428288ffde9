// Claims in the transaction of the shop's own work, on every driver. PostgreSQL and MariaDB take part
// where ACKWELL_TEST_URLS names a database of each.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'

import { Ledger } from 'ackwell'
import { ackwell } from 'ackwell/express'
import { inTransaction, TransactionLedger } from 'ackwell/transaction'

import { databases } from './databases.mjs'
import { gate, listening, OK, payment, send, shop } from './support.mjs'

const receiver = shop({ sources: 'any' }).receiver
const verified = (changes) => {
  const { number, body } = payment(changes)
  return { number, body, notification: receiver.verify({ body }) }
}
const logger = { warn () {}, error () {} }

for await (const { name, open, count, plain = false } of databases()) {
  const played = (what, check) => test(`${name}: ${what}`, { timeout: 60_000 }, async () => {
    const database = await open()
    const outcomes = []
    const lines = []
    const options = {
      onOutcome: (outcome) => outcomes.push(outcome),
      logger: { warn: (line) => lines.push(line), error: (line) => lines.push(line) },
    }
    // A fulfilment that is not async for drivers that are not.
    const work = (then = () => {}) => plain
      ? (notification, client) => { database.insert(client, notification.orderNo); then(notification, client) }
      : async (notification, client) => { await database.insert(client, notification.orderNo); await then(notification, client) }
    try {
      await check({ ...database, options, outcomes, lines, work })
    } finally {
      await database.close()
    }
  })

  played('a delivery is fulfilled once, together with its work', async ({ connection, work, options, outcomes }) => {
    const { number, notification } = verified()
    for (let times = 0; times < 3; times++) {
      const answer = await inTransaction(connection, notification, work(), options)
      assert.deepEqual([answer.status, answer.body.toString()], [200, OK])
    }
    assert.equal(await count(connection, number), 1)
    assert.deepEqual(outcomes.map(({ outcome }) => outcome), ['fulfilled', 'repeat', 'repeat'])
    assert.equal(outcomes[0].orderNo, number)
    assert.equal(outcomes[0].notification, notification)
  })

  played('work that fails is rolled back with its claim', async ({ connection, work, options, outcomes, lines }) => {
    const { number, notification } = verified()
    const broken = () => { throw new Error('no stock') }
    const answer = await inTransaction(connection, notification, work(broken), options)
    assert.deepEqual([answer.status, answer.body.toString()], [500, '{"ret_code":"9999","ret_msg":"fulfilment_failed"}'])
    assert.equal(await count(connection, number), 0)
    assert.match(lines.join(), new RegExp(`^lianlian fulfilment_failed for .*${number}.*no stock; remedy: `))
    assert.equal((await inTransaction(connection, notification, work(), options)).status, 200)
    assert.equal(await count(connection, number), 1)
    assert.deepEqual(outcomes.map(({ outcome, code }) => [outcome, code]), [['failed', 'fulfilment_failed'], ['fulfilled', null]])
  })

  played('a conflict is recorded and not fulfilled', async ({ connection, work, options, outcomes, lines, ledger }) => {
    const { number, notification } = verified()
    await inTransaction(connection, notification, work(), options)
    const changed = receiver.verify({ body: payment({ no_order: number, oid_paybill: number, money_order: '1.00' }).body })
    for (let times = 0; times < 2; times++) {
      assert.equal((await inTransaction(connection, changed, work(), options)).status, 409)
    }
    assert.equal(await count(connection, number), 1)
    assert.match(lines[0], /^lianlian conflict for /)
    assert.equal(outcomes[1].outcome, 'conflict')
    const [record] = (await ledger.list({ conflicts: true })).filter(({ delivery, orderNo }) => (delivery?.orderNo ?? orderNo) === number)
    assert.equal(record.conflicts[0].times, 2)
  })

  played('a worker with a lease and a transaction see each other', async ({ connection, work, options, ledger }) => {
    const { number, notification } = verified()
    const receipt = await ledger.claim(notification)
    assert.equal((await inTransaction(connection, notification, work(), options)).status, 503)
    await receipt.release()
    assert.equal((await inTransaction(connection, notification, work(), options)).status, 200)
    assert.equal((await ledger.claim(notification)).delivery, 'repeat')
    assert.equal(await count(connection, number), 1)
  })

  played('the payment that came before is found in the work', async ({ connection, work, options }) => {
    const first = verified()
    const second = receiver.verify({ body: payment({ no_order: first.number }).body })
    const transactions = new TransactionLedger(connection)
    const found = []
    const asks = work(plain
      ? (each, client) => { found.push(transactions.earlierPayment(each, client)) }
      : async (each, client) => { found.push(await transactions.earlierPayment(each, client)) })
    await inTransaction(connection, first.notification, asks, options)
    await inTransaction(connection, second, asks, options)
    assert.equal(found[0], null)
    assert.equal(found[1].transactionNo, first.notification.transactionNo)
    assert.equal(String(found[1].amount), '210.97 CNY')
  })

  played('a statement that fails in the work does not lose the payment', async ({ connection, work, options, swallow, outcomes }) => {
    // The work hides what went wrong. PostgreSQL rolls back all the same, and says nothing.
    const { number, notification } = verified()
    const answer = await inTransaction(connection, notification, work(swallow), options)
    const done = await count(connection, number)
    assert.deepEqual([answer.status === 200, outcomes[0].outcome], done === 1 ? [true, 'fulfilled'] : [false, 'failed'])
    assert.equal((await inTransaction(connection, notification, work(), options)).status, 200)
    assert.equal(await count(connection, number), 1)
  })

  played('a transaction that was rolled back under the work is not acknowledged', async ({ connection, work, options, raw, outcomes }) => {
    const { number, notification } = verified()
    const undone = work(plain ? (_each, client) => { raw(client, 'ROLLBACK') } : async (_each, client) => { await raw(client, 'ROLLBACK') })
    assert.equal((await inTransaction(connection, notification, undone, options)).status, 500)
    assert.deepEqual([await count(connection, number), outcomes[0].outcome], [0, 'failed'])
    assert.equal((await inTransaction(connection, notification, work(), options)).status, 200)
  })

  played('work that is not done is refused', async ({ connection, options, lines }) => {
    const { notification } = verified()
    assert.throws(() => inTransaction(connection, notification, function * () {}, options), /generator/)
    const lazy = await inTransaction(connection, notification, () => (function * () {})(), options)
    assert.equal(lazy.status, 500)
    assert.match(lines.join(), /did not do the work/)
    if (plain) {
      assert.throws(() => inTransaction(connection, notification, async () => {}, options), /async/)
      assert.equal(inTransaction(connection, notification, () => Promise.resolve(), options).status, 500)
      assert.match(lines.join(), /it returned a promise/)
    }
    assert.equal((await inTransaction(connection, notification, () => {}, options)).status, 200)
  })

  played('an adapter takes it in place of a ledger', async ({ connection, work }) => {
    const seller = shop({ sources: 'any' })
    const fulfil = work()
    const notify = plain
      ? (notification, request, client) => { assert.equal(request.method, 'POST'); fulfil(notification, client) }
      : async (notification, request, client) => { assert.equal(request.method, 'POST'); await fulfil(notification, client) }
    const server = await listening(ackwell(seller.receiver, new TransactionLedger(connection), notify, seller.options))
    const { number, body } = payment()
    const answers = await Promise.all(Array.from({ length: plain ? 3 : 8 }, () => send(server.port, { body })))
    for (const answer of answers) assert.deepEqual([answer.status, answer.body], [200, OK])
    assert.equal(await count(connection, number), 1)
    assert.equal((await send(server.port, { body: '{}' })).status, 403)
    assert.match(seller.logged().join(), /^warn lianlian missing_signature/)
    await server.close()
    await seller.ledger.close()
  })

  played('where the tables are missing or the database is gone, the answer is failure', async ({ connection, drop, options, outcomes, lines, work }) => {
    const { notification } = verified()
    await drop()
    const answer = await inTransaction(connection, notification, work(), options)
    assert.deepEqual([answer.status, answer.body.toString()], [503, '{"ret_code":"9999","ret_msg":"ledger_unavailable"}'])
    assert.match(lines.join(), /^lianlian ledger_unavailable for /)
    assert.equal(outcomes[0].outcome, 'unavailable')
  })
}

test('a wrong connection is refused', () => {
  for (const connection of [null, {}, 'sqlite:x', { query () {} }]) {
    assert.throws(() => inTransaction(connection, verified().notification, () => {}), /the connection must be one of pg/)
  }
})
