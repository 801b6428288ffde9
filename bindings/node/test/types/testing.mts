import type { Code, Kind, LianLian } from 'ackwell'
import { judge, Sender, SignedRequest, variants, type Variant } from 'ackwell/testing'

const sender = new Sender({ providers: ['lianlian'] })
const receiver: LianLian = sender.lianlian
const all: readonly Variant[] = variants
const request: SignedRequest = sender.request('lianlian.payment', {
  order: '42', amount: '10.00', members: { info_order: null }, variant: 'wrong_key',
})
const kind: Kind = request.kind
const code: Code | null = request.code
receiver.verify(request)
receiver.verify({ body: request.body, headers: request.headers, peer: request.peer })

const answer = await fetch('http://127.0.0.1/', { method: 'POST', body: request.body, headers: request.headers })
request.assertReceived(answer.status, await answer.text())
request.assertRefused(answer.status, await answer.arrayBuffer().then((bytes) => new Uint8Array(bytes)), 'in_progress')
const { received, why }: { received: boolean, why: string } = judge('pingpong', 200, 'FAIL')

// @ts-expect-error a kind that no table has
sender.request('lianlian.refund')
// @ts-expect-error a variant that no table has
sender.request('lianlian.payment', { variant: 'evil' })
// @ts-expect-error a promise that was not awaited
request.assertReceived(answer.status, answer.text())
// @ts-expect-error an amount is no float
sender.request('lianlian.payment', { amount: 10.00 })
// @ts-expect-error only a sender makes one
new SignedRequest()

export { all, code, kind, received, why }
