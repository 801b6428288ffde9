// Keys, notifications signed by other means than Ackwell's own, and as much HTTP as a test needs.

import { createPrivateKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'

import { Ledger, LianLian } from 'ackwell'

const keys = process.env.ACKWELL_KEYS ?? new URL('../../../../tests/keys', import.meta.url).pathname
const privateKey = createPrivateKey(readFileSync(`${keys}/rsa-1024.private.pem`))

export const PUBLIC_KEY = readFileSync(`${keys}/rsa-1024.public.pem`, 'utf8')
export const MERCHANT = '201103171000000000'
export const OK = '{"ret_code":"0000","ret_msg":"ok"}'

const SAMPLE = {
  oid_partner: MERCHANT,
  dt_order: '20130515094013',
  no_order: '2013051500001',
  oid_paybill: '2013051613121201',
  money_order: '210.97',
  result_pay: 'SUCCESS',
  settle_date: '20130516',
  info_order: '用户13958069593购买了3桶羽毛球',
  pay_type: '2',
  bank_code: '01020000',
  sign_type: 'RSA',
}

/** A notification as LianLian sends it. */
export function lianlian (changes = {}) {
  const members = { ...SAMPLE, ...changes }
  const names = Object.keys(members).filter((name) => members[name] !== '').sort()
  const text = names.map((name) => `${name}=${members[name]}`).join('&')
  const signature = sign('md5', Buffer.from(text), privateKey).toString('base64')
  return Buffer.from(JSON.stringify({ ...members, sign: signature }))
}

let orders = 0
/** A payment of an order that no other test pays. */
export function payment (changes = {}) {
  const number = `${process.pid}${String(++orders).padStart(6, '0')}`
  const body = lianlian({ no_order: number, oid_paybill: number, ...changes })
  return { number, body }
}

/** A shop: a receiver, a ledger, a fulfilment that remembers, and what was logged. */
export function shop (options = {}) {
  const made = {
    receiver: new LianLian({ publicKeys: [PUBLIC_KEY], merchantIds: [MERCHANT], sources: ['127.0.0.1'], maxBodyBytes: 4096, ...options }),
    ledger: Ledger.open('memory:'),
    paid: [],
    lines: [],
    /** What the next fulfilments do first. */
    before: async () => {},
    async fulfil (notification) {
      await made.before(notification)
      made.paid.push(notification.orderNo)
    },
    options: {
      logger: Object.fromEntries(['info', 'warn', 'error'].map((level) =>
        [level, (line) => made.lines.push(`${level} ${line}`)])),
    },
    times: (number) => made.paid.filter((paid) => paid === number).length,
    /** The lines that were logged since it was asked last. */
    logged: () => made.lines.splice(0),
  }
  return made
}

/** Sends one request, byte by byte as it is written here, and reads the answer to the connection's end. */
export async function send (port, { method = 'POST', path = '/notify', body = '', headers = {}, chunked = false, from = '127.0.0.1' }) {
  const bytes = Buffer.from(body)
  const framing = chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': bytes.length }
  const told = { Host: `127.0.0.1:${port}`, Connection: 'close', 'Content-Type': 'application/json', ...framing, ...headers }
  const head = Object.entries(told).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const socket = connect({ port, host: '127.0.0.1', localAddress: from })
  const parts = []
  socket.on('data', (part) => parts.push(part))
  const ended = new Promise((resolve) => socket.on('close', resolve).on('error', () => {}))
  socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n`)
  socket.write(chunked ? inChunks(bytes) : bytes)
  await ended
  return parsed(Buffer.concat(parts))
}

function inChunks (bytes) {
  const parts = []
  for (let at = 0; at < bytes.length; at += 100) {
    const part = bytes.subarray(at, at + 100)
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}

/** Begins a request and breaks the connection off after half of its body. */
export async function breakOff (port, body, path = '/notify') {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`)
  socket.write(body.subarray(0, body.length / 2))
  await after(100)
  socket.destroy()
}

/** Sends a whole request and goes away before the answer. */
export async function hangUp (port, body, when, path = '/notify') {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`)
  socket.write(body)
  await when
  socket.destroy()
}

function parsed (answer) {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return { status: 0, headers: {}, body: answer.toString() }
  const [first, ...lines] = answer.subarray(0, end).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => {
    const at = line.indexOf(':')
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
  }))
  let body = answer.subarray(end + 4)
  if (headers['transfer-encoding'] === 'chunked') body = unchunked(body)
  return { status: Number(first.split(' ')[1]), headers, body: body.toString() }
}

function unchunked (rest) {
  const parts = []
  for (;;) {
    const end = rest.indexOf('\r\n')
    const size = parseInt(rest.subarray(0, end).toString(), 16)
    if (!(size > 0)) return Buffer.concat(parts)
    parts.push(rest.subarray(end + 2, end + 2 + size))
    rest = rest.subarray(end + 4 + size)
  }
}

export const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits until something holds, for ten seconds at most. */
export async function until (holds, what) {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return
    await after(20)
  }
  throw new Error(`this did not come true: ${what ?? holds}`)
}

/** A promise and what resolves it. */
export function gate () {
  let open
  const opened = new Promise((resolve) => { open = resolve })
  return { open, opened }
}

/** A server of Node's own with that handler: its port and what ends it. */
export function listening (handler) {
  const server = createServer(handler)
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({
      port: server.address().port,
      close: () => new Promise((done) => { server.close(done); server.closeAllConnections() }),
    }))
  })
}
