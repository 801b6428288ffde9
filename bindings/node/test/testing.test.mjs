// The test kit: what it makes is what it says, and its assertions can fail.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { Config, Ledger, vocabularies } from 'ackwell'
import { ackwell } from 'ackwell/fetch'
import { judge, Sender, variants } from 'ackwell/testing'

const sender = new Sender()
const url = 'http://shop.example/notify'
const silent = { warn () {}, error () {} }

test('every variant of every kind is answered as it says', () => {
  for (const kind of vocabularies.kind) {
    for (const variant of variants) {
      const request = sender.request(kind, { order: '42', variant })
      const receiver = sender.config.receiver(request.provider)
      if (request.code === null) assert.equal(receiver.verify(request).kind, kind)
      else assert.throws(() => receiver.verify(request), { code: request.code }, `${kind} ${variant}`)
    }
  }
})

test('every refusal is explained with its code, and nothing is wrong with what is genuine', () => {
  for (const kind of vocabularies.kind) {
    for (const variant of variants) {
      const request = sender.request(kind, { order: '42', variant })
      const { provider, code, findings } = sender.config.receiver(request.provider).explain(request)
      assert.deepEqual([provider, code, findings.length === 0], [request.provider, request.code, request.code === null])
    }
  }
  const forged = sender.request('lianlian.payment', { variant: 'tampered' })
  const { findings } = sender.lianlian.explain(forged)
  const { sureness, remedy } = findings.find(({ cause }) => cause === 'changed_text')
  assert.equal(sureness, 'certain')
  assert.match(remedy, /raw bytes/)
  assert.throws(() => sender.lianlian.explain({ ...forged, body: String(forged.body) }), { code: 'invalid_argument' })
})

test('what is chosen is what arrives', () => {
  const members = { remark: 'a "quoted" text', transactionTime: null }
  const request = sender.request('pingpong.transaction', { order: '茶-1', amount: '12.00', currency: 'EUR', status: 'failed', members })
  const notification = sender.pingpong.verify(request)
  assert.equal(notification.expect('茶-1', '12', 'EUR').status, 'failed')
  assert.equal(notification.fields.remark, 'a "quoted" text')
  assert.equal('transactionTime' in notification.fields, false)
})

test('an endpoint is paid once and refuses what is forged', async () => {
  const ledger = Ledger.open('memory:')
  const paid = []
  const notify = ackwell(sender.lianlian, ledger, async (notification) => { paid.push(notification.orderNo) }, { logger: silent })
  const post = async ({ body, headers, peer }) => {
    const answer = await notify(new Request(url, { method: 'POST', body, headers }), { peer })
    return [answer.status, await answer.text()]
  }
  const genuine = sender.request('lianlian.payment', { order: '42', amount: '10.00' })
  for (let times = 0; times < 2; times++) genuine.assertReceived(...await post(genuine))
  for (const variant of variants.filter((variant) => variant !== 'genuine')) {
    const forged = sender.request('lianlian.payment', { order: '43', variant })
    forged.assertRefused(...await post(forged))
  }
  assert.deepEqual(paid, ['42'])
  await ledger.close()
})

test('an answer that is not as expected fails the test', () => {
  const genuine = sender.request('lianlian.payment')
  const forged = sender.request('lianlian.payment', { variant: 'tampered' })
  const { status, body } = sender.lianlian.acknowledge()
  genuine.assertReceived(status, body)
  assert.throws(() => genuine.assertReceived(200, 'ok'), /the body is not .*; the answer was 200 "ok"/)
  assert.throws(() => genuine.assertReceived(200, Promise.resolve('ok')), /await/)
  assert.throws(() => forged.assertRefused(status, body), { name: 'AssertionError', message: /invalid_signature/ })
  assert.throws(() => genuine.assertRefused(status, body), TypeError)
  assert.deepEqual(judge('pingpong', 200, 'FAIL'), { received: false, why: 'the body is FAIL' })
})

test('what is wrong is named, and no secret is shown', () => {
  for (const [wrong, message] of [
    [() => sender.request('lianlian.refund'), /exchange_payment/],
    [() => sender.request('lianlian.payment', { variant: 'evil' }), /other_merchant/],
    [() => sender.request('lianlian.payment', { currency: 'EUR' }), /CNY/],
    [() => new Sender({ providers: ['stripe'] }), /`lianlian` or `pingpong`/],
    [() => new Sender({ providers: ['pingpong'] }).request('lianlian.payment'), /no section `lianlian`/],
  ]) assert.throws(wrong, { name: 'AckwellError', code: 'invalid_argument', message })
})

test('an application reads the configuration file, which has no private key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ackwell-'))
  const file = sender.writeConfig(folder)
  assert.equal(Config.fromFile(file).lianlian().verify(sender.request('lianlian.payment', { order: '7' })).orderNo, '7')
  assert.doesNotMatch(readFileSync(file, 'utf8'), /PRIVATE KEY/)
  rmSync(folder, { recursive: true })
})

test('the package itself does not load the kit', () => {
  const script = 'require("ackwell"); console.log(Object.keys(require.cache).some((name) => name.endsWith("testing.cjs")))'
  assert.equal(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim(), 'false')
})
