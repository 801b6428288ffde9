'use strict'

// From JavaScript's values to the configuration document that core reads. The native half reads files, and
// core says which variables a section needs and what is wrong.

const { Buffer } = require('node:buffer')
const { types } = require('node:util')
const { fileURLToPath } = require('node:url')

const { ask } = require('./ask.cjs')
const { sections } = require('./generated/options.cjs')

const squeezed = (name) => name.replace(/[_-]/g, '').toLowerCase()
const known = new Map([...Object.keys(sections), ...Object.values(sections).flat()].map((name) => [squeezed(name), name]))

/** The name as core has it. One that core does not have is left for core to refuse. */
const snake = (name) => known.get(squeezed(name)) ?? name.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase()

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object with the names that core has, and with what `each` makes of its values. */
const renamed = (object, each = plain) => !isObject(object)
  ? plain(object)
  : Object.fromEntries(Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [snake(name), each(value)]))

/** A value as JSON has it. What JSON cannot have becomes null: core refuses that. */
function plain (value) {
  if (types.isUint8Array(value)) return Buffer.from(value).toString()
  if (value instanceof URL) return value.protocol === 'file:' ? fileURLToPath(value) : value.href
  if (Array.isArray(value) || types.isSet(value)) return Array.from(value, plain)
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]))
  return ['string', 'number', 'boolean'].includes(typeof value) ? value : null
}

/** A whole document, of sections with names in camelCase or as core has them. */
const documentOf = (value) => JSON.stringify(renamed(value, (section) => renamed(section)))

/** The document of one receiver's options. */
function documentOfReceiver (section, options) {
  const given = Object.entries(renamed(options ?? {}))
  const shared = ([name]) => sections.receiver.includes(name)
  return JSON.stringify({
    [section]: Object.fromEntries(given.filter((option) => !shared(option))),
    receiver: Object.fromEntries(given.filter(shared)),
  })
}

/** Has core read a document with the texts that its references stand for; `file` is where it comes from. */
function configure (document, section, folder = workingFolder(), file = '') {
  const names = JSON.parse(ask('variables', [document, section, file]))
  const set = names.filter((name) => process.env[name] !== undefined)
  return ask('config', [document, section, folder, file, ...set.flatMap((name) => [name, process.env[name]])])
}

/** It may have been removed. */
function workingFolder () {
  try { return process.cwd() } catch { return '' }
}

module.exports = { configure, documentOf, documentOfReceiver, renamed }
