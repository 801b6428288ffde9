// Express 4 and 5, and Node's own server, which has no framework in between.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ackwell } from 'ackwell/express'
import compression from 'compression'
import express4 from 'express4'
import express5 from 'express'

import { after, gate, listening, OK, payment, send, shop, until } from './support.mjs'
import { plays } from './plays.mjs'

const handler = (seller) => ackwell(seller.receiver, seller.ledger, seller.fulfil, seller.options)

plays('Node', (seller) => listening(handler(seller)))

for (const [name, express] of [['Express 4', express4], ['Express 5', express5]]) {
  const app = (seller, ...before) => {
    const made = express()
    for (const one of before) made.use(one)
    made.all('/notify', handler(seller))
    // How the application answers errors: none of Ackwell's may come here.
    made.use((_error, _request, response, _next) => response.status(200).json({ error: true }))
    return made
  }
  plays(name, (seller) => listening(app(seller)))
  plays(`${name} with compression`, (seller) => listening(app(seller, compression({ threshold: 0 }))))
  plays(`${name} with raw bodies`, (seller) => listening(app(seller, (request, response, next) =>
    // As express.raw does, but for the types and lengths that it leaves.
    request.headers['content-type'] === 'application/json' && !(request.headers['content-length'] > 4096) &&
    !request.headers['transfer-encoding']
      ? express.raw({ type: '*/*' })(request, response, next)
      : next())), { whole: true })

  const played = (what, before, check) => test(`${name}: ${what}`, { timeout: 30_000 }, async () => {
    const seller = shop()
    const server = await listening(app(seller, ...before))
    try {
      await check(seller, (body, request) => send(server.port, { body, ...request }))
    } finally {
      await server.close()
      await seller.ledger.close()
    }
  })

  for (const [parser, found] of [
    [express.json(), 'req.body is a parsed object'],
    [express.text({ type: '*/*' }), 'req.body is text'],
    [(request, _response, next) => request.on('data', () => {}).on('end', next), 'consumed'],
  ]) {
    played(`says that ${found}, and which line to move`, [parser], async (seller, post) => {
      const { body } = payment()
      const begun = Date.now()
      const answer = await post(body)
      assert.ok(Date.now() - begun < 5000, 'it is answered immediately')
      assert.deepEqual([answer.status, answer.body], [500, '{"ret_code":"9999","ret_msg":"invalid_argument"}'])
      const [line, ...rest] = seller.logged()
      assert.match(line, /^error lianlian invalid_argument: .*move the line of this route above/)
      assert.ok(line.includes(found), line)
      assert.deepEqual(rest, [])
      assert.deepEqual(seller.paid, [])
    })
  }

  const keeps = express.json({ verify (request, _response, bytes) { request.rawBody = bytes } })
  played('takes the bytes that a parser kept', [keeps], async (seller, post) => {
    const { number, body } = payment()
    assert.equal((await post(body)).body, OK)
    assert.equal(seller.times(number), 1)
  })

  const nibbles = (request, _response, next) => request.once('readable', () => { request.read(1); next() })
  played('a body of which something has read a part is an eaten body', [nibbles], async (seller, post) => {
    assert.equal((await post(payment().body)).body, '{"ret_code":"9999","ret_msg":"invalid_argument"}')
    assert.match(seller.logged().join(), /something has consumed the request/)
  })

  played('a text decoder on the request is an eaten body', [(request, _response, next) => { request.setEncoding('utf8'); next() }], async (seller, post) => {
    assert.equal((await post(payment().body)).status, 500)
    assert.match(seller.logged().join(), /invalid_argument/)
  })

  played('no compression of the answer', [compression({ threshold: 0 })], async (seller, post) => {
    const answer = await post(payment().body, { headers: { 'Accept-Encoding': 'gzip, br' } })
    assert.deepEqual([answer.status, answer.body, answer.headers['content-encoding']], [200, OK, undefined])
  })

  const begins = (_request, response, next) => { response.write('hello'); next() }
  played('a response that has begun: nothing is fulfilled, the connection is cut', [begins], async (seller, post) => {
    const answer = await post(payment().body)
    assert.ok(!answer.body.includes('ret_code'), answer.body)
    assert.deepEqual(seller.paid, [])
    assert.match(seller.logged().join(), /^error lianlian internal: .*the response had begun/)
  })

  const impatient = (_request, response, next) => { setTimeout(() => response.json({ ok: true }), 100); next() }
  played('who answers while the work runs cannot answer success', [impatient], async (seller, post) => {
    const { number, body } = payment()
    const end = gate()
    seller.before = () => end.opened
    const answer = await post(body)
    assert.equal(answer.status, 500)
    end.open()
    await until(() => seller.times(number) === 1)
    await after(50)
    seller.before = async () => {}
    assert.equal(seller.times(number), 1)
  })

  const careless = (request, response, next) => {
    response.setHeader('Content-Encoding', 'gzip')
    response.setHeader('Content-Length', '3')
    response.status(201)
    next()
  }
  played('headers and a status that were set before do not reach the provider', [careless], async (seller, post) => {
    const answer = await post(payment().body)
    assert.deepEqual([answer.status, answer.body, answer.headers['content-encoding']], [200, OK, undefined])
    assert.equal((await post('{}')).status, 403)
  })
}

test('a wrong receiver, ledger or fulfilment is refused when it is registered', async () => {
  const { receiver, ledger, fulfil } = shop()
  assert.throws(() => ackwell({}, ledger, fulfil), /receiver must be/)
  assert.throws(() => ackwell(receiver, {}, fulfil), /ledger must be/)
  assert.throws(() => ackwell(receiver, ledger), /fulfil/)
  await ledger.close()
})
