// What every runtime must do: load it, verify, refuse, handle, and wait for no store on the event loop.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

import { AckwellError, Config, Ledger, LianLian, codes } from 'ackwell'

import { lianlian, lianlianOptions, peer } from './support.mjs'

const receiver = new LianLian(lianlianOptions)
const request = { body: lianlian(), headers: new Headers(), peer }
const notification = receiver.verify(request)
assert.equal(notification.amount.minorUnits, 21097n)
assert.equal(notification.infoOrder, '用户13958069593购买了3桶羽毛球')
assert.equal(notification.fields.money_order, '210.97')
assert.throws(() => receiver.verify({ body: lianlian().subarray(1), peer }), (error) => error instanceof AckwellError && error.code === 'malformed_body')
assert.throws(() => Config.fromFile('nothing.toml'), AckwellError)
const ledger = Ledger.open('sqlite:smoke.db')
let fulfilled = 0
const handle = () => receiver.handle(request, ledger, async () => { fulfilled++ }, { logger: { warn () {}, error () {} } })
await Promise.all(Array.from({ length: 20 }, handle))
assert.equal((await handle()).status, 200)
assert.ok(fulfilled <= 1)
await ledger.close()
assert.equal(codes.internal.httpStatus, 500)
assert.equal(createRequire(import.meta.url)('ackwell').LianLian, LianLian)
console.log(`ok on ${globalThis.Bun ? `Bun ${Bun.version}` : globalThis.Deno ? `Deno ${Deno.version.deno}` : `Node ${process.version}`}`)
