import fetch from './fetch.cjs'
export const { ackwell } = fetch
