'use strict'

const { Buffer } = require('node:buffer')

/** What to answer to the provider, byte for byte. */
class Acknowledgement {
  #body

  constructor ({ status, content_type: contentType, body }) {
    this.status = status
    this.contentType = contentType
    this.#body = body
    Object.freeze(this)
  }

  /** Bytes of the caller's own: an array cannot be frozen. */
  get body () { return Buffer.from(this.#body) }

  get isSuccess () { return this.status >= 200 && this.status < 300 }

  get headers () {
    return { 'content-type': this.contentType, 'content-length': String(Buffer.byteLength(this.#body)) }
  }
}

module.exports = { Acknowledgement }
