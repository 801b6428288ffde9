// Runs the conformance pack through the installed package; see tests/RUNNERS.md. The argument is the
// folder of the pack. Writes what came out of every case to stdout, one JSON object a line, and
// compares nothing.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import * as ackwell from 'ackwell'
import { judge, Sender, variants } from 'ackwell/testing'

const folder = process.argv[2]
// What the package has inside, by its own path: `exports` shows none of it.
const inside = (name) => createRequire(import.meta.url)(join(dirname(createRequire(import.meta.url).resolve('ackwell')), 'generated', name))
const snake = (name) => name.replace(/[A-Z]/g, '_$&').toLowerCase()
const lines = []
/** `json` goes into the line as it is: the numbers in it must not change their form. */
const tell = (file, id, { json, ...said }) => {
  const line = JSON.stringify({ file, id, ...said })
  lines.push(json === undefined ? line : `${line.slice(0, -1)},"notification":${json}}`)
}

/** What the package offers, by name: what its classes and lists really have. */
function surface () {
  const getters = (kind) => Object.entries(Object.getOwnPropertyDescriptors(kind.prototype))
    .filter(([, { get }]) => get).map(([name]) => snake(name))
  const { CommonMembers } = inside('common.cjs')
  const lists = { 'surface/common': getters(CommonMembers) }
  inside('kinds.cjs').classes.forEach((kind, position) => {
    const names = getters(kind)
    if (names.length > 0) lists[`surface/fields/${ackwell.vocabularies.kind[position]}`] = names
  })
  for (const [section, names] of Object.entries(inside('options.cjs').sections)) lists[`surface/options/${section}`] = names
  for (const [name, words] of Object.entries(ackwell.vocabularies)) lists[`surface/vocabulary/${snake(name)}`] = words
  lists['surface/vocabulary/variant'] = [...variants]
  for (const [name, { members }] of Object.entries(inside('records.cjs'))) {
    // Not every language has the class of an outcome.
    if (name === 'Outcome') continue
    lists[`surface/records/${name}`] = Object.keys(members).map(snake)
  }
  return lists
}

const answer = ({ status, contentType, body }) => ({ status, content_type: contentType, body: Buffer.from(body).toString() })
const bytes = (request) => request.body === undefined ? Buffer.from(request.body_base64, 'base64') : Buffer.from(request.body)
const requestOf = (request) => ({ body: bytes(request), headers: request.headers, peer: request.peer })
const receiverOf = (config, { provider }) => ackwell.Config.fromJson(config).receiver(provider)

function refused (error) {
  if (!(error instanceof ackwell.AckwellError)) throw error
  const { code, member, acknowledgement } = error
  return { outcome: 'refused', code, member, ...(acknowledgement && { acknowledgement: answer(acknowledgement) }) }
}

/** Writes the files of the case, sets its variables, and loads its document. */
function resolve (text, reference) {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'ackwell-')))
  for (const [name, holds] of Object.entries(reference.files ?? {})) {
    const path = join(place, name)
    mkdirSync(dirname(path), { recursive: true })
    if (holds.folder) mkdirSync(path)
    else if (holds.base64 !== undefined) writeFileSync(path, Buffer.from(holds.base64, 'base64'))
    else if (holds.length !== undefined && typeof holds !== 'string') writeFileSync(path, 'x'.repeat(holds.length))
    else writeFileSync(path, holds)
  }
  const document = text.replaceAll('@FOLDER@', place)
  Object.assign(process.env, reference.env)
  const before = process.cwd()
  process.chdir(reference.as_text ? place : '/')
  try {
    let config
    if (reference.as_text) {
      config = ackwell.Config.fromJson(document)
    } else {
      writeFileSync(join(place, 'ackwell-case.json'), document)
      config = ackwell.Config.fromFile(join(place, 'ackwell-case.json'))
    }
    if (reference.section === 'ledger') config.ledger()
    else {
      const receiver = config.receiver(reference.provider)
      if (reference.request) receiver.verify(requestOf(reference.request))
    }
    return { outcome: 'configured' }
  } catch (error) {
    const { code, member } = refused(error)
    return { outcome: 'refused', code, member, message: error.message.replaceAll(place, '@FOLDER@') }
  } finally {
    process.chdir(before)
    for (const name of Object.keys(reference.env ?? {})) delete process.env[name]
    rmSync(place, { recursive: true, force: true })
  }
}

/** One for all cases: a key takes a moment. */
const sender = new Sender()

const operations = {
  sign (config, { provider, ask: { kind, ...choice } }) {
    const request = sender.request(kind, choice)
    let notification
    try {
      notification = sender.config.receiver(provider).verify(request)
    } catch (error) {
      return { outcome: 'signed', code: refused(error).code }
    }
    const { amount, orderNo, status } = notification
    return {
      outcome: 'signed', kind: notification.kind, order_no: orderNo, status, amount: amount?.value, currency: amount?.currency,
    }
  },
  judge (config, { provider, answer: { status, body } }) {
    return { outcome: 'judged', received: judge(provider, status, body).received }
  },
  verify (config, one) {
    const [receiver, request] = [receiverOf(config, one), requestOf(one.request)]
    const { code, findings } = receiver.explain(request)
    let notification
    let found = null
    try {
      notification = receiver.verify(request)
    } catch (error) {
      found = error.code
      throw error
    } finally {
      if (code !== found || (code === null) !== (findings.length === 0)) {
        console.error(`${one.id}: explained as ${code}`)
        process.exit(1)
      }
    }
    const acknowledgement = answer(notification.acknowledge())
    return { outcome: 'accepted', acknowledgement, json: notification.jsonText }
  },
  configure (config, one) {
    receiverOf(config, one)
    return { outcome: 'configured' }
  },
  expect (config, one) {
    receiverOf(config, one).verify(requestOf(one.request)).expect(one.order.order_no, one.order.value, one.order.currency)
    return { outcome: 'met' }
  },
  acknowledge (config, one) {
    const receiver = receiverOf(config, one)
    const given = one.code == null ? receiver.acknowledge() : receiver.refuse(one.code).acknowledgement
    return { outcome: 'answered', acknowledgement: answer(given) }
  },
  schedule (config, one) {
    const { sends, deadline, horizon, pauses } = receiverOf(config, one).schedule
    const seconds = (milliseconds) => milliseconds / 1000
    return {
      outcome: 'scheduled', sends, deadline_seconds: seconds(deadline), horizon_seconds: seconds(horizon),
      pauses_seconds: pauses.map(seconds),
    }
  },
  async ledger (config, one) {
    const receiver = receiverOf(config, one)
    const ledger = ackwell.Config.fromJson(config).ledger()
    const leases = {}
    const steps = []
    for (const step of one.steps) steps.push(await stepOf(receiver, ledger, leases, one.requests, step))
    await ledger.close()
    return { outcome: 'walked', steps }
  },
}

async function stepOf (receiver, ledger, leases, requests, step) {
  const request = step.request && requestOf(requests[step.request])
  switch (step.do) {
    case 'claim': {
      const receipt = await receiver.receive(request, ledger)
      if (step.lease) leases[step.lease] = receipt
      return receipt.delivery
    }
    case 'expect_order':
      await ledger.expectOrder({
        provider: receiver.provider, merchantId: step.merchant_id, orderNo: step.order_no, placedAt: new Date(step.placed_at_ms),
      })
      return 'done'
    case 'overdue': return (await ledger.overdueOrders()).map((order) => order.orderNo).sort()
    case 'earlier_payment': return (await ledger.earlierPayment(receiver.verify(request)))?.transactionNo ?? null
    case 'wait':
      await pause(step.milliseconds)
      return 'waited'
    case 'handle': {
      let fulfilled = false
      const given = await receiver.handle(request, ledger, async () => {
        fulfilled = true
        if (!step.fulfilment_succeeds) throw new Error('the pack wants it to fail')
      }, { logger: { warn () {}, error () {} } })
      return { fulfilled, acknowledgement: answer(given) }
    }
  }
  try {
    const receipt = leases[step.lease]
    await { commit: () => receipt.commit(), release: () => receipt.release({ strict: true }), extend: () => receipt.extend() }[step.do]()
    return 'done'
  } catch (error) {
    return refused(error).code
  }
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
  const text = readFileSync(join(folder, file), 'utf8')
  if (file === 'errors.json') {
    for (const [code, facts] of Object.entries(ackwell.codes)) {
      const { number, httpStatus, severity, sentence, remedy } = facts
      tell(file, `errors/${code}`, { outcome: 'listed', code, number, http_status: httpStatus, severity, sentence, remedy })
    }
    continue
  }
  if (file === 'surface.json') {
    for (const [id, names] of Object.entries(surface())) tell(file, id, { outcome: 'listed', names })
    continue
  }
  const pack = JSON.parse(text)
  for (const one of pack.cases) {
    const config = one.config_text ?? JSON.stringify(typeof one.config === 'string' ? pack.configs[one.config] : one.config)
    let said
    try {
      said = one.operation === 'resolve' ? resolve(config, one) : await operations[one.operation](config, one)
    } catch (error) {
      said = refused(error)
    }
    tell(file, one.id, said)
  }
}
process.stdout.write(lines.join('\n') + '\n')
