// Made by `cargo xtask generate` from the table of the questions to a ledger. Do not edit.
'use strict'

const { LedgerStatus, OrderHistory, OverdueOrder, Pruned, Record } = require('./records.cjs')

/** What a person or a task asks a ledger. `ask` has it answered. */
class LedgerQuestions {
  #ask

  constructor (ask) { this.#ask = ask }

  async expectOrder ({ provider, merchantId, orderNo, placedAt, amount }) {
    await this.#ask('expect_order', {
      provider,
      merchant_id: merchantId,
      order_no: orderNo,
      placed_at: placedAt && +placedAt,
      value: amount?.value,
      currency: amount?.currency,
    })
  }

  async overdueOrders (now) {
    return (await this.#ask('overdue_orders', {
      now: now && +now,
    })).map((row) => new OverdueOrder(row))
  }

  async resolveOrder ({ provider, merchantId, orderNo }) {
    return await this.#ask('resolve_order', {
      provider,
      merchant_id: merchantId,
      order_no: orderNo,
    })
  }

  async orderHistory (orderNo) {
    return new OrderHistory(await this.#ask('order_history', {
      order_no: orderNo,
    }))
  }

  async list ({ state, conflicts, orderNo, after, limit } = {}) {
    return (await this.#ask('list', {
      state,
      conflicts,
      order_no: orderNo,
      after,
      limit,
    })).map((row) => new Record(row))
  }

  async status () {
    return new LedgerStatus(await this.#ask('status'))
  }

  async reopen (deliveryKey) {
    return await this.#ask('reopen', {
      delivery_key: deliveryKey,
    })
  }

  async prune () {
    return new Pruned(await this.#ask('prune'))
  }

  async migrate () {
    return await this.#ask('migrate')
  }
}

exports.LedgerQuestions = LedgerQuestions
