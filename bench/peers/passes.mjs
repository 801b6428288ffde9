// What the Node contestants share: answers `pass T` and `latency` until standard input ends. One thread;
// two by a worker each, which runs the contestant's file again.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'

const { path, words } = isMainThread ? { path: process.argv.at(-1), words: process.argv.slice(2, -1) } : workerData

/** The corpus, and the words of the command line in front of it. */
export const corpus = JSON.parse(readFileSync(path, 'utf8'))
export const options = words

/** Takes part with a job that does everything for one body and returns the answer. */
export async function passes (file, bodies, job) {
  const run = (part) => {
    for (const body of part) if (job(body) !== '{"ret_code":"0000","ret_msg":"ok"}') process.exit(1)
  }
  if (!isMainThread) {
    const part = bodies.filter((_, index) => index % 2 === workerData.index)
    parentPort.on('message', () => {
      run(part)
      parentPort.postMessage('done')
    })
    return
  }
  const now = () => process.hrtime.bigint()
  run(bodies)
  const workers = [0, 1].map((index) => new Worker(new URL(file), { workerData: { path, words, index } }))
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
}
