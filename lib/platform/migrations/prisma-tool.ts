/** Prisma's CLI for people: `npm run tool -- prisma migrate status`. */
import { spawn } from 'node:child_process'
import { startEmbeddedPostgres } from '../embedded-postgres/embedded-postgres.ts'
import { StartFault } from '../embedded-postgres/start-fault.ts'
import { prismaCommand } from './prisma-command.ts'

const args = process.argv.slice(2)

/** These work on a database; without DATABASE_URL it is the embedded one. */
const needsDatabase = ['migrate', 'db', 'studio'].includes(args[0] ?? '')

try {
  const embedded =
    needsDatabase && !process.env.DATABASE_URL
      ? await startEmbeddedPostgres({ dataDir: process.env.DATA_DIR ?? '.data' })
      : undefined
  const { file, args: full, options } = prismaCommand(args, embedded?.url)
  const child = spawn(file, full, { ...options, stdio: 'inherit' })
  process.on('SIGINT', () => {}) // the terminal tells Prisma too, and we still have to stop the database
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
  await embedded?.stop()
} catch (error) {
  if (!(error instanceof StartFault)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
