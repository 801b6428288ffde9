// A receiver whose keys are for tests says so once in its log. A file by itself, as it is once for a
// process.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'

import { Ledger } from 'ackwell'
import { Sender } from 'ackwell/testing'

test('without a logger, a process warns once that the keys are for tests', async () => {
  const warnings = []
  process.on('warning', (warning) => warnings.push(warning))
  const ledger = Ledger.open('memory:')
  const sender = new Sender()
  for (const kind of ['lianlian.payment', 'lianlian.payment', 'pingpong.refund']) {
    const request = sender.request(kind, { order: '42' })
    await sender.config.receiver(request.provider).handle(request, ledger, async () => {})
  }
  await ledger.close()
  // Each is emitted after the call that warns; this one comes behind them.
  process.emitWarning('the end')
  await once(process, 'warning')
  const lines = warnings.filter(({ name }) => name === 'AckwellWarning').map(({ message }) => message)
  assert.equal(lines.length, 1, lines.join('\n'))
  assert.match(lines[0], /^lianlian fulfilled for order 42 .*for tests only/)
})
