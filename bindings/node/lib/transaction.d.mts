export * from './transaction.cjs'
