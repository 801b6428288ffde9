'use strict'

// Finds and loads the native half. A failure names what was looked for, for which platform and C
// library, and what to do about it.

const { readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { resolve } = require('node:path')

// Where it is looked for. In a bundle of ES modules there is no `__filename`: then beside the program.
// The name is computed, so that no bundler tries to read the file.
const here = typeof __filename === 'string' ? __filename : resolve(process.argv[1] ?? 'program')
const from = createRequire(here)

const BUILDS = [
  'linux-x64-gnu', 'linux-arm64-gnu', 'linux-x64-musl', 'linux-arm64-musl',
  'darwin-x64', 'darwin-arm64', 'win32-x64-msvc', 'win32-arm64-msvc',
]

function libc () {
  if (process.platform === 'win32') return 'msvc'
  if (process.platform !== 'linux') return null
  try {
    return /\/ld-musl-|\/libc\.musl-/.test(readFileSync('/proc/self/maps', 'latin1')) ? 'musl' : 'gnu'
  } catch {
    return 'gnu'
  }
}

function failure (sentence, cause) {
  return Object.assign(new Error(`ackwell: ${sentence}`, { cause }), { code: 'ERR_ACKWELL_NATIVE' })
}

function load () {
  const platform = [process.platform, process.arch, libc()].filter(Boolean).join('-')
  const name = `@ackwell/native-${platform}`
  let path = process.env.ACKWELL_NATIVE
  if (!path) {
    if (!BUILDS.includes(platform)) {
      throw failure(`there is no native build for ${platform}, only for ${BUILDS.join(', ')}; ` +
        'build one with `cargo build --release -p ackwell-node` and name its file in ACKWELL_NATIVE')
    }
    try {
      path = from.resolve(name)
    } catch (cause) {
      throw failure(`the package ${name} is not installed: it was looked for from ` +
        `${here} and holds the native half for ` +
        `${platform}; install on the machine or in the image that runs it, without --omit=optional ` +
        'and without a node_modules folder copied from another platform; a bundler must leave ' +
        '`ackwell` external, or copy that package beside the bundle', cause)
    }
  }
  try {
    return from(path)
  } catch (cause) {
    throw failure(`${path}, the native half for ${platform}, was found but cannot be loaded: ` +
      `${cause.message}; a build for another C library or processor says so here, as does a ` +
      'version of the system that is too old; reinstall on this platform, or name another file in ' +
      'ACKWELL_NATIVE', cause)
  }
}

module.exports = load()
