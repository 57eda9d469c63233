import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../migrations/prisma-command.ts'

const running = new Set<ChildProcess>()
let interrupted: number | undefined

// Ctrl-C ends the tools first, each in its own way (they have a database or a server to stop), and then us.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.on(signal, () => {
    interrupted = code
    for (const child of running) child.kill(signal)
    if (running.size === 0) process.exit(code)
  })

/** The command line of one of the project's tools: its script below node_modules, and its arguments. */
export function tool(script: string, ...args: string[]): string[] {
  return [join(projectRoot, 'node_modules', script), ...args]
}

/** Runs a tool and keeps its output, to be shown when it fails. */
export async function runQuiet(command: string[]): Promise<{ ok: boolean; output: string }> {
  const chunks: Buffer[] = []
  const code = await run(command, {}, (child) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  })
  return { ok: code === 0, output: Buffer.concat(chunks).toString('utf8') }
}

/** Runs a tool that talks to the reader itself. @returns its exit code */
export function runShown(command: string[], env: Record<string, string> = {}): Promise<number> {
  return run(command, env)
}

function run(
  command: string[],
  env: Record<string, string>,
  capture?: (child: ChildProcess) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: projectRoot,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    })
    running.add(child)
    capture?.(child)
    child.once('error', reject)
    child.once('close', (code) => {
      running.delete(child)
      if (interrupted !== undefined && running.size === 0) process.exit(interrupted)
      resolve(code ?? 1)
    })
  })
}
