// What the types promise: it must compile, and each `@ts-expect-error` must be one.
import type { AnyNotification, Code, Fulfil, LianLianNotification, Outcome, PingPongNotification, Request } from 'ackwell'
import { AckwellError, Amount, Config, Ledger, LianLian, LianLianPayment, PingPong, codes, schedule, vocabularies } from 'ackwell'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B> (_equal: Equal<A, B>): void {}

const lianlian = new LianLian({ publicKeys: [{ file: 'key.pem' }, 'MIG', Buffer.from('x')], merchantIds: 'any', digest: undefined })
const pingpong = new PingPong({ salt: { env: 'SALT' }, clientId: '1', accIds: ['2'], environment: 'sandbox', trustedProxies: ['unix'] })
// @ts-expect-error an option that is required
new LianLian({ merchantIds: 'any' })
// @ts-expect-error a word that is not one of them
new PingPong({ salt: 'x', clientId: '1', accIds: 'any', environment: 'test' })
// @ts-expect-error a name that there is not
new LianLian({ publicKeys: [], merchantIds: 'any', publicKey: 'x' })

declare const body: Uint8Array
const requests: Request[] = [
  { body },
  { body: Buffer.from(''), headers: new Headers(), peer: undefined },
  { body, headers: { host: 'x', 'set-cookie': ['a'], none: undefined }, peer: null, method: 'POST' },
  { body, headers: new Map([['a', 'b']]) },
  { body, headers: [['a', 'b']] },
]
// @ts-expect-error text is not the bytes that arrived
lianlian.verify({ body: 'text' })

const notification = lianlian.verify(requests[0]!)
same<typeof notification, LianLianNotification>(true)
switch (notification.kind) {
  case 'lianlian.payment':
    same<typeof notification, LianLianPayment>(true)
    same<typeof notification.moneyOrder, Amount>(true)
    same<typeof notification.settleDate, string | null>(true)
    same<typeof notification.dtOrder, Date>(true)
    same<typeof notification.orderNo, string>(true)
    break
  case 'lianlian.exchange_payment':
    same<typeof notification.exchangeRate, string>(true)
    // @ts-expect-error another kind's field
    notification.refundId
    break
  default:
    same<typeof notification, never>(true)
}

function told (some: AnyNotification): string | null {
  switch (some.kind) {
    case 'pingpong.transaction':
      same<typeof some.captureDelayHours, number | null>(true)
      same<typeof some.threeDSecure, boolean | null>(true)
      same<typeof some.transactionTime, Date | null>(true)
      return some.orderNo
    case 'pingpong.refund': return some.refundId
    case 'pingpong.other':
      same<typeof some.amount, Amount | null>(true)
      return some.orderNo
    default: return some.deliveryKey
  }
}
told(pingpong.verify({ body }))
same<ReturnType<typeof pingpong.verify>, PingPongNotification>(true)
// @ts-expect-error only a receiver makes a notification
new LianLianPayment()
// @ts-expect-error it is immutable
notification.orderNo = '1'
const minor: bigint | null = notification.amount.minorUnits
notification.expect('1', '210.97', 'CNY').expect('1', 21097n, 'CNY')
// @ts-expect-error money is exact
notification.expect('1', 210.97, 'CNY')

const ledger = Ledger.open({ env: 'LEDGER' }, { leaseSeconds: 60 })
const work: Fulfil<LianLianNotification> = async (paid) => { told(paid) }
const answer = await lianlian.handle({ body }, ledger, work, {
  signal: AbortSignal.timeout(1000),
  onOutcome: (outcome) => {
    same<typeof outcome, Outcome<LianLianNotification>>(true)
    if (outcome.outcome === 'failed') codes[outcome.code!].remedy
  },
  logger: console,
})
const bytes: Uint8Array = answer.body
const status: number = answer.status
async function receive (): Promise<void> {
  const receipt = await pingpong.receive({ body }, ledger)
  same<typeof receipt.notification, PingPongNotification>(true)
  if (receipt.isFirst && (receipt.lease?.remaining ?? 0) > 0) await receipt.commit()
  await receipt[Symbol.asyncDispose]()
  await using held = await lianlian.receive({ body }, ledger, { signal: undefined })
  same<typeof held.delivery, 'first' | 'repeat' | 'in_progress' | 'conflict'>(true)
}
// @ts-expect-error only what was verified can be claimed
ledger.claim({ kind: 'lianlian.payment' })

try {
  Config.fromFile(new URL('file:///ackwell.toml')).receiver('lianlian').verify({ body })
} catch (error) {
  if (error instanceof AckwellError) {
    const code: Code = error.code
    if (code === 'invalid_config') console.log(error.member, error.acknowledgement?.status)
    // @ts-expect-error there is no such code
    if (error.code === 'nothing') console.log()
  }
}
new Config({ lianlian: { publicKeys: ['x'], merchantIds: ['1'] }, ledger: { url: 'memory:', timeoutMs: 100 } })
const words: readonly string[] = vocabularies.deliveryState
export const all = [minor, bytes, status, words, schedule('pingpong').pauses, receive, (await ledger.list({ state: 'committed' }))[0]?.amount?.value]
