// Fastify 5.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import compress from '@fastify/compress'
import { ackwell } from 'ackwell/fastify'
import Fastify from 'fastify'

import { gate, OK, payment, send, shop, until } from './support.mjs'
import { plays } from './plays.mjs'

async function started (seller, around = async () => {}, options = seller.options) {
  const app = Fastify({ forceCloseConnections: true })
  await around(app)
  app.register(ackwell(seller.receiver, seller.ledger, seller.fulfil, options), { prefix: '/notify' })
  app.post('/echo', async (request) => request.body)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, port: app.server.address().port, close: () => app.close() }
}

plays('Fastify', started)
plays('Fastify with compression and an error handler', (seller) => started(seller, async (app) => {
  await app.register(compress, { global: true, threshold: 0 })
  app.setErrorHandler((_error, _request, reply) => reply.code(200).send({ error: true }))
  app.addHook('onSend', async () => JSON.stringify({ wrapped: true }))
}))

const played = (what, around, check) => test(`Fastify: ${what}`, { timeout: 30_000 }, async () => {
  const seller = shop()
  const server = await started(seller, around)
  try {
    await check(seller, (body, request) => send(server.port, { body, ...request }), server)
  } finally {
    await server.close()
    await seller.ledger.close()
  }
})

played('the application keeps its parsers', undefined, async (_seller, post) => {
  assert.equal((await post('{"a": 1}', { path: '/echo' })).body, '{"a":1}')
  assert.equal((await post('{', { path: '/echo' })).status, 400)
})

played('no hook and no compression changes the answer', async (app) => {
  await app.register(compress, { global: true, threshold: 0 })
  app.addHook('onSend', async () => 'changed')
}, async (_seller, post) => {
  const answer = await post(payment().body, { headers: { 'Accept-Encoding': 'gzip, br' } })
  assert.deepEqual([answer.status, answer.body, answer.headers['content-encoding']], [200, OK, undefined])
})

played('who answers while the work runs cannot answer success', async (app) => {
  app.addHook('preHandler', async (_request, reply) => { setTimeout(() => reply.raw.end('ok'), 100) })
}, async (seller, post) => {
  const { number, body } = payment()
  const end = gate()
  seller.before = () => end.opened
  assert.equal((await post(body)).status, 500)
  end.open()
  await until(() => seller.times(number) === 1)
})

played('what a hook of the application throws is answered with failure', async (app) => {
  app.setErrorHandler((_error, _request, reply) => reply.code(200).send({ error: true }))
  app.addHook('preHandler', async () => { throw new Error('no session') })
}, async (seller, post) => {
  const answer = await post(payment().body)
  assert.deepEqual([answer.status, answer.body], [500, '{"ret_code":"9999","ret_msg":"internal"}'])
  assert.match(seller.logged().join(), /^error lianlian internal: .*no session/)
  assert.deepEqual(seller.paid, [])
  assert.equal((await post('{}', { path: '/echo' })).body, '{"error":true}')
})

played('a response that has begun: nothing is fulfilled, the connection is cut', async (app) => {
  app.addHook('preHandler', async (_request, reply) => { reply.raw.write('hello') })
}, async (seller, post) => {
  const answer = await post(payment().body)
  assert.ok(!answer.body.includes('ret_code'), answer.body)
  assert.deepEqual(seller.paid, [])
  assert.match(seller.logged().join(), /^error lianlian internal: .*the response had begun/)
})

test('Fastify: lines go to the log of the request, at its levels', async () => {
  const lines = []
  const seller = shop()
  const app = Fastify({ logger: { level: 'debug', stream: { write: (line) => lines.push(JSON.parse(line)) } } })
  app.register(ackwell(seller.receiver, seller.ledger, seller.fulfil), { prefix: '/notify' })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address()
  await send(port, { path: '/notify', body: '{}' })
  await send(port, { path: '/notify', body: payment().body })
  await app.close()
  await seller.ledger.close()
  const ours = lines.filter(({ msg }) => /^lianlian /.test(msg))
  assert.deepEqual(ours.map(({ level }) => level), [40, 20])
  assert.match(ours[0].msg, /^lianlian missing_signature: /)
  assert.equal(ours[0].reqId, 'req-1')
  assert.match(ours[1].msg, /^lianlian fulfilled/)
})

test('Fastify: a wrong receiver is refused when it is registered', () => {
  assert.throws(() => ackwell({}, {}, () => {}), /receiver must be/)
})
