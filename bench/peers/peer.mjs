// Node contestant: `node peer.mjs CORPUS`: JSON.parse and node:crypto.
import { createPublicKey, verify } from 'node:crypto'

import { corpus, passes } from './passes.mjs'

const key = createPublicKey(corpus.public_key)
const digest = corpus.digest === 'MD5' ? 'RSA-MD5' : 'RSA-SHA256'

function job (body) {
  const members = JSON.parse(body.toString('utf8'))
  const names = Object.keys(members).filter((name) => name !== 'sign' && members[name] !== '').sort()
  const text = names.map((name) => `${name}=${members[name]}`).join('&')
  const genuine = verify(digest, Buffer.from(text), key, Buffer.from(members.sign, 'base64'))
  return genuine ? '{"ret_code":"0000","ret_msg":"ok"}' : 'no'
}

await passes(import.meta.url, job)
