// A small receiver for servers of `Request` and `Response`, here Hono on Node, for the notifications
// of LianLian and PingPong.
//
//     ACKWELL_CONFIG=ackwell.toml PORT=8000 npm start
//
// Copy it and change what `paid` does. Any number of processes may share the ledger.

import { setTimeout } from 'node:timers/promises'

import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { type AnyNotification, Config } from 'ackwell'
import { ackwell } from 'ackwell/fetch'
import { Hono } from 'hono'

const { ACKWELL_CONFIG = 'ackwell.toml', PORT = '8000', SHOP_FULFILMENT_SECONDS = '0' } = process.env
const config = Config.fromFile(ACKWELL_CONFIG)
const ledger = config.ledger()

/** Runs once for each notification. Whatever it throws makes the provider send again. */
async function paid (notification: AnyNotification) {
  if (notification.status !== 'succeeded') return
  // In a shop: look the order up, compare it, and store.
  //     notification.expect(order.number, order.total, 'CNY')
  await setTimeout(Number(SHOP_FULFILMENT_SECONDS) * 1000)
  console.log(`paid ${notification.orderNo} ${notification.amount}`)
}

const app = new Hono()
// One path for each provider that the configuration has a section for.
for (const provider of config.providers) {
  const notify = ackwell(config.receiver(provider), ledger, paid)
  app.all(`/notify/${provider}`, (c) => notify(c.req.raw, { peer: getConnInfo(c).remote.address }))
}

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' })
