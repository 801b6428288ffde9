// Databases as shops open them, each with the ledger's tables and one of the shop's own.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Ledger } from 'ackwell'
import { TransactionLedger } from 'ackwell/transaction'

import { recipe } from './quickstart.mjs'

const urls = Object.fromEntries((process.env.ACKWELL_TEST_URLS ?? '').split(' ').filter(Boolean).map((url) => [url.split(':')[0], url]))
const INSERT = { $: 'INSERT INTO fulfilled VALUES ($1, $2)', '?': 'INSERT INTO fulfilled VALUES (?, ?)' }
const CREATE = 'CREATE TABLE IF NOT EXISTS fulfilled (order_no VARCHAR(64) NOT NULL, who VARCHAR(64))'
const TABLES = ['ackwell_conflict', 'ackwell_ledger', 'ackwell_expected']
const AGAIN = 'SELECT no_such_column FROM fulfilled'

const RESULTS = {
  mysql: { rows: ([rows]) => rows, changes: ([result]) => result.affectedRows },
  sqlite: { rows: (rows) => rows, changes: (result) => result.changes ?? 0 },
}

/** A SQLite file and what is the same for its drivers. */
async function sqlite (database, file) {
  database.exec(CREATE)
  const transactions = new TransactionLedger(database)
  transactions.createTables()
  transactions.createTables()
  const ledger = Ledger.open(`sqlite://${file}`)
  return {
    connection: database,
    ledger,
    insert: (client, number) => client.prepare(INSERT['?']).run(number, 'node'),
    raw: (client, sql) => client.exec(sql),
    swallow: (_notification, client) => { try { client.exec(AGAIN) } catch {} },
    drop: () => TABLES.forEach((table) => database.exec(`DROP TABLE ${table}`)),
    async close () {
      await ledger.close()
      database.close()
    },
  }
}

const file = () => join(mkdtempSync(join(tmpdir(), 'ackwell-node-')), 'shop.db')
const countSqlite = (database, number) =>
  Number(Object.values(database.prepare('SELECT count(*) FROM fulfilled WHERE order_no = ?').get(number))[0])

/** Servers: `ask(sql, values)` runs a statement outside of any transaction. */
async function server (url, connection, ask, insert, raw, close) {
  await ask(CREATE)
  await new TransactionLedger(connection).createTables()
  const ledger = Ledger.open(url, { timeoutMs: 20_000 })
  return {
    connection,
    ledger,
    insert,
    raw,
    swallow: (_notification, client) => raw(client, AGAIN).catch(() => {}),
    drop: async () => { for (const table of TABLES) await ask(`DROP TABLE ${table}`) },
    async close () {
      await ledger.close()
      await close()
    },
  }
}

export async function * databases () {
  const { default: BetterSqlite } = await import('better-sqlite3')
  const open = () => {
    const path = file()
    return sqlite(new BetterSqlite(path), path)
  }
  yield { name: 'better-sqlite3', plain: true, count: countSqlite, open }

  const node = await import('node:sqlite').catch(() => null)
  if (node) {
    const open = () => {
      const path = file()
      return sqlite(new node.DatabaseSync(path), path)
    }
    yield { name: 'node:sqlite', plain: true, count: countSqlite, open }
  } else {
    console.log(`note: Node ${process.version} has no node:sqlite`)
  }

  const { default: knex } = await import('knex')
  const { onKnex } = await recipe('knex')
  const knexed = (client, connection, dialect, url) => async () => {
    const path = connection ?? file()
    const builder = knex({ client, connection: connection ?? { filename: path }, useNullAsDefault: true, pool: { min: 0, max: 8 } })
    const made = onKnex(builder)
    // The recipe is for PostgreSQL. The others differ in what they resolve to.
    const { rows, changes } = RESULTS[dialect] ?? {}
    const run = async (trx, sql, values, reads) => (reads ? rows : changes)(await trx.raw(sql, values))
    if (rows) Object.assign(made, { dialect, run })
    const own = await server(url ?? `sqlite://${path}`, made, (sql) => builder.raw(sql),
      (trx, number) => trx('fulfilled').insert({ order_no: number, who: 'knex' }), (trx, sql) => trx.raw(sql), () => builder.destroy())
    return { ...own, connection: Object.assign(made, { builder }) }
  }
  const countKnex = async ({ builder }, number) => Number((await builder('fulfilled').where('order_no', number).count({ times: '*' }))[0].times)
  yield { name: 'Knex on SQLite', count: countKnex, open: knexed('better-sqlite3', undefined, 'sqlite') }

  if (urls.postgres) {
    const { default: pg } = await import('pg')
    const insert = (client, number) => client.query(INSERT.$, [number, 'pg'])
    const count = async (connection, number) =>
      Number((await connection.query('SELECT count(*) FROM fulfilled WHERE order_no = $1', [number])).rows[0].count)
    const raw = (client, sql) => client.query(sql)
    yield {
      name: 'pg pool',
      count,
      async open () {
        const pool = new pg.Pool({ connectionString: urls.postgres, max: 8 })
        return server(urls.postgres, pool, (sql) => pool.query(sql), insert, raw, () => pool.end())
      },
    }
    yield {
      name: 'pg client',
      one: true,
      count,
      async open () {
        const client = new pg.Client({ connectionString: urls.postgres })
        await client.connect()
        return server(urls.postgres, client, (sql) => client.query(sql), insert, raw, () => client.end())
      },
    }
    yield {
      name: 'Prisma on PostgreSQL',
      count: async ({ prisma }, number) => prisma.fulfilled.count({ where: { orderNo: number } }),
      async open () {
        const { PrismaPg } = await import('@prisma/adapter-pg')
        const { PrismaClient } = await import('./prisma/client/index.js')
        const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: urls.postgres }) })
        const connection = (await recipe('prisma')).onPrisma(prisma)
        const own = await server(urls.postgres, connection, (sql) => prisma.$executeRawUnsafe(sql),
          (tx, number) => tx.fulfilled.create({ data: { orderNo: number, who: 'prisma' } }),
          (tx, sql) => tx.$executeRawUnsafe(sql), () => prisma.$disconnect())
        return { ...own, connection: Object.assign(connection, { prisma }) }
      },
    }
    yield { name: 'Knex on PostgreSQL', count: countKnex, open: knexed('pg', urls.postgres, 'postgres', urls.postgres) }
  }

  if (urls.mysql) {
    const { default: promises } = await import('mysql2/promise')
    const { default: callbacks } = await import('mysql2')
    const asked = (client) => client.promise?.() ?? client
    const insert = (client, number) => asked(client).execute(INSERT['?'], [number, 'mysql2'])
    const count = async (connection, number) =>
      (await asked(connection).query('SELECT count(*) AS times FROM fulfilled WHERE order_no = ?', [number]))[0][0].times
    const raw = (client, sql) => asked(client).query(sql)
    const made = (connection) =>
      server(urls.mysql, connection, (sql) => asked(connection).query(sql), insert, raw, () => asked(connection).end())
    yield { name: 'mysql2/promise pool', count, open: async () => made(promises.createPool(urls.mysql)) }
    yield { name: 'mysql2 pool', count, open: async () => made(callbacks.createPool(urls.mysql)) }
    yield { name: 'mysql2/promise connection', one: true, count, open: async () => made(await promises.createConnection(urls.mysql)) }
    yield { name: 'mysql2 connection', one: true, count, open: async () => made(callbacks.createConnection(urls.mysql)) }
    yield { name: 'Knex on MariaDB', count: countKnex, open: knexed('mysql2', urls.mysql, 'mysql', urls.mysql) }
  }
}
