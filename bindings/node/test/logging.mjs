// One success, one repeat, one failure and one refusal, without any option: for handle.test.mjs.
import { Ledger, LianLian } from 'ackwell'

import { lianlian, lianlianOptions, peer } from './support.mjs'

const receiver = new LianLian(lianlianOptions)
const ledger = Ledger.open('memory:')
const body = lianlian()
await receiver.handle({ body, peer }, ledger, () => {})
await receiver.handle({ body, peer }, ledger, () => {})
await receiver.handle({ body: lianlian({ oid_paybill: '2' }), peer }, ledger, () => { throw new Error('no stock') })
await receiver.handle({ body, peer: '203.0.113.9' }, ledger, () => {})
await ledger.close()
