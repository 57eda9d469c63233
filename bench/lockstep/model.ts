import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { failuresUnder, MUTATIONS } from '#lib/platform/testing/mutations.ts'
import type { Figures } from '../main.ts'

const FOR_MS = 60_000

/** B5: the model test with fresh seeds for a minute. A history that fails is printed, as short as it can be made. */
export async function model(): Promise<Figures> {
  const firstSeed = randomInt(1_000, 2 ** 31)
  const child = spawn(
    process.execPath,
    [join('node_modules', 'vitest', 'vitest.mjs'), 'run', 'lib/bridge/model.test.ts', '--reporter=verbose'],
    {
      env: { ...process.env, NODE_ENV: 'test', MODEL_FOR_MS: `${FOR_MS}`, MODEL_FIRST_SEED: `${firstSeed}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const [code] = await once(child, 'exit')
  if (code !== 0) process.stdout.write(said)
  const played = /(\d+) histories from seed/.exec(said)?.[1]
  return {
    'first seed': firstSeed,
    'histories played': played ? Number(played) : null,
    'pages, answers or records that were wrong (0)': code === 0 ? 0 : 'see above',
  }
}

/** B8: takes the fence, the dedupe and the replay out of the source, one at a time; its test has to fail. */
export async function mutations(): Promise<Figures> {
  const figures: Figures = {}
  for (const [name, { test, fails }] of Object.entries(MUTATIONS)) {
    const failures = await failuresUnder(name)
    figures[`without ${name}, ${test}`] = fails.test(failures.join('\n'))
      ? 'fails, as it must'
      : 'DOES NOT NOTICE'
  }
  return figures
}
