import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { findFreePort } from '#lib/platform/embedded-postgres/embedded-postgres.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'

/**
 * `npm start` on a fresh clone, with whatever npm has in its cache, until it answers that it is ready; then stopped
 * and started again. Whole commands, as a person would type them.
 */
export async function run(): Promise<Record<string, number | string | null>> {
  const folder = makeTemporaryFolder('bench-start')
  const clone = join(folder, 'clone')
  execFileSync('git', ['clone', '--quiet', process.cwd(), clone])
  try {
    const first = await start(clone, folder)
    const second = await start(clone, folder)
    return {
      fresh_clone_to_ready_s: first.readyS,
      warm_start_to_ready_s: second.readyS,
      stop_s: second.stopS,
    }
  } finally {
    removeFolder(folder)
  }
}

async function start(clone: string, folder: string): Promise<{ readyS: number; stopS: number }> {
  const port = await findFreePort()
  const { NODE_OPTIONS: _, DATABASE_URL: __, NODE_ENV: ___, ...inherited } = process.env
  const startedAt = performance.now()
  const child: ChildProcess = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...inherited, NODE_ENV: 'production', PORT: `${port}`, DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  await untilReady(`http://127.0.0.1:${port}/api/ready`, child)
  const readyS = seconds(startedAt)
  const stoppedAt = performance.now()
  // To the whole group, as a terminal does on Ctrl-C.
  if (child.pid) process.kill(-child.pid, 'SIGINT')
  await once(child, 'exit')
  return { readyS, stopS: seconds(stoppedAt) }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('npm start ended before it was ready')
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 100) / 10
}
