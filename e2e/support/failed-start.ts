import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { projectRoot } from '#lib/platform/migrations/prisma-command.ts'
import { serverCommand } from '#lib/platform/testing/app-process.ts'

/**
 * Starts the server where it must not become ready; answers how it ended and what it printed.
 *
 * @param interfere what is done to it meanwhile, if anything
 */
export async function failedStart(
  env: Record<string, string>,
  interfere?: (child: ChildProcess) => Promise<unknown>,
): Promise<{ code: number | null; output: string }> {
  const { NODE_OPTIONS: _, DATABASE_URL: __, ...inherited } = process.env
  const child = spawn(process.execPath, serverCommand, {
    cwd: projectRoot,
    env: { ...inherited, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 50_000,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const closed = once(child, 'close') as Promise<[number | null]>
  await interfere?.(child)
  const [code] = await closed
  return { code, output }
}
