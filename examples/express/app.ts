// A small receiver in Express for the notifications of LianLian and PingPong.
//
//     ACKWELL_CONFIG=ackwell.toml PORT=8000 npm start
//
// Copy it and change what `paid` does. Any number of processes may share the ledger.

import { setTimeout } from 'node:timers/promises'

import { type AnyNotification, Config } from 'ackwell'
import { ackwell } from 'ackwell/express'
import express from 'express'

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

const app = express()
// One path for each provider that the configuration has a section for.
for (const provider of config.providers) {
  app.all(`/notify/${provider}`, ackwell(config.receiver(provider), ledger, paid))
}
// Parsers of bodies come behind it: the signature covers the bytes that arrived.
app.use(express.json())

app.listen(Number(PORT), '127.0.0.1')
