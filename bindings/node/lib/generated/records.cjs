// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
'use strict'

const { Row, amountOrNull, moment, same } = require('../values.cjs')

class ConflictSide extends Row {
  static members = {
    fingerprint: ['fingerprint', same],
    orderNo: ['order_no', same],
    amount: ['amount', amountOrNull],
  }
}
exports.ConflictSide = ConflictSide

class Conflict extends Row {
  static members = {
    deliveryKey: ['delivery_key', same],
    first: ['first', (row) => new ConflictSide(row)],
    later: ['later', (row) => new ConflictSide(row)],
    differs: ['differs', same],
    firstSeen: ['first_seen_ms', moment],
    lastSeen: ['last_seen_ms', moment],
    times: ['times', same],
  }
}
exports.Conflict = Conflict

class Record extends Row {
  static members = {
    deliveryKey: ['delivery_key', same],
    state: ['state', same],
    token: ['token', same],
    provider: ['provider', same],
    kind: ['kind', same],
    merchantId: ['merchant_id', same],
    orderNo: ['order_no', same],
    transactionNo: ['transaction_no', same],
    status: ['status', same],
    amount: ['amount', amountOrNull],
    fingerprint: ['fingerprint', same],
    firstSeen: ['first_seen_ms', moment],
    changedAt: ['changed_at_ms', moment],
    leaseUntil: ['lease_until_ms', moment],
    conflicts: ['conflicts', (rows) => rows.map((row) => new Conflict(row))],
  }
}
exports.Record = Record

class OverdueOrder extends Row {
  static members = {
    provider: ['provider', same],
    merchantId: ['merchant_id', same],
    orderNo: ['order_no', same],
    amount: ['amount', amountOrNull],
    placedAt: ['placed_at_ms', moment],
    dueAt: ['due_at_ms', moment],
  }
}
exports.OverdueOrder = OverdueOrder

class OrderRecord extends Row {
  static members = {
    provider: ['provider', same],
    merchantId: ['merchant_id', same],
    orderNo: ['order_no', same],
    amount: ['amount', amountOrNull],
    placedAt: ['placed_at_ms', moment],
    dueAt: ['due_at_ms', moment],
    resolvedAt: ['resolved_at_ms', moment],
  }
}
exports.OrderRecord = OrderRecord

class OrderHistory extends Row {
  static members = {
    orderNo: ['order_no', same],
    deliveries: ['deliveries', (rows) => rows.map((row) => new Record(row))],
    expected: ['expected', (rows) => rows.map((row) => new OrderRecord(row))],
  }
}
exports.OrderHistory = OrderHistory

class EarlierPayment extends Row {
  static members = {
    deliveryKey: ['delivery_key', same],
    transactionNo: ['transaction_no', same],
    amount: ['amount', amountOrNull],
    fulfilledAt: ['fulfilled_at_ms', moment],
  }
}
exports.EarlierPayment = EarlierPayment

class LedgerCounts extends Row {
  static members = {
    inProgress: ['in_progress', same],
    expired: ['expired', same],
    committed: ['committed', same],
    released: ['released', same],
    conflicts: ['conflicts', same],
    waitingOrders: ['waiting_orders', same],
  }
}
exports.LedgerCounts = LedgerCounts

class LedgerStatus extends Row {
  static members = {
    store: ['store', same],
    server: ['server', same],
    location: ['location', same],
    schema: ['schema', same],
    durability: ['durability', same],
    lease: ['lease_ms', same],
    retention: ['retention_ms', same],
    counts: ['counts', (row) => new LedgerCounts(row)],
  }
}
exports.LedgerStatus = LedgerStatus

class Pruned extends Row {
  static members = {
    deliveries: ['deliveries', same],
    conflicts: ['conflicts', same],
    orders: ['orders', same],
  }
}
exports.Pruned = Pruned

class Finding extends Row {
  static members = {
    cause: ['cause', same],
    sureness: ['sureness', same],
    member: ['member', same],
    sentence: ['sentence', same],
    remedy: ['remedy', same],
  }
}
exports.Finding = Finding

class Diagnosis extends Row {
  static members = {
    provider: ['provider', same],
    code: ['code', same],
    findings: ['findings', (rows) => rows.map((row) => new Finding(row))],
  }
}
exports.Diagnosis = Diagnosis

class Outcome extends Row {
  static members = {
    outcome: ['outcome', same],
    kind: ['kind', same],
    provider: ['provider', same],
    orderNo: ['order_no', same],
    deliveryKey: ['delivery_key', same],
    code: ['code', same],
    message: ['message', same],
    member: ['member', same],
    remedy: ['remedy', same],
    severity: ['severity', same],
    address: ['address', same],
    logLine: ['log_line', same],
  }
}
exports.Outcome = Outcome
