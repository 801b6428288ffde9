import transaction from './transaction.cjs'
export const { TransactionLedger, inTransaction } = transaction
