// Node contestant: `node ackwell.mjs [questions] CORPUS`: this package, installed beside this file.
// With `questions` it also asks what a shop asks: the status, the order number and the amount, and
// whether they are the expected.
import { Config } from 'ackwell'

import { corpus, options, passes } from './passes.mjs'

const config = typeof corpus.config === 'string' ? corpus.config : JSON.stringify(corpus.config)
const receiver = Config.fromJson(config).lianlian()
const { peer } = corpus
const answers = new Map()

/** The text of the answer, whose bytes a server would send as they are. */
function text (acknowledgement) {
  let known = answers.get(acknowledgement)
  if (known === undefined) answers.set(acknowledgement, known = acknowledgement.body.toString())
  return known
}

let job = (body) => text(receiver.verify({ body, peer }).acknowledge())
if (options.includes('questions')) {
  const orders = new Map()
  job = (body) => {
    const { no_order: orderNo, money_order: amount } = orders.get(body)
    const notification = receiver.verify({ body, peer })
    notification.expect(orderNo, amount, 'CNY')
    const isPaid = notification.status === 'succeeded' && notification.orderNo === orderNo && notification.amount.currency === 'CNY'
    return isPaid ? text(notification.acknowledge()) : 'no'
  }
  const bodies = corpus.bodies.map((body) => Buffer.from(body))
  for (const body of bodies) orders.set(body, JSON.parse(body))
  await passes(import.meta.url, bodies, job)
} else {
  await passes(import.meta.url, corpus.bodies.map((body) => Buffer.from(body)), job)
}
