// Calls of the ledger on their way, and verifications without a pause: for heavy.test.mjs.
import { parentPort, workerData } from 'node:worker_threads'

import { Ledger, LianLian } from 'ackwell'

import { lianlianOptions, peer } from './support.mjs'

if (workerData.silent) {
  // Claims whose answers never arrive: the event loop does not turn again.
  const silent = new LianLian(lianlianOptions)
  const file = Ledger.open(workerData.url)
  for (const body of workerData.bodies) file.claim(silent.verify({ body: Buffer.from(body), peer }))
  parentPort.postMessage('claimed')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

const receiver = new LianLian(lianlianOptions)
const ledger = Ledger.open(workerData.url)
const request = { body: Buffer.from(workerData.body), peer }
await receiver.handle(request, ledger, () => {}, { logger: { warn () {}, error () {} } })
for (let call = 0; call < 50; call++) ledger.claim(receiver.verify(request)).catch(() => {})
parentPort.postMessage(receiver.verify(request).kind)
const forever = () => {
  for (let times = 0; times < 100; times++) receiver.verify(request)
  ledger.status().catch(() => {})
  setImmediate(forever)
}
forever()
