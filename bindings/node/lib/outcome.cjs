'use strict'

/** What became of one request. */
class Outcome {
  constructor (said, acknowledgement, notification) {
    const { order_no: orderNo, delivery_key: deliveryKey, log_line: logLine, ...same } = said
    Object.assign(this, same, { orderNo, deliveryKey, logLine, acknowledgement, notification })
    Object.freeze(this)
  }

  /** Of a request that ended with an error before its delivery was claimed. */
  static ofError (outcome, error, acknowledgement) {
    const { provider, code, message, member, remedy, severity, address, logLine } = error
    const said = { outcome, kind: null, provider, code, message, member, remedy, severity, address }
    return new Outcome({ ...said, order_no: null, delivery_key: null, log_line: logLine }, acknowledgement, null)
  }
}

module.exports = { Outcome }
