'use strict'

const { Buffer } = require('node:buffer')

const { ask } = require('./ask.cjs')
const { deepFreeze } = require('./values.cjs')

/** The bits of an end that say where it is, and that the part has more than ASCII. */
const PLACE = 0x3fffffff
const UTF8 = 0x40000000

/** Only this package makes notifications: whoever has this may. */
const MAKE = Symbol('make')

let part, described, sealed

/** What the native half answers to a question about a notification. */
const about = (packed, question, ...words) => ask(question, words, null, ...sealed(packed))

/** A verified notification in the one text of `packed.rs`. Parts are cut out when asked for. */
class Packed {
  #text
  /** How many parts there are, the seal included. */
  #count
  #receiver
  #described

  constructor (make, text, count, receiver) {
    if (make !== MAKE) {
      throw new TypeError('a notification is made by verify, receive or handle of a receiver alone')
    }
    this.#text = text
    this.#count = count
    this.#receiver = receiver
  }

  static {
    /** The end of a part; below 0 if there is no such part. */
    const end = (text, index) => {
      const at = 1 + 4 * index
      return text.charCodeAt(at) | text.charCodeAt(at + 1) << 8 | text.charCodeAt(at + 2) << 16 |
        text.charCodeAt(at + 3) << 24
    }
    const start = (text, index, count) => index === 0 ? 1 + 4 * count : end(text, index - 1) & PLACE

    /** One part, or null if it is absent. */
    part = (packed, index) => {
      const text = packed.#text
      const stop = end(text, index)
      if (stop < 0) return null
      const cut = text.slice(start(text, index, packed.#count), stop & PLACE)
      return stop & UTF8 ? Buffer.from(cut, 'latin1').toString() : cut
    }

    /** What the native half makes the notification of again. */
    sealed = (packed) => [packed.#receiver, packed.#text]

    /** The notification's JSON, parsed when it is first asked for. */
    described = (packed) => {
      packed.#described ??= deepFreeze(JSON.parse(about(packed, 'json')))
      return packed.#described
    }
  }
}

module.exports = { MAKE, Packed, about, described, part, sealed }
