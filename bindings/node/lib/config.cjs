'use strict'

// From JavaScript's values to the configuration document that core reads. Core says which files and
// variables a section needs, and what is wrong with them; this only fetches.

const { Buffer } = require('node:buffer')
const { closeSync, openSync, readFileSync, readSync, statSync } = require('node:fs')
const { dirname, resolve } = require('node:path')
const { types } = require('node:util')
const { fileURLToPath } = require('node:url')

const { AckwellError, answer, handle, wrongConfig } = require('./errors.cjs')
const { sections } = require('./generated/options.cjs')
const native = require('./native.cjs')

const squeezed = (name) => name.replace(/[_-]/g, '').toLowerCase()
const known = new Map([...Object.keys(sections), ...Object.values(sections).flat()].map((name) => [squeezed(name), name]))

/** The name as core has it. One that core does not have is left for core to refuse. */
const snake = (name) => known.get(squeezed(name)) ?? name.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase()

const renamed = (options) => typeof options !== 'object' || options === null || Array.isArray(options)
  ? plain(options)
  : Object.fromEntries(Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [snake(name), plain(value)]))

/** A value as JSON has it. What JSON cannot have becomes null: core refuses that. */
function plain (value) {
  if (types.isUint8Array(value)) return Buffer.from(value).toString()
  if (value instanceof URL) return value.protocol === 'file:' ? fileURLToPath(value) : value.href
  if (Array.isArray(value) || types.isSet(value)) return Array.from(value, plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]))
  }
  return ['string', 'number', 'boolean'].includes(typeof value) ? value : null
}

/** A whole document, of sections with names in camelCase or as core has them. */
const documentOf = (value) => JSON.stringify(typeof value === 'object' && value !== null
  ? Object.fromEntries(Object.entries(value)
    .filter(([, section]) => section !== undefined)
    .map(([name, section]) => [snake(name), renamed(section)]))
  : plain(value))

/** The document of one receiver's options. */
function documentOfReceiver (section, options) {
  const given = Object.entries(renamed(options ?? {}))
  const shared = ([name]) => sections.receiver.includes(name)
  return JSON.stringify({
    [section]: Object.fromEntries(given.filter((option) => !shared(option))),
    receiver: Object.fromEntries(given.filter(shared)),
  })
}

/** Has core read a document with the texts that its references stand for. */
function configure (document, section, folder) {
  const listed = JSON.parse(answer(native.references(document, section, folder ?? workingFolder())))
  const found = listed.references.map(({ member, env, file }) => env === null
    ? { member, file, ...readFile(file, listed.read_bytes) }
    : { member, env, ...readVariable(env) })
  return handle(native.configure(document, found))
}

/** It may have been removed. */
function workingFolder () {
  try { return process.cwd() } catch { return '' }
}

// The bytes at a place, or the word for why there are none.

function readVariable (name) {
  const text = process.env[name]
  return text === undefined ? { problem: 'missing' } : { bytes: Buffer.from(text) }
}

const WORDS = { ENOENT: 'missing', ENOTDIR: 'missing', EACCES: 'denied', EPERM: 'denied', EISDIR: 'folder' }

function readFile (file, most) {
  try {
    return { bytes: readBeginning(file, most) }
  } catch ({ code }) {
    return { problem: isFolder(file) ? 'folder' : WORDS[code] ?? 'unreadable' }
  }
}

function readBeginning (file, most) {
  const bytes = Buffer.alloc(most)
  const descriptor = openSync(file, 'r')
  try {
    let length = 0
    for (let read = -1; read !== 0 && length < most; length += read) {
      read = readSync(descriptor, bytes, length, most - length, null)
    }
    return bytes.subarray(0, length)
  } finally {
    closeSync(descriptor)
  }
}

function isFolder (file) {
  try { return statSync(file).isDirectory() } catch { return false }
}

/** The document of a TOML file, or of a JSON file if its name ends in `.json`. */
function readDocument (path) {
  let text
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (cause) {
    throw wrongConfig(`${path} cannot be read: ${cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : cause.message}`)
  }
  if (path.endsWith('.json')) return text
  try {
    return answer(native.askTables('from_toml', [text]))
  } catch (cause) {
    throw wrongConfig(`${path}: ${cause.message}`)
  }
}

/** What core says of a whole file, with the file's name. */
function ofFile (path, read) {
  try {
    return read()
  } catch (cause) {
    throw cause instanceof AckwellError && !cause.member ? wrongConfig(`${path}: ${cause.message}`) : cause
  }
}

const pathOf = (path) => resolve(path instanceof URL ? fileURLToPath(path) : path)

module.exports = { configure, dirname, documentOf, documentOfReceiver, ofFile, pathOf, readDocument, renamed }
