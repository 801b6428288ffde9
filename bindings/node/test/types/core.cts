// The same types for CommonJS.
import ackwell = require('ackwell')

const receiver = new ackwell.LianLian({ publicKeys: ['x'], merchantIds: ['1'] })
const kind: 'lianlian.payment' | 'lianlian.exchange_payment' = receiver.verify({ body: Buffer.from('') }).kind
export = kind
