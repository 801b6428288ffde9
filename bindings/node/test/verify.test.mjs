import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { createContext, runInContext } from 'node:vm'

import * as ackwell from 'ackwell'

import { account, lianlian, lianlianOptions, peer, pingpong, pingpongOptions, pingpongPeer } from './support.mjs'

const { AckwellError, Amount, LianLian, LianLianPayment, Notification, PingPong, PingPongOther } = ackwell
const receiver = new LianLian(lianlianOptions)
const paid = lianlian()
const verified = (changes) => receiver.verify({ body: lianlian(changes), peer })

/** The error of a call that must throw one of the package's own. */
function thrown (call) {
  try {
    call()
  } catch (error) {
    assert.ok(error instanceof AckwellError, inspect(error))
    return error
  }
  assert.fail('it threw nothing')
}

test('a notification has the common members and the fields of its kind', () => {
  const notification = receiver.verify({ body: paid, headers: undefined, peer })
  assert.ok(notification instanceof LianLianPayment && notification instanceof Notification)
  assert.equal(notification.kind, 'lianlian.payment')
  assert.equal(notification.provider, 'lianlian')
  assert.equal(notification.orderNo, '2013051500001')
  assert.equal(notification.status, 'succeeded')
  assert.equal(notification.statusText, 'SUCCESS')
  assert.deepEqual(notification.amount, new Amount('210.97', 'CNY'))
  assert.equal(notification.moneyOrder.minorUnits, 21097n)
  assert.equal(`${notification.amount}`, '210.97 CNY')
  assert.equal(notification.infoOrder, '用户13958069593购买了3桶羽毛球')
  assert.equal(notification.settleDate, '2013-05-16')
  assert.equal(notification.dtOrder.toISOString(), '2013-05-15T01:40:13.000Z')
  assert.equal(notification.noAgree, null)
  assert.match(notification.fingerprint, /^[0-9a-f]{64}$/)
  assert.deepEqual(notification.source, { check: 'enforced', address: peer, trusted: true })
  assert.deepEqual(notification.irregularities, [])
  assert.equal(notification.fields.money_order, '210.97')
  assert.ok(notification.signedText.startsWith('bank_code=01020000&'))
  assert.ok(notification.resolvesOrder)
  assert.equal(JSON.parse(notification.jsonText).details.money_order.value, '210.97')
  assert.deepEqual(JSON.parse(JSON.stringify(notification)), JSON.parse(notification.jsonText))
})

test('a field that is not ASCII moves no other field', () => {
  for (const text of ['é', '用户', '😀', 'a\u0000b']) {
    const notification = verified({ info_order: text, bank_code: null })
    assert.equal(notification.infoOrder, text)
    assert.equal(notification.bankCode, null)
    assert.equal(notification.payType, '2')
    assert.equal(notification.deliveryKey, receiver.verify({ body: paid, peer }).deliveryKey)
    assert.equal(JSON.parse(notification.jsonText).details.info_order, text)
  }
})

test('PingPong has its own forms', () => {
  const shop = new PingPong(pingpongOptions)
  const notification = shop.verify({ body: pingpong(), peer: pingpongPeer })
  assert.equal(notification.captureDelayHours, 0)
  assert.equal(notification.threeDSecure, false)
  assert.deepEqual(notification.paymentMethod, { type: 'VISA' })
  assert.equal(notification.transactionTime.getTime(), 1695182276082)
  assert.equal(notification.transactionEndTime, null)
  assert.equal(notification.envelope.accId, account)
  assert.ok(notification.acknowledge().isSuccess)
  const other = shop.verify({ body: pingpong({ notifyType: 'PAYOUT' }), peer: pingpongPeer })
  assert.ok(other instanceof PingPongOther)
  assert.equal(other.orderNo, null)
  assert.equal(other.amount, null)
  assert.ok(other.deliveryKey.startsWith('pingpong.other:'))
})

test('what is shown of a notification is which it is, and nothing of the payer', () => {
  const shown = inspect(receiver.verify({ body: paid, peer }))
  assert.match(shown, /^LianLianPayment \{ kind: 'lianlian.payment', deliveryKey: '.*' \}$/)
  assert.ok(!shown.includes('用户'))
})

test('a notification cannot be made without a receiver, nor be changed by its body', () => {
  assert.throws(() => new LianLianPayment(), TypeError)
  assert.throws(() => new ackwell.Receiver('lianlian', lianlianOptions), TypeError)
  const body = lianlian()
  const notification = receiver.verify({ body, peer })
  body.fill(0)
  assert.equal(notification.amount.value, '210.97')
  assert.equal(notification.fields.money_order, '210.97')
  assert.throws(() => { notification.fields.money_order = '0' }, TypeError)
})

test('expect compares order, exact amount and currency', () => {
  const notification = receiver.verify({ body: paid, peer })
  assert.equal(notification.expect('2013051500001', '210.97', 'CNY'), notification)
  assert.equal(notification.expect('2013051500001', '210.9700', 'CNY'), notification)
  assert.equal(thrown(() => notification.expect('1', '210.97', 'CNY')).member, 'order_no')
  assert.equal(thrown(() => notification.expect('2013051500001', '210.98', 'CNY')).member, 'amount')
  assert.equal(thrown(() => notification.expect('2013051500001', '210.97', 'USD')).code, 'expectation_mismatch')
  assert.equal(thrown(() => notification.expect('2013051500001', 210.97, 'CNY')).code, 'invalid_argument')
  assert.equal(thrown(() => notification.expect('2013051500001', '1e3', 'CNY')).code, 'invalid_argument')
  assert.equal(thrown(() => notification.expect(null, '1', 'CNY')).code, 'invalid_argument')
  const whole = verified({ money_order: '200.00' })
  assert.equal(whole.expect('2013051500001', 200n, 'CNY'), whole)
  assert.equal(whole.expect('2013051500001', 200, 'CNY'), whole)
})

test('a refusal is an error with all that is known of it', () => {
  const error = thrown(() => receiver.verify({ body: lianlian({ money_order: '9.99' }).subarray(0, 40), peer }))
  assert.ok(error instanceof Error)
  assert.equal(error.name, 'AckwellError')
  assert.equal(error.code, 'malformed_body')
  assert.equal(error.severity, 'warning')
  assert.equal(error.provider, 'lianlian')
  assert.equal(error.acknowledgement.status, 400)
  assert.equal(error.acknowledgement.isSuccess, false)
  assert.ok(error.logLine.startsWith('lianlian malformed_body: '))
  assert.ok(error.remedy.length > 0)
  const refused = thrown(() => receiver.verify({ body: paid, peer: '203.0.113.9' }))
  assert.equal(refused.code, 'untrusted_source')
  assert.equal(refused.address, '203.0.113.9')
})

test('a body that is no bytes is refused with what to do in each framework', () => {
  const shapes = [paid.toString(), JSON.parse(paid), null, undefined, 7, [...paid], new DataView(new ArrayBuffer(1)), new ArrayBuffer(1), new Uint16Array(2)]
  for (const body of shapes) {
    const error = thrown(() => receiver.verify({ body, peer }))
    assert.equal(error.code, 'invalid_argument')
    assert.match(error.message, /must be the bytes that arrived.*Express: .*express\.raw.*Fastify: .*Next/s)
    assert.equal(error.acknowledgement.status, 500)
  }
  for (const request of [undefined, null, 7, 'x']) assert.equal(thrown(() => receiver.verify(request)).code, 'invalid_argument')
  assert.equal(thrown(() => receiver.verify({ body: paid, peer: 7 })).code, 'invalid_argument')
})

test('bytes of another realm, of shared memory and of a part of a buffer are bytes', () => {
  const realm = runInContext('Uint8Array', createContext())
  const shared = new Uint8Array(new SharedArrayBuffer(paid.length))
  shared.set(paid)
  const part = Buffer.concat([Buffer.from('x'), paid]).subarray(1)
  for (const body of [realm.from(paid), shared, part]) {
    assert.equal(receiver.verify({ body, peer }).amount.value, '210.97')
  }
})

test('headers are taken as every server has them, and only those that are read', () => {
  const shop = new LianLian({ ...lianlianOptions, trustedProxies: ['10.0.0.0/8'] })
  const forms = [
    { 'x-forwarded-for': peer }, { 'X-Forwarded-For': [peer] }, [['X-FORWARDED-FOR', peer]],
    new Headers({ 'x-forwarded-for': peer }), new Map([['X-Forwarded-For', peer]]),
    { 'x-forwarded-for': peer, other: 7, nothing: undefined },
  ]
  for (const headers of forms) {
    assert.equal(shop.verify({ body: paid, headers, peer: '10.0.0.1' }).source.address, peer)
  }
  for (const headers of [7, 'x-forwarded-for', [null], [['x-forwarded-for', 7]], [[7, 'x']]]) {
    assert.equal(thrown(() => shop.verify({ body: paid, headers, peer: '10.0.0.1' })).code, 'invalid_argument')
  }
  assert.deepEqual(shop.headerNames.sort(), ['forwarded', 'x-forwarded-for'])
  assert.deepEqual(receiver.headerNames, [])
  assert.equal(thrown(() => shop.verify({ body: paid, headers: {}, peer: '10.0.0.1' })).code, 'untrusted_source')
})

test('a batch gives each request its notification or its error, in their order', () => {
  const bodies = Array.from({ length: 40 }, (_, index) => lianlian({ no_order: String(index) }))
  const requests = bodies.map((body, index) => ({ body: index % 7 === 3 ? Buffer.from('{}') : body, peer }))
  receiver.verifyBatch(requests).forEach((result, index) => {
    if (index % 7 === 3) assert.equal(result.code, 'missing_signature')
    else {
      assert.equal(result.orderNo, String(index))
      assert.equal(result.fields.no_order, String(index))
    }
  })
  assert.deepEqual(receiver.verifyBatch([]), [])
  assert.equal(thrown(() => receiver.verifyBatch([{ body: 'text' }])).code, 'invalid_argument')
})

test('a receiver knows its provider, limits, keys, schedule and answers', () => {
  assert.equal(receiver.provider, 'lianlian')
  assert.equal(receiver.maxBodyBytes, 65536)
  assert.match(receiver.keyFingerprints[0], /^[0-9a-f]{64}$/)
  assert.equal(receiver.schedule.sends, receiver.schedule.pauses.length + 1)
  assert.deepEqual(ackwell.schedule('lianlian'), receiver.schedule)
  assert.equal(thrown(() => ackwell.schedule('nobody')).code, 'invalid_argument')
  const answer = receiver.acknowledge()
  assert.equal(answer.status, 200)
  assert.ok(answer.isSuccess)
  assert.equal(answer.headers['content-length'], String(answer.body.length))
  answer.body.fill(0)
  assert.equal(receiver.acknowledge().body.toString(), '{"ret_code":"0000","ret_msg":"ok"}')
  const refusal = receiver.refuse('invalid_argument', 'the body is gone')
  assert.ok(refusal instanceof AckwellError)
  assert.match(refusal.message, /the body is gone$/)
  assert.equal(thrown(() => receiver.refuse('no_such_code')).code, 'invalid_argument')
  const notification = receiver.verify({ body: paid, peer })
  assert.match(notification.refuse('fulfilment_failed', 'no stock').logLine, /order 2013051500001 .*no stock/)
})

test('a panic becomes the code internal, and its text goes nowhere', () => {
  const require = createRequire(import.meta.url)
  const { ask } = require(require.resolve('ackwell').replace('index.cjs', 'ask.cjs'))
  const error = thrown(() => ask('panic', ['210.97 of a payer']))
  assert.equal(error.code, 'internal')
  assert.ok(!inspect(error).includes('210.97'))
})

test('ESM and CommonJS have the same classes', () => {
  const required = createRequire(import.meta.url)('ackwell')
  assert.deepEqual(Object.keys(required).sort(), Object.keys(ackwell).filter((name) => name !== 'default').sort())
  for (const [name, value] of Object.entries(required)) assert.equal(ackwell[name], value)
})
