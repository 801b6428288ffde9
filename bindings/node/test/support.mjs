// Keys, and notifications signed with them by other means than Ackwell's own.
import { createHash, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The repository; the tests run from an application that is elsewhere. */
export const root = process.env.ACKWELL_ROOT
const key = (name) => readFileSync(join(root, 'tests', 'keys', name), 'utf8')

export const publicKey = key('rsa-1024.public.pem')
const privateKey = key('rsa-1024.private.pem')
export const merchant = '201103171000000000'
export const peer = '115.236.102.36'
export const salt = 'THROWAWAY0SALT0FOR0TESTS'
export const client = '2018092714313010016'
export const account = `${client}291`
export const pingpongPeer = '52.76.198.228'

export const lianlianOptions = { publicKeys: [publicKey], merchantIds: [merchant] }
export const pingpongOptions = { salt, clientId: client, accIds: [account], environment: 'sandbox' }

const signedText = (members) => Object.entries(members).filter(([, value]) => value !== '')
  .sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => `${name}=${value}`).join('&')

/** A notification as LianLian sends it; a change to null leaves a member out. */
export function lianlian (changes = {}) {
  const members = {
    oid_partner: merchant,
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
    ...changes,
  }
  for (const [name, value] of Object.entries(members)) if (value === null) delete members[name]
  members.sign = sign('RSA-MD5', Buffer.from(signedText(members)), privateKey).toString('base64')
  return Buffer.from(JSON.stringify(members))
}

/** A notification as PingPong sends it; a change to null leaves a member out. */
export function pingpong (changes = {}) {
  const content = {
    notifyType: 'RECHARGE',
    amount: '200.000000',
    currency: 'USD',
    merchantTransactionId: 'PShop1000000',
    transactionId: '2023092050010297',
    status: 'SUCCESS',
    transactionTime: '1695182276082',
    captureDelayHours: 0,
    threeDSecure: 'N',
    paymentMethod: { type: 'VISA' },
    ...changes,
  }
  for (const [name, value] of Object.entries(content)) if (value === null) delete content[name]
  const envelope = {
    accId: account, bizContent: JSON.stringify(content), clientId: client, code: '000000', description: 'SUCCESS', signType: 'SHA256',
  }
  envelope.sign = createHash('sha256').update(salt + signedText(envelope)).digest('hex').toUpperCase()
  return Buffer.from(JSON.stringify(envelope))
}

/** Numbers that are the same in every run. */
export function chance (seed) {
  let state = seed
  const next = () => {
    state = state + 0x6d2b79f5 | 0
    let mixed = Math.imul(state ^ state >>> 15, 1 | state)
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296
  }
  return { next, below: (n) => Math.floor(next() * n), of: (list) => list[Math.floor(next() * list.length)] }
}
