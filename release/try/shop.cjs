// What the Node package is tried with: see folder.sh.
const { readFileSync } = require('node:fs')
const { Config } = require('ackwell')

async function main () {
  const config = Config.fromFile('config.json')
  const receiver = config.lianlian()
  const ledger = config.ledger()
  const fulfil = async (notification) => {
    const { status } = notification.expect('2015101911313905300004', '0.01', 'CNY')
    if (status === 'succeeded') console.log(`paid: ${notification.orderNo}`)
  }
  for (const file of ['body.json', 'body.json', 'tampered.json']) {
    const request = { body: readFileSync(file), headers: {}, peer: '115.236.102.36' }
    const answer = await receiver.handle(request, ledger, fulfil)
    console.log(`${answer.status} ${answer.body}`)
  }
  await ledger.close()
}

main().catch((error) => { console.error(error); process.exitCode = 1 })
