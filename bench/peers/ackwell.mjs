// Node contestant: `node ackwell.mjs [questions] CORPUS`: this package, installed beside this file.
// With `questions` it also asks what a shop asks: the status, the order number and the amount, and
// whether they are the expected.
import { Config } from 'ackwell'

import { corpus, options, passes } from './passes.mjs'

const receiver = Config.fromJson(corpus.config).lianlian()
const { peer } = corpus
const answers = new Map()

/** The text of the answer, whose bytes a server would send as they are. */
function text (acknowledgement) {
  let known = answers.get(acknowledgement)
  if (known === undefined) answers.set(acknowledgement, known = acknowledgement.body.toString())
  return known
}

const verified = (body) => text(receiver.verify({ body, peer }).acknowledge())

function asked (body, { order_no: orderNo, amount, currency }) {
  const notification = receiver.verify({ body, peer })
  notification.expect(orderNo, amount, currency)
  const isPaid = notification.status === 'succeeded' && notification.orderNo === orderNo && notification.amount.currency === currency
  return isPaid ? text(notification.acknowledge()) : 'no'
}

await passes(import.meta.url, options.includes('questions') ? asked : verified)
