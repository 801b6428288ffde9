// The first verification in a new process: `first.mjs CONFIG PEER <BODY`; with no arguments nothing.
const [config, peer] = process.argv.slice(2)
if (config !== undefined) {
  const { readFileSync } = await import('node:fs')
  const { Config } = await import('ackwell')
  const notification = Config.fromFile(config).lianlian().verify({ body: readFileSync(0), peer })
  if (!notification.acknowledge().isSuccess) process.exit(1)
}
