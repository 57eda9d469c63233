import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serverFlags } from '../bootstrap/server-flags.mjs'
import { findFreePort } from '../embedded-postgres/embedded-postgres.ts'
import { projectRoot } from '../migrations/prisma-command.ts'

/** The app as a process of its own, for tests that kill, stop and start it again. */
export interface AppProcess {
  url: string
  process: ChildProcess
  /** What it has printed so far. */
  output(): string
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Ends it as Ctrl-C would. @returns its exit code */
  stop(): Promise<number | null>
}

const readyTimeoutMs = 60_000

/** The command line of the server, without the preparation that `npm start` does first. */
export const serverCommand = [
  ...serverFlags,
  '--import',
  pathToFileURL(join(projectRoot, 'lib/platform/bootstrap/register.mjs')).href,
  join(projectRoot, 'lib/platform/server/main.ts'),
]

/**
 * Starts the production build and waits until it answers that it is ready.
 *
 * @param options.dataDir where its data are; the same folder again is the same app again
 * @param options.port a free one unless given
 */
export async function startApp(options: {
  dataDir: string
  port?: number
  env?: Record<string, string>
}): Promise<AppProcess> {
  const port = options.port ?? (await findFreePort())
  const { NODE_OPTIONS: _, DATABASE_URL: __, ...inherited } = process.env
  const env = { ...inherited, NODE_ENV: 'production' as const, PORT: `${port}`, DATA_DIR: options.dataDir }
  const child = spawn(process.execPath, serverCommand, {
    cwd: projectRoot,
    env: { ...env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const url = `http://127.0.0.1:${port}`
  await untilReady(`${url}/api/ready`, child, () => output)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }
  return {
    url,
    process: child,
    output: () => output,
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  child.kill('SIGKILL')
  throw new Error(`The app did not become ready:\n${output()}`)
}
