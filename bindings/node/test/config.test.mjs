import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

import { Config, Ledger, LianLian, PingPong } from 'ackwell'

import { lianlian, lianlianOptions, merchant, peer, pingpong, pingpongOptions, pingpongPeer, publicKey, salt } from './support.mjs'

const place = mkdtempSync(join(tmpdir(), 'ackwell-'))
const keyFile = join(place, 'key.pem')
writeFileSync(keyFile, publicKey)

const wrong = (member, message) => (error) => {
  assert.equal(error.code, 'invalid_config')
  assert.equal(error.member, member)
  assert.match(error.message, message)
  return true
}

test('a wrong option says where it is and what is expected', () => {
  assert.throws(() => new LianLian({}), wrong('lianlian.public_keys', /public_keys/))
  assert.throws(() => new LianLian(undefined), wrong('lianlian.public_keys', /public_keys/))
  assert.throws(() => new LianLian({ ...lianlianOptions, publicKey }), wrong('lianlian.public_key', /did you mean `public_keys`/))
  assert.throws(() => new LianLian({ ...lianlianOptions, merchantIds: [201103171000000000] }), wrong('lianlian.merchant_ids[0]', /text|string/))
  assert.throws(() => new LianLian({ ...lianlianOptions, maxBodyBytes: 0 }), wrong('receiver.max_body_bytes', /./))
  assert.throws(() => new LianLian({ ...lianlianOptions, digest: 'MD4' }), wrong('lianlian.digest', /MD5/))
  assert.throws(() => new PingPong({ ...pingpongOptions, salt: { env: 'ACKWELL_NOT_SET' } }), wrong('pingpong.salt', /ACKWELL_NOT_SET/))
  assert.throws(() => Ledger.open('nowhere:'), wrong('ledger.url', /./))
  assert.throws(() => Ledger.open('memory:', { leaseSeconds: -1 }), wrong('ledger.lease_seconds', /./))
})

test('a text may be in a file or in a variable, and be bytes or in a set', () => {
  process.env.ACKWELL_TEST_SALT = salt
  const request = { body: lianlian(), peer }
  for (const publicKeys of [
    [{ file: keyFile }], [{ file: pathToFileURL(keyFile) }], [Buffer.from(publicKey)], new Set([publicKey]),
  ]) {
    assert.ok(new LianLian({ publicKeys, merchantIds: new Set([merchant]), digest: undefined }).verify(request))
  }
  const shop = new PingPong({ ...pingpongOptions, salt: { env: 'ACKWELL_TEST_SALT' } })
  assert.ok(shop.verify({ body: pingpong(), peer: pingpongPeer }))
  assert.throws(() => new LianLian({ ...lianlianOptions, publicKeys: [{ file: place }] }), wrong('lianlian.public_keys[0]', /folder|directory/))
  assert.throws(() => new LianLian({ ...lianlianOptions, publicKeys: [{ file: `${keyFile}.not` }] }), wrong('lianlian.public_keys[0]', /key\.pem\.not/))
})

test('a configuration file is TOML or JSON, and its folder is where paths start', async () => {
  const toml = join(place, 'ackwell.toml')
  writeFileSync(toml, `
    [lianlian]
    public_keys = [{ file = "key.pem" }]
    merchant_ids = ["${merchant}"]
    [receiver]
    max_body_bytes = 4_096
    [ledger]
    url = "sqlite:${place}/ledger.db"
    lease_seconds = 1.5
  `)
  for (const path of [toml, pathToFileURL(toml)]) {
    const config = Config.fromFile(path)
    assert.deepEqual(config.providers, ['lianlian'])
    const receiver = config.lianlian()
    assert.equal(receiver.maxBodyBytes, 4096)
    assert.equal(receiver.verify({ body: lianlian(), peer }).kind, 'lianlian.payment')
    for (const ledger of [config.ledger(), Ledger.fromConfig(config)]) {
      assert.equal((await ledger.status()).lease, 1500)
      await ledger.close()
    }
    assert.throws(() => config.pingpong(), wrong('pingpong', /section `pingpong`/))
  }
  const json = join(place, 'ackwell.json')
  writeFileSync(json, JSON.stringify({ lianlian: { public_keys: [{ file: 'key.pem' }], merchant_ids: [merchant] } }))
  assert.equal(Config.fromFile(json).receiver('lianlian').provider, 'lianlian')
  const camel = new Config({ lianlian: { publicKeys: [publicKey], merchantIds: [merchant] }, ledger: { url: 'memory:' } })
  assert.equal(camel.lianlian().provider, 'lianlian')
  await camel.ledger().close()
})

test('a file that cannot be used says which, where and why, and quotes none of it', () => {
  const broken = (name, text) => {
    writeFileSync(join(place, name), text)
    return () => Config.fromFile(join(place, name))
  }
  assert.throws(() => Config.fromFile(join(place, 'none.toml')), wrong('', /none\.toml cannot be read/))
  assert.throws(() => Config.fromFile(place), wrong('', /cannot be read/))
  assert.throws(broken('a.toml', '[pingpong]\nsalt = SECRET0SALT'), (error) => {
    assert.ok(!error.message.includes('SECRET0SALT'))
    return wrong('', /a\.toml: line 2 is not TOML/)(error)
  })
  assert.throws(broken('b.json', '[pingpong]'), wrong('', /b\.json/))
  assert.throws(broken('c.toml', Buffer.from([0xff, 0xfe])), wrong('', /UTF-8/))
  assert.throws(broken('d.toml', '[lianlian]\npublic_keys = 2020-01-01'), wrong('lianlian.public_keys', /./))
  assert.throws(() => Config.fromJson('nothing'), wrong('', /./))
})

test('a loader that fails says what it looked for, for which platform, and what to do', () => {
  const require = createRequire(import.meta.url)
  const loader = require.resolve('ackwell').replace('index.cjs', 'native.cjs')
  const run = (file, env, before = '') => {
    const script = `${before}; try { require(${JSON.stringify(file)}) } catch (error) { console.log(error.code, error.message) }`
    return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', env: { ...process.env, ...env } }).stdout
  }
  const alone = join(place, 'alone')
  mkdirSync(alone)
  copyFileSync(loader, join(alone, 'native.cjs'))
  const platform = `${process.platform}-${process.arch}`
  assert.match(run(join(alone, 'native.cjs'), {}), new RegExp(`^ERR_ACKWELL_NATIVE .*@ackwell/native-${platform}-\\w+ is not installed: .*${alone}.*--omit=optional`))
  const text = join(place, 'text.node')
  writeFileSync(text, 'no library')
  chmodSync(text, 0o755)
  assert.match(run(loader, { ACKWELL_NATIVE: text }), new RegExp(`^ERR_ACKWELL_NATIVE .*${text}, the native half for ${platform}.* cannot be loaded: .+ACKWELL_NATIVE`))
  const strange = "Object.defineProperty(process, 'arch', { value: 'sparc' })"
  assert.match(run(loader, { ACKWELL_NATIVE: '' }, strange), /^ERR_ACKWELL_NATIVE .*no native build for linux-sparc-\w+, only for linux-x64-gnu, /)
})
