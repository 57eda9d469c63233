import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../migrations/prisma-command.ts'
import { makeTemporaryFolder, removeFolder } from './temporary-folder.ts'

/** A part of the product that is taken out of its source, and the test that has to notice. */
export type Mutation = {
  readonly file: string
  readonly find: string
  readonly put: string
  readonly test: string
  /** What the test has to fail with. */
  readonly fails: RegExp
}

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'the fence': {
    file: 'lib/bridge/log-repo.ts',
    find: "const FENCE = 'xid < pg_snapshot_xmin(pg_current_snapshot())'",
    put: "const FENCE = 'true'",
    test: 'lib/bridge/relay.test.ts',
    fails: /events that were not lost/,
  },
  'the dedupe': {
    file: 'lib/bridge/ui/lockstep-client.ts',
    find: 'if (this.#seen.has(event.id)) return',
    put: '',
    test: 'lib/bridge/model.test.ts',
    fails: /was shown an event twice/,
  },
  'the replay': {
    file: 'lib/bridge/socket-client.ts',
    find: 'this.#send(missed.events)',
    put: 'this.#send(missed.events.slice(0, 0))',
    test: 'lib/bridge/model.test.ts',
    fails: /never heard of/,
  },
  'the lock’s fence': {
    file: 'lib/providers/transition.ts',
    find: 'if (event.epoch !== lock.epoch || event.provider !== lock.holder) return null',
    put: "if (event.provider !== lock.holder && lock.holder === 'builtin') return null",
    test: 'lib/providers/lock-model.test.ts',
    fails: /epoch that was over|epoch counts|provider that rests|fewer than three calls/,
  },
  'the lock’s dedupe': {
    file: 'lib/providers/transition.ts',
    find: 'if (lock.strikes.includes(event.callId)) return null',
    put: '',
    test: 'lib/providers/lock-model.test.ts',
    fails: /a call struck twice|fewer than three calls/,
  },
  'the lock’s hold on its row': {
    file: 'lib/providers/lock-repo.ts',
    find: 'FROM provider_lock WHERE id = $1 FOR UPDATE',
    put: 'FROM provider_lock WHERE id = $1',
    test: 'lib/providers/lock-service.test.ts',
    fails: /provider_audit_pkey/,
  },
}

/** Takes one mutation's part out as the source is loaded; throws when it is not there exactly once. */
export function mutate(mutation: Mutation, path: string, source: string): string | null {
  if (!path.replaceAll('\\', '/').endsWith(mutation.file)) return null
  const parts = source.split(mutation.find)
  if (parts.length !== 2)
    throw new Error(`${mutation.file} has ${parts.length - 1} of what is to be taken out`)
  return parts.join(mutation.put)
}

type Report = {
  testResults: { assertionResults: { status: string; failureMessages: string[] }[] }[]
}

/**
 * Runs a mutation's test on the mutated source, in a process of its own.
 *
 * @returns each test that failed, with its messages; none when the test does not notice
 */
export async function failuresUnder(name: string): Promise<string[]> {
  const mutation = MUTATIONS[name]
  if (!mutation) throw new Error(`There is no mutation ${name}`)
  const folder = makeTemporaryFolder('mutation')
  const report = join(folder, 'report.json')
  const config = join(import.meta.dirname, 'mutation.config.ts')
  try {
    const child = spawn(
      process.execPath,
      [
        join(projectRoot, 'node_modules/vitest/vitest.mjs'),
        ...['run', mutation.test, '--config', config, '--reporter=json', `--outputFile.json=${report}`],
        ...['--bail=1', '--testTimeout=6000'],
      ],
      {
        cwd: projectRoot,
        env: {
          ...process.env,
          MUTATION: name,
          TEST_POSTGRES: 'mutations',
          MUTATION_CACHE: join(folder, 'cache'),
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await once(child, 'exit')
    return read(report, said)
  } finally {
    removeFolder(folder)
  }
}

function read(path: string, said: string): string[] {
  let report: Report
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report
  } catch {
    throw new Error(`The mutated test made no report: ${said}`)
  }
  return report.testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ failureMessages }) => failureMessages.join('\n')),
  )
}
