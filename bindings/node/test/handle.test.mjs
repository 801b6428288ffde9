import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { Ledger, LianLian, Outcome } from 'ackwell'

import { lianlian, lianlianOptions, peer } from './support.mjs'

const receiver = new LianLian(lianlianOptions)
const quiet = { logger: { warn () {}, error () {} } }
let orders = 0
/** A payment of an order of its own. */
const order = (changes) => ({ body: lianlian({ no_order: `N${++orders}`, oid_paybill: `T${orders}`, ...changes }), peer })
const memory = () => Ledger.open('memory:')

/** What became of one request: the outcome and the answer. */
async function handled (request, ledger, fulfil, options) {
  let outcome
  const answer = await receiver.handle(request, ledger, fulfil, { ...quiet, onOutcome: (told) => { outcome = told }, ...options })
  return { outcome, answer }
}

test('a payment is fulfilled once, and its repeats are answered with success', async () => {
  const ledger = memory()
  const request = order()
  const fulfilled = []
  const work = async (notification) => {
    await pause(20)
    fulfilled.push(notification)
  }
  const first = await Promise.all(Array.from({ length: 30 }, () => handled(request, ledger, work)))
  assert.equal(fulfilled.length, 1)
  assert.equal(fulfilled[0].amount.value, '210.97')
  assert.deepEqual(first.map(({ answer }) => answer.isSuccess).sort(), [...Array(29).fill(false), true])
  const words = first.map(({ outcome }) => outcome.outcome).sort()
  assert.deepEqual(words, ['fulfilled', ...Array(29).fill('in_progress')])
  const again = await handled(request, ledger, work)
  assert.equal(again.outcome.outcome, 'repeat')
  assert.equal(again.answer.body.toString(), '{"ret_code":"0000","ret_msg":"ok"}')
  assert.equal(fulfilled.length, 1)
  await ledger.close()
})

test('an outcome has what a log and a metric want', async () => {
  const ledger = memory()
  const request = order()
  const { outcome, answer } = await handled(request, ledger, () => { throw new RangeError('no stock') })
  assert.ok(outcome instanceof Outcome)
  assert.equal(outcome.outcome, 'failed')
  assert.equal(outcome.code, 'fulfilment_failed')
  assert.equal(outcome.kind, 'lianlian.payment')
  assert.equal(outcome.orderNo, outcome.notification.orderNo)
  assert.match(outcome.message, /RangeError: no stock$/)
  assert.match(outcome.logLine, /^lianlian fulfilment_failed for order N\d+ .*no stock; remedy: /)
  assert.equal(outcome.severity, 'error')
  assert.deepEqual(outcome.acknowledgement, answer)
  const refused = await handled({ ...request, peer: '203.0.113.9' }, ledger, () => {})
  assert.equal(refused.outcome.outcome, 'refused')
  assert.equal(refused.outcome.address, '203.0.113.9')
  assert.equal(refused.outcome.notification, null)
  assert.equal(refused.outcome.orderNo, null)
  assert.equal(refused.answer.status, 403)
  const conflict = await handled(request, ledger, () => {})
  assert.equal(conflict.outcome.outcome, 'fulfilled', 'a failure is released')
  assert.equal(conflict.outcome.severity, null)
  await ledger.close()
  const closed = await handled(order(), ledger, () => {})
  assert.equal(closed.outcome.outcome, 'unavailable')
  assert.equal(closed.answer.status, 503)
})

test('the same delivery with other money is a conflict that a person hears of', async () => {
  const ledger = memory()
  await handled(order({ oid_paybill: 'C1', no_order: 'C1' }), ledger, () => {})
  const { outcome, answer } = await handled(order({ oid_paybill: 'C1', no_order: 'C1', money_order: '9.99' }), ledger, () => assert.fail())
  assert.equal(outcome.outcome, 'conflict')
  assert.equal(answer.isSuccess, false)
  const receipt = await receiver.receive(order({ oid_paybill: 'C1', no_order: 'C1', money_order: '9.99' }), ledger)
  assert.equal(receipt.delivery, 'conflict')
  assert.deepEqual(receipt.conflict.differs, ['amount'])
  assert.equal(receipt.conflict.later.amount.value, '9.99')
  const [record] = await ledger.list({ conflicts: true })
  assert.equal(record.conflicts.length, 1)
  await ledger.close()
})

test('work that is not done when fulfil returns is never committed', async () => {
  const ledger = memory()
  const observable = { subscribe () {}, pipe () {} }
  for (const fulfil of [
    () => (function * () {})(), () => (async function * () {})(), () => () => {}, () => observable,
    async () => [1].values(),
  ]) {
    const request = order()
    const { outcome, answer } = await handled(request, ledger, fulfil)
    assert.equal(outcome.outcome, 'failed')
    assert.match(outcome.message, /did not do the work/)
    assert.equal(answer.isSuccess, false)
    assert.equal((await handled(request, ledger, () => {})).outcome.outcome, 'fulfilled', 'it was released')
  }
  // What was begun and is not waited for may go on: it is not released.
  const request = order()
  const { outcome } = await handled(request, ledger, () => [pause(1)])
  assert.match(outcome.message, /promises that nobody waits for/)
  assert.equal((await handled(request, ledger, () => {})).outcome.outcome, 'in_progress')
  await ledger.close()
})

test('a fulfilment that can do none of its work is refused before anything is claimed', async () => {
  const ledger = memory()
  const work = function * pay () {}
  for (const fulfil of [work, async function * () {}, undefined, null, 'fulfil', {}]) {
    await assert.rejects(receiver.handle(order(), ledger, fulfil), TypeError)
  }
  await assert.rejects(receiver.handle(order(), ledger, work), /pay is a generator function/)
  assert.deepEqual(await ledger.list(), [])
  await ledger.close()
})

test('whatever is thrown is a failure of the delivery alone', async () => {
  const ledger = memory()
  const hostile = { toString () { throw new Error('no text') } }
  for (const thrown of [null, undefined, 'text', 7, Symbol('s'), hostile, Object.create(null)]) {
    const { outcome } = await handled(order(), ledger, async () => { throw thrown })
    assert.equal(outcome.outcome, 'failed')
  }
  await ledger.close()
})

test('lazy thenables are begun and waited for', async () => {
  const ledger = memory()
  let ran = false
  const query = { then (resolve) { setTimeout(() => { ran = true; resolve() }, 5) } }
  const { outcome } = await handled(order(), ledger, () => query)
  assert.equal(outcome.outcome, 'fulfilled')
  assert.ok(ran)
  await ledger.close()
})

test('a body that is not bytes is a mistake of the code that calls, not an answer', async () => {
  const ledger = memory()
  await assert.rejects(receiver.handle({ body: '{}', peer }, ledger, () => {}), { code: 'invalid_argument' })
  await assert.rejects(ledger.claim({}), { code: 'invalid_argument' })
  await assert.rejects(ledger.earlierPayment(null), { code: 'invalid_argument' })
  assert.throws(() => new Ledger(), TypeError)
  await ledger.close()
})

test('a signal gives up what has not begun, and never what has', async () => {
  const ledger = memory()
  const gone = AbortSignal.abort(new Error('gone'))
  await assert.rejects(receiver.handle(order(), ledger, assert.fail, { ...quiet, signal: gone }), /gone/)
  // A reason may be anything, not only an error.
  for (const reason of ['a word', 7, null]) {
    const thrown = await receiver.handle(order(), ledger, assert.fail, { ...quiet, signal: AbortSignal.abort(reason) }).catch((error) => error)
    assert.equal(thrown, reason)
  }
  assert.deepEqual(await ledger.list(), [])

  const request = order()
  const early = new AbortController()
  const never = receiver.handle(request, ledger, assert.fail, { ...quiet, signal: early.signal })
  early.abort()
  await assert.rejects(never, { name: 'AbortError' })
  await pause(50)
  assert.equal((await handled(request, ledger, () => {})).outcome.outcome, 'fulfilled', 'its claim was released')

  const late = new AbortController()
  const { outcome } = await handled(order(), ledger, async () => {
    late.abort()
    await pause(20)
  }, { signal: late.signal })
  assert.equal(outcome.outcome, 'fulfilled')
  await ledger.close()
})

test('failures are heard of without any option, successes are not', () => {
  const script = fileURLToPath(new URL('logging.mjs', import.meta.url))
  const run = (env) => spawnSync(process.execPath, [script], { encoding: 'utf8', env: { ...process.env, ...env } })
  const usual = run({})
  assert.equal(usual.status, 0, usual.stderr)
  assert.equal(usual.stdout, '')
  assert.match(usual.stderr, /\[fulfilment_failed\] AckwellWarning: lianlian fulfilment_failed for order .*no stock/)
  assert.match(usual.stderr, /\[untrusted_source\] AckwellWarning: lianlian untrusted_source: 203\.0\.113\.9/)
  assert.doesNotMatch(usual.stderr, /repeat|fulfilled/)
  const debugging = run({ NODE_DEBUG: 'ackwell' })
  assert.match(debugging.stderr, /ACKWELL \d+: lianlian fulfilled/i)
  assert.match(debugging.stderr, /ACKWELL \d+: lianlian repeat/i)
})

test('a logger of the shop gets each line at its level, and one that fails changes nothing', async () => {
  const ledger = memory()
  const lines = []
  const level = (name) => (line) => lines.push([name, line])
  const logger = { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') }
  const request = order()
  await receiver.handle(request, ledger, () => {}, { logger })
  await receiver.handle(request, ledger, () => {}, { logger })
  await receiver.handle({ ...request, peer: null }, ledger, () => {}, { logger })
  await receiver.handle(order(), ledger, () => { throw new Error('x') }, { logger })
  assert.deepEqual(lines.map(([name]) => name), ['debug', 'debug', 'warn', 'error'])
  const failing = { warn () { throw new Error('disk full') }, error () { throw new Error('disk full') } }
  const warned = new Promise((resolve) => process.once('warning', resolve))
  const answer = await receiver.handle(order(), ledger, () => { throw new Error('x') }, { logger: failing, onOutcome: async () => { throw new Error('y') } })
  assert.equal(answer.status, 500)
  assert.match((await warned).message, /the logger failed: Error: disk full/)
  await ledger.close()
})

test('a receipt is committed, released, extended and disposed of by hand', async () => {
  const ledger = memory()
  const request = order()
  const receipt = await receiver.receive(request, ledger)
  assert.ok(receipt.isFirst)
  assert.equal(receipt.lease.token, 1)
  assert.ok(receipt.lease.remaining > 59_000 && receipt.lease.remaining <= 60_000)
  assert.ok(receipt.lease.expiresAt > new Date())
  assert.equal(receipt.acknowledgement.isSuccess, false)
  const other = await receiver.receive(request, ledger)
  assert.equal(other.delivery, 'in_progress')
  assert.ok(other.remaining > 59_000)
  assert.equal(other.lease, null)
  await assert.rejects(other.commit(), { code: 'invalid_argument' })
  await receipt.extend()
  assert.equal((await receipt.release()).isSuccess, false)
  await receipt.release({ strict: true })
  const second = await receiver.receive(request, ledger)
  assert.equal(second.lease.token, 2)
  await assert.rejects(receipt.commit(), { code: 'lease_lost' })
  assert.ok((await second.commit()).isSuccess)
  assert.ok(second.acknowledgement.isSuccess)
  assert.equal((await receiver.receive(request, ledger)).delivery, 'repeat')

  const disposed = await receiver.receive(order(), ledger)
  await disposed[Symbol.asyncDispose]()
  assert.equal((await ledger.claim(disposed.notification)).lease.token, 2)
  const kept = await receiver.receive(order(), ledger)
  await kept.commit()
  await kept[Symbol.asyncDispose]()
  assert.equal((await ledger.claim(kept.notification)).delivery, 'repeat')
  const settled = await (await receiver.receive(order(), ledger)).settle(() => {})
  assert.equal(settled.outcome, 'fulfilled')
  await ledger[Symbol.asyncDispose]()
})

test('await using releases what was not committed', { skip: parseInt(process.versions.node) < 24 && 'Node 24 is the first with the syntax' }, async () => {
  const ledger = memory()
  const AsyncFunction = async function () {}.constructor
  const block = new AsyncFunction('receive', 'commit', 'await using receipt = await receive(); if (commit) await receipt.commit(); else throw new Error("no stock")')
  const request = order()
  const receive = () => receiver.receive(request, ledger)
  await assert.rejects(block(receive, false), /no stock/)
  const again = await receive()
  assert.equal(again.lease.token, 2)
  await again.release()
  await block(receive, true)
  assert.equal((await receive()).delivery, 'repeat')
  await new AsyncFunction('ledger', 'await using open = ledger')(ledger)
  await assert.rejects(ledger.status(), { code: 'invalid_argument' })
})

test('a ledger tells what it keeps, and what a person may do about it', async () => {
  const ledger = Ledger.open(`sqlite:${join(mkdtempSync(join(tmpdir(), 'ackwell-')), 'ledger.db')}`, { leaseSeconds: 30 })
  assert.equal(await ledger.migrate(), (await ledger.status()).schema)
  const { outcome } = await handled(order({ no_order: 'P1', oid_paybill: 'P1' }), ledger, () => {})
  const twice = receiver.verify(order({ no_order: 'P1', oid_paybill: 'P2' }))
  const earlier = await ledger.earlierPayment(twice)
  assert.equal(earlier.transactionNo, 'P1')
  assert.equal(earlier.amount.value, '210.97')
  assert.ok(earlier.fulfilledAt instanceof Date)
  const receipt = await ledger.claim(twice)
  assert.equal((await receipt.earlierPayment()).transactionNo, 'P1')
  await receipt.release()
  const waits = { provider: 'lianlian', merchantId: '201103171000000000', orderNo: 'W1' }
  await ledger.expectOrder({ ...waits, placedAt: new Date(0), amount: { value: '1.50', currency: 'CNY' } })
  const [overdue] = await ledger.overdueOrders()
  assert.equal(overdue.orderNo, 'W1')
  assert.equal(overdue.amount.value, '1.5')
  assert.equal(overdue.placedAt.getTime(), 0)
  assert.deepEqual(await ledger.overdueOrders(new Date(1)), [])
  assert.equal((await ledger.status()).counts.waitingOrders, 1)
  assert.equal(await ledger.resolveOrder(waits), true)
  assert.equal(await ledger.resolveOrder(waits), false)
  const history = await ledger.orderHistory('P1')
  assert.deepEqual(history.deliveries.map((record) => record.state).sort(), ['committed', 'released'])
  assert.equal((await ledger.orderHistory('W1')).expected[0].resolvedAt instanceof Date, true)
  assert.deepEqual((await ledger.list({ state: 'committed' })).map((record) => record.deliveryKey), [outcome.deliveryKey])
  assert.deepEqual(await ledger.list({ after: '~' }), [])
  assert.equal((await ledger.list({ limit: 1 })).length, 1)
  assert.equal(await ledger.reopen(outcome.deliveryKey), true)
  assert.equal(await ledger.reopen('nothing'), false)
  assert.deepEqual({ ...(await ledger.prune()) }, { deliveries: 0, conflicts: 0, orders: 0 })
  await assert.rejects(ledger.expectOrder({ ...waits, provider: 'nobody', placedAt: new Date() }), { code: 'invalid_argument' })
  assert.match(`${ledger}`, /sqlite/)
  // Calls that are on their way are answered before it closes.
  const asked = Promise.all(Array.from({ length: 20 }, () => ledger.status()))
  await ledger.close()
  assert.equal((await asked).length, 20)
  await assert.rejects(ledger.status(), { code: 'invalid_argument' })
  await ledger.close()
})

test('what is on its way keeps the process, an open ledger does not', () => {
  const script = `
    import { Ledger } from 'ackwell'
    const ledger = Ledger.open('memory:')
    ledger.status().then(() => process.stdout.write('answered'))
  `
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 20_000 })
  assert.equal(status, 0)
  assert.equal(stdout, 'answered')
})
