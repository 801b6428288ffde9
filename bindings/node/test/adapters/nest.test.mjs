// Nest 12 on Express and on Fastify: the module, and a controller of the shop's own.

import 'reflect-metadata'

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { All, Controller, Injectable, Module, Req, Res } from '@nestjs/common'
import { APP_GUARD, NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { ackwell, AckwellModule } from 'ackwell/nest'

import { payment, send, shop } from './support.mjs'
import { plays } from './plays.mjs'

/** Decorators, for a language that has none. */
const decorated = (target, ...decorators) => decorators.reduceRight((made, one) => one(made) ?? made, target)

const Nobody = decorated(class { canActivate () { return false } }, Injectable())

/** A whole application whose guard lets nobody in. */
function appWith (seller, ...imports) {
  const Shop = class { paid (notification) { return seller.fulfil(notification) } }
  decorated(Shop, Injectable())
  const Orders = decorated(class {}, Module({ providers: [Shop], exports: [Shop] }))
  const notify = AckwellModule.registerAsync({
    path: '/notify',
    imports: [Orders],
    inject: [Shop],
    useFactory: async (orders) => ({ ...seller, ...seller.options, fulfil: (notification) => orders.paid(notification) }),
  })
  const second = AckwellModule.register({ path: '/second', ...seller, ...seller.options })
  return decorated(class {}, Module({ imports: [notify, second, ...imports], providers: [{ provide: APP_GUARD, useClass: Nobody }] }))
}

function controllerWith (seller) {
  class Notify {
    answer = ackwell(seller.receiver, seller.ledger, seller.fulfil, seller.options)
    notify (request, response) { return this.answer(request, response) }
  }
  const method = Object.getOwnPropertyDescriptor(Notify.prototype, 'notify')
  Req()(Notify.prototype, 'notify', 0)
  Res()(Notify.prototype, 'notify', 1)
  All('/')(Notify.prototype, 'notify', method)
  decorated(Notify, Controller('notify'))
  return decorated(class {}, Module({ controllers: [Notify] }))
}

async function started (module, adapter, options) {
  const app = await NestFactory.create(module, adapter, { logger: false, forceCloseConnections: true, ...options })
  await app.listen(0, '127.0.0.1')
  return { app, port: app.getHttpServer().address().port, close: () => app.close() }
}

const PLATFORMS = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter({ forceCloseConnections: true })],
]
for (const [name, adapter] of PLATFORMS) {
  plays(`Nest on ${name}`, (seller) => started(appWith(seller), adapter()))

  const played = (what, start, check) => test(`Nest on ${name}: ${what}`, { timeout: 30_000 }, async () => {
    const seller = shop()
    const server = await start(seller)
    try {
      await check(seller, (body, request) => send(server.port, { body, ...request }))
    } finally {
      await server.close()
      await seller.ledger.close()
    }
  })

  played('the module is registered more than once, and before the prefix', async (seller) => {
    const server = await NestFactory.create(appWith(seller), adapter(), { logger: false, forceCloseConnections: true })
    server.setGlobalPrefix('api')
    await server.listen(0, '127.0.0.1')
    return { port: server.getHttpServer().address().port, close: () => server.close() }
  }, async (seller, post) => {
    for (const path of ['/notify', '/second']) {
      const { number, body } = payment()
      assert.equal((await post(body, { path })).status, 200, path)
      assert.equal(seller.times(number), 1)
    }
  })

  played('a controller takes the bytes that rawBody keeps', (seller) => started(controllerWith(seller), adapter(), { rawBody: true }), async (seller, post) => {
    const { number, body } = payment()
    for (let times = 0; times < 2; times++) assert.equal((await post(body)).status, 200)
    assert.equal(seller.times(number), 1)
    assert.equal((await post(body.toString().replace('210.97', '1'))).status, 403)
    assert.deepEqual((await post('', { method: 'GET' })).status, 405)
  })

  played('a controller without rawBody says what is missing', (seller) => started(controllerWith(seller), adapter()), async (seller, post) => {
    const answer = await post(payment().body)
    assert.deepEqual([answer.status, answer.body], [500, '{"ret_code":"9999","ret_msg":"invalid_argument"}'])
    assert.match(seller.logged().join(), /^error lianlian invalid_argument: .*rawBody: true/)
    assert.deepEqual(seller.paid, [])
  })
}
