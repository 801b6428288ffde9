// Node contestant: `node peer.mjs CORPUS`. One thread; two by a worker each.
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'

const ACK = '{"ret_code":"0000","ret_msg":"ok"}'
const path = isMainThread ? process.argv.at(-1) : workerData.path
const corpus = JSON.parse(readFileSync(path, 'utf8'))
const key = createPublicKey(corpus.public_key)
const digest = corpus.digest === 'MD5' ? 'RSA-MD5' : 'RSA-SHA256'
const bodies = corpus.bodies.map((body) => Buffer.from(body))

function job(body) {
  const members = JSON.parse(body.toString('utf8'))
  const names = Object.keys(members).filter((name) => name !== 'sign' && members[name] !== '').sort()
  const text = names.map((name) => `${name}=${members[name]}`).join('&')
  return verify(digest, Buffer.from(text), key, Buffer.from(members.sign, 'base64')) ? ACK : 'no'
}

function run(part) {
  for (const body of part) if (job(body) !== ACK) process.exit(1)
}

const now = () => process.hrtime.bigint()

if (isMainThread) {
  run(bodies)
  const workers = [0, 1].map((index) => new Worker(new URL(import.meta.url), { workerData: { path, index } }))
  const ask = (worker) => new Promise((resolve) => {
    worker.once('message', resolve)
    worker.postMessage('go')
  })
  await Promise.all(workers.map(ask))
  console.log('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, threads] = line.split(' ')
    if (word === 'pass') {
      const start = now()
      if (threads === '1') run(bodies)
      else await Promise.all(workers.map(ask))
      console.log(String(now() - start))
    } else {
      const times = bodies.map((body) => {
        const start = now()
        run([body])
        return Number(now() - start)
      }).sort((a, b) => a - b)
      console.log(times[times.length >> 1], times[Math.floor(times.length * 0.99)])
    }
  }
  process.exit(0)
} else {
  const part = bodies.filter((_, index) => index % 2 === workerData.index)
  parentPort.on('message', () => {
    run(part)
    parentPort.postMessage('done')
  })
}
