import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { projectRoot } from '#lib/platform/migrations/prisma-command.ts'
import { serverCommand } from '#lib/platform/testing/app-process.ts'

/** Starts the server with an environment that must keep it from starting; answers how it ended and what it printed. */
export async function failedStart(
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const { NODE_OPTIONS: _, ...inherited } = process.env
  const child = spawn(process.execPath, serverCommand, {
    cwd: projectRoot,
    env: { ...inherited, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}
