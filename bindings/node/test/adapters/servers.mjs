// Bun's and Deno's own servers with `ackwell/fetch`: the address of a client comes as the quickstart says.

import assert from 'node:assert/strict'

import { ackwell } from 'ackwell/fetch'

import { OK, payment, send, shop } from './support.mjs'

const seller = shop({ sources: ['127.0.0.1'] })
const notify = ackwell(seller.receiver, seller.ledger, seller.fulfil, seller.options)

function started () {
  if (globalThis.Bun) {
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request, server) => notify(request, { peer: server.requestIP(request)?.address }) })
    return { port: server.port, close: () => server.stop(true) }
  }
  const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen () {} }, (request, info) => notify(request, { peer: info.remoteAddr.hostname }))
  return { port: server.addr.port, close: () => server.shutdown() }
}

const { port, close } = started()
const { number, body } = payment()
for (let times = 0; times < 2; times++) {
  const answer = await send(port, { body })
  assert.deepEqual([answer.status, answer.body], [200, OK])
}
assert.equal(seller.times(number), 1)
assert.equal((await send(port, { body: payment().body, from: '127.0.0.2' })).status, 403)
assert.equal((await send(port, { body: body.toString().replace('210.97', '1') })).status, 403)
assert.equal((await send(port, { body: ' '.repeat(100_000) })).status, 413)
assert.equal((await send(port, { method: 'GET' })).status, 405)
await close()
await seller.ledger.close()
console.log(`${globalThis.Bun ? 'bun' : 'deno'}-fetch: 1 passed, 0 failed`)
