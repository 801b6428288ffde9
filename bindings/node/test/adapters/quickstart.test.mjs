// Every snippet of docs/quickstart-node.md, compiled and run as it is written there.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import * as ackwell from 'ackwell'

import { ANSWER, commands, files, FORGED, KEY, lines, MESSAGE, PRINTED, README } from './quickstart.mjs'
import { lianlian, MERCHANT, OK, PUBLIC_KEY, send, shop, until } from './support.mjs'

// Beside the installed packages, where imports find them.
const apps = new URL('../quickstart/', import.meta.url).pathname
const program = (path) => new URL(`../node_modules/${path}`, import.meta.url).pathname
const tsc = program('typescript/bin/tsc')
const next = program('next/dist/bin/next')

function freePort () {
  const server = createServer()
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    server.close(() => resolve(port))
  }))
}

/** Writes the files of one section, with a port that is free. */
function written (section, port, more = {}) {
  const folder = join(apps, section)
  rmSync(folder, { recursive: true, force: true })
  return write(folder, section, port, { 'package.json': '{ "private": true, "type": "module" }', ...more })
}

function write (folder, section, port, more) {
  const all = { 'lianlian.pem': KEY, ...more }
  for (const [name, code] of files) {
    if (name.startsWith(`${section}/`)) all[name.slice(section.length + 1)] = code.replace('8000', port)
  }
  for (const [name, code] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), code)
  }
  return folder
}

function ran (folder, ...command) {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8', env: environment })
  assert.equal(status, 0, `${command.join(' ')}\n${stdout}${stderr}`)
}

const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }

/** Starts an application, sends what LianLian once sent, and ends it. */
async function plays (folder, port, command, { prints = true, env = {}, path = '/notify/lianlian', program = process.execPath } = {}) {
  const server = spawn(program, command, { cwd: folder, env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let output = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (part) => { output += part })
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const post = (body) => send(port, { path, body, headers })
  try {
    await until(async () => {
      assert.equal(server.exitCode, null, output)
      return (await send(port, { method: 'GET', path: '/nowhere' })).status > 0
    }, 'it listens')
    for (let times = 0; times < 2; times++) {
      const answer = await post(MESSAGE)
      assert.deepEqual([answer.status, answer.body], [200, ANSWER], output)
    }
    assert.equal((await post(MESSAGE.replace('0.01', '9.01'))).body, FORGED)
    assert.equal((await send(port, { method: 'GET', path })).status, 405)
    if (prints) {
      await until(() => output.includes(PRINTED), 'it prints')
      assert.equal(output.split(PRINTED).length, 2, 'once')
    }
  } finally {
    process.kill(-server.pid, 'SIGKILL')
  }
}

const TSCONFIG = files.get('express/tsconfig.json')
const DECORATORS = TSCONFIG.replace('"strict": true', '"strict": true, "experimentalDecorators": true, "emitDecoratorMetadata": true')

for (const [section, tsconfig] of [['express', TSCONFIG], ['fastify', TSCONFIG], ['hono', TSCONFIG], ['nest', DECORATORS]]) {
  test(`the quickstart's ${section} section`, { timeout: 120_000 }, async () => {
    const port = await freePort()
    const folder = written(section, port, { 'tsconfig.json': tsconfig })
    ran(folder, tsc)
    await plays(folder, port, ['app.js'])
  })
}

// A folder outside of this repository, with nothing but what the guide has a user install.
for (const [section, more] of [['express', {}], ['fastify', { 'tsconfig.json': TSCONFIG }], ['next', {}]]) {
  test(`a new user comes from an empty folder to an endpoint: ${section}`, { timeout: 600_000 }, async () => {
    const port = await freePort()
    const folder = mkdtempSync(join(tmpdir(), 'ackwell-new-'))
    // `npm install` leaves out what is for development where NODE_ENV says that it is production.
    const { NODE_ENV: _, ...env } = environment
    const shell = (command) => {
      const { status, stdout, stderr } = spawnSync('bash', ['-ec', command], { cwd: folder, encoding: 'utf8', env })
      assert.equal(status, 0, `${command}\n${stdout}${stderr}`)
    }
    shell(`npm init -y && npm install ${join(process.env.ACKWELL_PACKED, '*.tgz')}`)
    write(folder, section, port, more)
    const steps = commands.get(section).map((command) => command.replace('8000', port))
    const serve = steps.pop()
    steps.forEach(shell)
    await plays(folder, port, ['-ec', `exec ${serve}`], { program: 'bash' })
    rmSync(folder, { recursive: true })
  })
}

test('the quickstart in CommonJS', { timeout: 60_000 }, async () => {
  const port = await freePort()
  await plays(written('commonjs', port), port, ['app.cjs'])
})

test('the quickstart\'s Next.js section, built and run', { timeout: 280_000 }, async () => {
  const port = await freePort()
  const layout = 'export default ({ children }) => <html><body>{children}</body></html>\n'
  const page = 'export default () => <p>shop</p>\n'
  const folder = written('next', port, { 'app/layout.jsx': layout, 'app/page.jsx': page })
  ran(folder, next, 'build')
  await plays(folder, port, [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)])
})

test('the quickstart\'s transaction', { timeout: 120_000 }, async () => {
  const port = await freePort()
  const folder = written('transaction', port, { 'tsconfig.json': TSCONFIG })
  ran(folder, tsc)
  const url = (process.env.ACKWELL_TEST_URLS ?? '').split(' ').find((one) => one.startsWith('postgres:'))
  if (!url) return console.log('note: the quickstart\'s transaction is compiled here, and run where there is a PostgreSQL')
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('DROP TABLE IF EXISTS fulfilled')
  await client.query('CREATE TABLE fulfilled (order_no VARCHAR(64) PRIMARY KEY)')
  await plays(folder, port, ['app.js'], { prints: false, env: { DATABASE_URL: url } })
  const { rows } = await client.query('SELECT order_no FROM fulfilled')
  assert.deepEqual(rows, [{ order_no: JSON.parse(MESSAGE).no_order }])
  await client.query('DROP TABLE fulfilled')
  await client.end()
})

test('the quickstart\'s tests of an endpoint', { timeout: 60_000 }, () => {
  const folder = written('testing', 0)
  const { NODE_TEST_CONTEXT: _, ...env } = environment
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--test'], { cwd: folder, encoding: 'utf8', env })
  assert.equal(status, 0, `${stdout}${stderr}`)
  assert.match(stdout, /^(# |ℹ )pass 2$/m)
})

test('the README of the package, compiled', () => {
  const declared = 'declare const app: import("express").Express\ndeclare const orders: { markPaid (order: string | null): Promise<void> }\n'
  ran(written('readme', 0, { 'tsconfig.json': TSCONFIG, 'app.ts': README + declared }), tsc)
})

test('the quickstart\'s switch over kinds', async () => {
  const folder = written('kinds', 0, { 'tsconfig.json': TSCONFIG.replace('"strict"', '"declaration": true, "strict"') })
  ran(folder, tsc)
  const { describe } = await import(join(folder, 'app.js'))
  const { receiver, ledger } = shop({ sources: 'any' })
  assert.equal(describe(receiver.verify({ body: lianlian() })), 'paid: 210.97 CNY')
  await ledger.close()
})

test('the quickstart\'s other lines', async () => {
  const { receiver, ledger } = shop({ sources: 'any' })
  const folder = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'ackwell-quickstart-'))
  writeFileSync(join(folder, 'ackwell.toml'), `[lianlian]\npublic_keys = ["""${PUBLIC_KEY}"""]\nmerchant_ids = ["${MERCHANT}"]\n[ledger]\nurl = "memory:"\n`)
  process.chdir(folder)
  process.env.PINGPONG_SALT = 'THROWAWAY0SALT0FOR0TESTS'
  const shipped = []
  const world = {
    ...ackwell,
    receiver, ledger, headers: {}, peer: '127.0.0.1',
    body: lianlian(), fulfil: () => {}, ship: async (notification) => shipped.push(notification.orderNo),
  }
  const results = []
  for (const code of lines) {
    const own = [...code.matchAll(/^const (?:\[(.*?)\]|(\w+))/gm)].flatMap(([, several, one]) => several?.split(', ') ?? [one])
    const given = Object.keys(world).filter((name) => !own.includes(name))
    const body = `return (async ({ ${given} }) => {\n${code}\nreturn { ${own} }\n})(world)`
    // What one snippet has fulfilled would be a repeat for the next.
    world.body = lianlian({ oid_paybill: String(results.length + 1), no_order: String(results.length + 1) })
    world.ledger = ackwell.Ledger.open('memory:')
    results.push(await new Function('world', body)(world))
  }
  const answers = results.map(({ answer }) => answer?.body.toString()).filter(Boolean)
  assert.deepEqual(answers, [OK, OK])
  assert.deepEqual(shipped, ['2'])
  assert.deepEqual(results.map(({ receiver }) => receiver?.provider).filter(Boolean), ['lianlian', 'pingpong'])
})
