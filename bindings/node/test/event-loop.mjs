// How long the event loop is kept while requests wait for a slow store: for heavy.test.mjs and for the
// benchmark, as a program: `node event-loop.mjs CORPUS ROUNDS` prints the 99th percentile of each round
// in nanoseconds.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

import { Config, Ledger } from 'ackwell'

/** Another process holds the file's lock for so long. */
async function locked (file, milliseconds) {
  const script = 'import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None); ' +
    'c.execute("BEGIN EXCLUSIVE"); print("locked", flush=True); time.sleep(float(sys.argv[2]) / 1000); c.execute("ROLLBACK")'
  const holder = spawn('python3', ['-c', script, file, String(milliseconds)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const released = once(holder, 'exit')
  await once(holder.stdout, 'data')
  return { released }
}

/**
 * Handles all bodies at the same time while the store is locked for a second. Returns the 99th percentile
 * of the event loop's delay in nanoseconds, and how many milliseconds all of it and a file beside it took.
 */
export async function delayed (receiver, peer, bodies) {
  const folder = await mkdtemp(join(tmpdir(), 'ackwell-'))
  const file = join(folder, 'ledger.db')
  const ledger = Ledger.open(`sqlite:${file}`, { timeoutMs: 20_000 })
  try {
    await ledger.migrate()
    const { released } = await locked(file, 1000)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const start = performance.now()
    const logger = { warn () {}, error () {} }
    const waiting = Promise.all(bodies.map((body) => receiver.handle({ body, peer }, ledger, () => {}, { logger })))
    // Node's own threads are free, too.
    const beside = readFile(fileURLToPath(import.meta.url)).then(() => performance.now() - start)
    const answers = await waiting
    delay.disable()
    const took = performance.now() - start
    await released
    if (!answers.every((answer) => answer.isSuccess)) throw new Error('a request was not answered with success')
    if (took < 700) throw new Error(`the store was not slow: ${took} ms`)
    return { p99: delay.percentile(99), took, beside: await beside }
  } finally {
    await ledger.close()
    await rm(folder, { recursive: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const corpus = JSON.parse(readFileSync(process.argv[2], 'utf8'))
  const receiver = Config.fromJson(corpus.config).lianlian()
  const bodies = corpus.bodies.slice(0, 200).map((body) => Buffer.from(body))
  for (let round = 0; round < Number(process.argv[3]); round++) {
    console.log((await delayed(receiver, corpus.peer, bodies)).p99)
  }
}
