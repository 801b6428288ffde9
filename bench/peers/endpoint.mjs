// Two paths under Express: a receiver, and a constant answer. Configuration and port by the environment.
import { Config } from 'ackwell'
import { ackwell } from 'ackwell/express'
import express from 'express'

const config = Config.fromFile(process.env.ACKWELL_CONFIG)
const app = express()
// A shop's own work is not measured.
app.all('/notify/lianlian', ackwell(config.lianlian(), config.ledger(), () => {}))
app.post('/constant', (request, response) => {
  response.type('json').send('{"ret_code":"0000","ret_msg":"ok"}')
})
app.listen(Number(process.env.PORT), '127.0.0.1')
