// Request in, Response out: by itself, and under Hono.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { ackwell } from 'ackwell/fetch'
import { Hono } from 'hono'
import { compress } from 'hono/compress'

import { lianlian, OK, payment, send, shop } from './support.mjs'
import { plays } from './plays.mjs'

const made = (seller) => ackwell(seller.receiver, seller.ledger, seller.fulfil, seller.options)

function started (seller, around = () => {}) {
  const app = new Hono()
  const notify = made(seller)
  around(app)
  app.all('/notify', (c) => notify(c.req.raw, { peer: getConnInfo(c).remote.address }))
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve({
      port,
      close: () => new Promise((done) => { server.close(done); server.closeAllConnections() }),
    }))
  })
}

plays('Hono', (seller) => started(seller))
plays('Hono with compression', (seller) => started(seller, (app) => app.use(compress({ threshold: 0 }))))

test('Hono: no compression of the answer', async () => {
  const seller = shop()
  const server = await started(seller, (app) => app.use(compress({ threshold: 0 })))
  const answer = await send(server.port, { body: payment().body, headers: { 'Accept-Encoding': 'gzip' } })
  await server.close()
  await seller.ledger.close()
  assert.deepEqual([answer.status, answer.body, answer.headers['content-encoding']], [200, OK, undefined])
})

const directly = (what, check, options) => test(`fetch: ${what}`, async () => {
  const seller = shop({ sources: 'any', ...options })
  await check(made(seller), seller)
  await seller.ledger.close()
})
const url = 'http://localhost/notify'
const post = (body, more) => new Request(url, { method: 'POST', body, duplex: 'half', ...more })

directly('a request is answered with a response', async (notify, seller) => {
  const { number, body } = payment()
  const response = await notify(post(body))
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8')
  assert.equal(await response.text(), OK)
  assert.equal(seller.times(number), 1)
  // As a route handler of Next.js is called.
  const again = await notify(post(body), { params: Promise.resolve({}) })
  assert.equal(await again.text(), OK)
})

directly('a body that was read is answered immediately with the sentence', async (notify, seller) => {
  const locked = post(payment().body)
  locked.body.getReader()
  const read = post(payment().body)
  await read.json()
  for (const request of [read, locked]) {
    const response = await notify(request)
    assert.deepEqual([response.status, await response.text()], [500, '{"ret_code":"9999","ret_msg":"invalid_argument"}'])
    assert.match(seller.logged().join(), /^error lianlian invalid_argument: .*request\.clone\(\)/)
  }
  const request = post(payment().body)
  await request.clone().json()
  assert.equal((await notify(request)).status, 200)
})

directly('a stream that breaks off is refused', async (notify, seller) => {
  const body = new ReadableStream({
    pull (controller) { controller.error(new Error('gone')) },
  })
  const response = await notify(post(body))
  assert.equal(response.status, 400)
  assert.match(seller.logged().join(), /malformed_body.*the connection ended before it did/)
  assert.equal((await notify(new Request(url, { method: 'POST' }))).status, 400, 'no body at all')
})

directly('an endless stream is not read to its end', async (notify) => {
  let pulled = 0
  const body = new ReadableStream({
    pull (controller) { pulled++; controller.enqueue(Buffer.alloc(1000, ' ')) },
  })
  assert.equal((await notify(post(body))).status, 413)
  assert.ok(pulled < 20, String(pulled))
})

directly('only where a Unix socket is trusted does a header name the client of a request without an address', async (notify, seller) => {
  const genuine = (headers) => post(lianlian(), { headers })
  assert.equal((await notify(genuine({ 'x-forwarded-for': '203.0.113.9' }))).status, 400)
  const trusting = shop({ sources: ['203.0.113.9'], trustedProxies: ['unix'] })
  const behind = made(trusting)
  assert.equal((await behind(genuine({ 'x-forwarded-for': '203.0.113.9' }))).status, 200)
  assert.equal((await behind(genuine({ 'x-forwarded-for': '203.0.113.8' }))).status, 403)
  await trusting.ledger.close()
  assert.deepEqual(seller.paid, [])
}, { sources: ['203.0.113.9'] })
