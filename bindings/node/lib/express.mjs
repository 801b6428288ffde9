import express from './express.cjs'
export const { ackwell } = express
