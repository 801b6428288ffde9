// A small receiver in Fastify for the notifications of LianLian and PingPong.
//
//     ACKWELL_CONFIG=ackwell.toml PORT=8000 npm start
//
// Copy it and change what `paid` does. Any number of processes may share the ledger.

import { setTimeout } from 'node:timers/promises'

import { type AnyNotification, Config } from 'ackwell'
import { ackwell } from 'ackwell/fastify'
import Fastify from 'fastify'

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

const app = Fastify({ logger: { level: 'warn' } })
// One path for each provider that the configuration has a section for. The plugin takes its bodies as
// bytes; the parsers of your other routes stay as they are.
for (const provider of config.providers) {
  app.register(ackwell(config.receiver(provider), ledger, paid), { prefix: `/notify/${provider}` })
}

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
