import { bridgeCommands } from '#lib/bridge/commands.ts'
import { forecastCommands } from '#lib/forecasts/commands.ts'
import { StartFault } from '#lib/platform/embedded-postgres/start-fault.ts'
import { checkEnvironment, openDatabase } from '#lib/platform/server/database.ts'
import { seriesCommands } from '#lib/series/commands.ts'

/** Everything that `npm run -s cli -- <command>` can do. Results go to standard output, all else to standard error. */
const commands = [...seriesCommands, ...forecastCommands, ...bridgeCommands]

const [name, ...args] = process.argv.slice(2)
const command = commands.find((candidate) => candidate.name === name)

if (command) process.exitCode = await run(command)
else {
  const list = commands.map(({ usage, summary }) => `  ${usage}\n      ${summary}`).join('\n')
  const known = name === undefined || name === 'help' || name === '--help'
  if (known) process.stdout.write(`Usage: npm run -s cli -- <command>\n\n${list}\n`)
  else process.stderr.write(`There is no command ${name}. There are:\n\n${list}\n`)
  process.exitCode = known ? 0 : 2
}

async function run(chosen: (typeof commands)[number]): Promise<number> {
  const cancel = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cancel.abort())
  try {
    checkEnvironment()
    const database = await openDatabase((line) => process.stderr.write(`${line}\n`))
    try {
      return await chosen.run(args, {
        out: (line) => process.stdout.write(`${line}\n`),
        error: (line) => process.stderr.write(`${line}\n`),
        signal: cancel.signal,
      })
    } finally {
      await database.close()
    }
  } catch (cause) {
    if (!(cause instanceof StartFault)) throw cause
    process.stderr.write(`${cause.message}\n`)
    return 1
  }
}
