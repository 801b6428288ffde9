// What every adapter must bear, whatever is around it.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { breakOff, gate, hangUp, lianlian, OK, payment, send, shop, until } from './support.mjs'

const METHODS = ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']

/**
 * Registers the tests of one adapter. `start(shop, path)` starts a server that takes the shop's
 * notifications there, and returns its port and what ends it. With `whole` something before the adapter
 * sees to it that bodies are whole.
 */
export function plays (name, start, { whole = false } = {}) {
  const during = (what, check, options) => test(`${name}: ${what}`, { timeout: 30_000 }, async () => {
    const seller = shop(options)
    const server = await start(seller)
    const post = (body, request = {}) => send(server.port, { body, ...request })
    try {
      await check({ seller, post, port: server.port })
    } finally {
      await server.close()
      await seller.ledger.close()
    }
  })

  during('a genuine notification is fulfilled once, whatever its content type', async ({ seller, post }) => {
    const types = ['application/json', 'text/json;charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded', undefined, '%%']
    for (const type of types) {
      const { number, body } = payment()
      for (let times = 0; times < 2; times++) {
        const answer = await post(body, { headers: { 'Content-Type': type } })
        assert.deepEqual([answer.status, answer.body], [200, OK], type)
        assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
        assert.equal(answer.headers['content-length'], String(OK.length))
      }
      assert.equal(seller.times(number), 1, type)
    }
    assert.deepEqual(seller.logged(), [])
  })

  during('a body in chunks is a body', async ({ seller, post }) => {
    const { number, body } = payment()
    assert.equal((await post(body, { chunked: true })).body, OK)
    assert.equal(seller.times(number), 1)
  })

  during('what is forged is refused, and the line says why', async ({ seller, post }) => {
    const forged = lianlian().toString().replace('210.97', '210.98')
    const answer = await post(forged)
    assert.deepEqual([answer.status, answer.body], [403, '{"ret_code":"9999","ret_msg":"invalid_signature"}'])
    assert.equal((await post('')).status, 400)
    assert.deepEqual(seller.paid, [])
    const [signature, empty, ...rest] = seller.logged()
    assert.match(signature, /^warn lianlian invalid_signature: .*remedy: /)
    assert.match(empty, /^warn lianlian malformed_body: /)
    assert.deepEqual(rest, [])
  })

  during('a body that is too long is answered before it is at its end', async ({ seller, post }) => {
    for (const chunked of [false, true]) {
      const answer = await post(' '.repeat(200_000), { chunked })
      assert.equal(answer.status, 413, JSON.stringify(answer))
      assert.equal(answer.body, '{"ret_code":"9999","ret_msg":"body_too_large"}')
    }
    const { body } = payment()
    assert.equal((await post(Buffer.concat([body, Buffer.alloc(4096 - body.length, ' ')]))).status, 200)
  })

  during('a fulfilment that fails is answered with failure and done again', async ({ seller, post }) => {
    const { number, body } = payment()
    seller.before = async () => { throw new Error('no stock') }
    assert.equal((await post(body)).status, 500)
    assert.match(seller.logged().join(), /^error lianlian fulfilment_failed .*no stock/)
    seller.before = async () => {}
    assert.equal((await post(body)).body, OK)
    assert.equal(seller.times(number), 1)
  })

  during('another method than POST is answered with 405, without a line', async ({ seller, post }) => {
    const { body } = payment()
    for (const method of METHODS) {
      const sent = method === 'GET' || method === 'HEAD' ? '' : body
      const answer = await post(sent, { method })
      assert.deepEqual([answer.status, answer.headers.allow], [405, 'POST'], method)
    }
    assert.deepEqual(seller.paid, [])
    assert.deepEqual(seller.logged(), [])
  })

  during('a client that is on no list is refused, whatever its headers say', async ({ seller, post }) => {
    const { body } = payment()
    for (const headers of [{}, { 'X-Forwarded-For': '127.0.0.1' }, { Forwarded: 'for=127.0.0.1' }, { 'X-Real-IP': '127.0.0.1' }]) {
      const answer = await post(body, { from: '127.0.0.2', headers })
      assert.deepEqual([answer.status, answer.body], [403, '{"ret_code":"9999","ret_msg":"untrusted_source"}'])
    }
    assert.match(seller.logged()[0], /127\.0\.0\.2/)
    assert.deepEqual(seller.paid, [])
  })

  during('behind a proxy the client is who the proxy names', async ({ seller, post }) => {
    const { number, body } = payment()
    const through = (client, from) => post(body, { from, headers: { 'X-Forwarded-For': client } })
    assert.equal((await through('203.0.113.9, 198.51.100.7', '127.0.0.3')).status, 403)
    assert.equal((await through('203.0.113.9', '127.0.0.2')).status, 403, 'not the proxy')
    assert.equal((await through('198.51.100.7, 203.0.113.9', '127.0.0.3')).body, OK)
    assert.equal(seller.times(number), 1)
  }, { sources: ['203.0.113.9'], trustedProxies: ['127.0.0.3'] })

  during('a body that breaks off is not fulfilled, and the server lives', async ({ seller, post, port }) => {
    await breakOff(port, payment().body)
    if (!whole) {
      await until(() => seller.lines.length > 0, 'a line is logged')
      assert.match(seller.logged().join(), /^warn lianlian malformed_body: .*the connection ended before it did/)
    }
    assert.equal((await post(payment().body)).body, OK)
    assert.equal(seller.paid.length, 1)
  })

  during('work that has begun goes on when the client goes away', async ({ seller, post, port }) => {
    const { number, body } = payment()
    const [begun, end] = [gate(), gate()]
    seller.before = async () => {
      begun.open()
      await end.opened
    }
    await hangUp(port, body, begun.opened)
    assert.equal((await post(body)).status, 503, 'it is in progress')
    end.open()
    await until(async () => (await post(body)).status === 200, 'it is committed')
    assert.equal(seller.times(number), 1)
  })
}
