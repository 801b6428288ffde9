// Made by `cargo xtask generate`. Do not edit.
import common from './transaction.cjs'

export const {
  TransactionLedger,
  inTransaction,
} = common
