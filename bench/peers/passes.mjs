// What the Node contestants share: answers `pass T TIMES` and `latency` until standard input ends. One thread;
// two by a worker each, which runs the contestant's file again and waits for its turns.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Worker, isMainThread, workerData } from 'node:worker_threads'

const { path, words } = isMainThread ? { path: process.argv.at(-1), words: process.argv.slice(2, -1) } : workerData

/** The corpus, and the words of the command line in front of it. */
export const corpus = JSON.parse(readFileSync(path, 'utf8'))
export const options = words

const THREADS = 2
/** Long enough for the compiler to have seen all of it. */
const WARM = 1000
/** Places of the memory that the threads share: the number of the turn, how many have ended it, a failure, how many
 * times over they do their part. */
const [TURN, ENDED, FAILED, TIMES] = [0, 1, 2, 3]

const now = () => process.hrtime.bigint()

/** Takes part with a job that does everything for one body and its order, and returns the answer. */
export async function passes (file, job) {
  const everything = corpus.bodies.map((body, index) => ({ body: Buffer.from(body), order: corpus.orders[index] }))
  const run = (part, times = 1) => {
    for (let time = 0; time < times; time++) {
      for (const { body, order } of part) if (job(body, order) !== '{"ret_code":"0000","ret_msg":"ok"}') return false
    }
    return true
  }
  if (isMainThread) await answers(file, everything, run)
  else works(everything.filter((_, index) => index % THREADS === workerData.index), run)
}

/** A worker: does its part in each turn. */
function works (part, run) {
  const { state } = workerData
  for (let turn = 0; ; turn++) {
    Atomics.wait(state, TURN, turn)
    if (!run(part, Atomics.load(state, TIMES))) Atomics.store(state, FAILED, 1)
    Atomics.add(state, ENDED, 1)
    Atomics.notify(state, ENDED)
  }
}

async function answers (file, everything, run) {
  const checked = (genuine) => genuine || process.exit(1)
  const state = new Int32Array(new SharedArrayBuffer(16))
  for (let index = 0; index < THREADS; index++) {
    const worker = new Worker(new URL(file), { workerData: { path, words, index, state } })
    worker.on('error', (error) => { throw error })
  }
  const together = (times) => {
    Atomics.store(state, TIMES, times)
    Atomics.store(state, ENDED, 0)
    Atomics.add(state, TURN, 1)
    Atomics.notify(state, TURN)
    for (let ended = 0; ended < THREADS; ended = Atomics.load(state, ENDED)) Atomics.wait(state, ENDED, ended, 30_000)
    checked(Atomics.load(state, FAILED) === 0)
  }
  const alone = (times) => checked(run(everything, times))
  // The workers wait until the event loop has turned and they have begun.
  await new Promise((resolve) => setTimeout(resolve, 500))
  for (const pass of [alone, together]) for (const start = performance.now(); performance.now() - start < WARM;) pass(1)
  console.log('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, threads, times] = line.split(' ')
    if (word === 'pass') {
      const start = now()
      if (threads === '1') alone(Number(times))
      else together(Number(times))
      console.log(String(now() - start))
    } else {
      const times = everything.map((one) => {
        const start = now()
        checked(run([one]))
        return Number(now() - start)
      }).sort((a, b) => a - b)
      console.log(times[times.length >> 1], times[Math.floor(times.length * 0.99)])
    }
  }
  process.exit(0)
}
