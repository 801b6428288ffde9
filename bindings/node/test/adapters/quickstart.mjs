// The snippets of docs/quickstart-node.md.

import { readFileSync } from 'node:fs'

const root = process.env.ACKWELL_ROOT ?? new URL('../../../..', import.meta.url).pathname
const text = readFileSync(`${root}/docs/quickstart-node.md`, 'utf8')
const fences = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({ language, code }))

/** The files that snippets name in their first line, `// folder/file`. */
export const files = new Map(fences.flatMap(({ code }) => {
  const named = /^\/\/ (\w+\/\S+)\n(.*)/s.exec(code)
  return named ? [[named[1], named[2]]] : []
}))

/** The lines of JavaScript that are no file. */
export const lines = fences.filter(({ language, code }) => language === 'js' && !/^\/\/ \w+\//.test(code)).map(({ code }) => code)

/** The commands of a section, by the folder of its files. */
export const commands = new Map(text.split(/^## /m).flatMap((section) => {
  const [, folder] = /^\/\/ (\w+)\//m.exec(section) ?? []
  const [, code] = /^```sh\n(.*?)^```$/ms.exec(section) ?? []
  return folder && code ? [[folder, code.trim().split(/\n| && /)]] : []
}))

export const KEY = fences.find(({ code }) => code.startsWith('-----BEGIN PUBLIC KEY-----')).code
export const [, MESSAGE] = /curl .* -d '(.*)'/.exec(text)
export const [, ANSWER] = /^(\{"ret_code":"0000".*)$/m.exec(text)
export const [, PRINTED] = /The server prints `(.*?)`/.exec(text)
export const [, FORGED] = /the answer is `(\{.*?\})`/.exec(text)

/** The program of the package's own README. */
export const [, README] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(`${root}/bindings/node/README.md`, 'utf8'))

/** What a recipe exports. */
export async function recipe (name) {
  return import(`data:text/javascript,${encodeURIComponent(files.get(`recipes/${name}.mjs`))}`)
}
