import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { provideEnv } from '#lib/platform/config/env.ts'
import { openDatabase } from '#lib/platform/server/database.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'

export type Figures = Record<string, number | string | null>

type Benchmark = {
  summary: string
  /** Whether it calls the code in this process, on an empty migrated database of its own. */
  needsDatabase: boolean
  load(): Promise<{ run(options: readonly string[]): Promise<Figures> }>
  /** Tells its figures itself, as they come. */
  speaks?: boolean
}

const benchmarks: Record<string, Benchmark> = {
  lockstep: {
    summary: 'what the bridge promises, or some of it: lockstep B1 B4',
    needsDatabase: false,
    speaks: true,
    load: () => import('./lockstep/index.ts'),
  },
  import: {
    summary: 'rows per second of a series import',
    needsDatabase: true,
    load: () => import('./import.ts'),
  },
  forecasts: {
    summary: 'a forecast run of 198 countries',
    needsDatabase: true,
    load: () => import('./forecasts.ts'),
  },
  providers: {
    summary: 'the provider lock, beside the SDK alone and a fallback package',
    needsDatabase: true,
    load: () => import('./providers/index.ts'),
  },
  pages: {
    summary: 'first-load JavaScript of each page, and memory at rest',
    needsDatabase: false,
    load: () => import('./pages.ts'),
  },
  start: {
    summary: 'fresh clone to ready, and a warm start',
    needsDatabase: false,
    load: () => import('./start.ts'),
  },
}

const args = process.argv.slice(2)
const wanted = args.filter((name) => benchmarks[name])
const options = args.filter((name) => !benchmarks[name])
/** Options are of the one benchmark that is named. */
const unknown = wanted.length === 1 && benchmarks[wanted[0] ?? '']?.speaks ? [] : options
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}. There are:\n${list()}\n`)
  process.exit(2)
}

process.stdout.write(`${machine()}\n`)
const lines: string[] = []
for (const [name, benchmark] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stdout.write(`\n${name}: ${benchmark.summary}\n`)
  const figures = await measure(benchmark)
  for (const [key, value] of benchmark.speaks ? [] : Object.entries(figures))
    process.stdout.write(`  ${key.padEnd(44)} ${value ?? 'no data'}\n`)
  lines.push(JSON.stringify({ bench: name, ...figures }))
}
process.stdout.write(`\n${lines.join('\n')}\n`)

async function measure(benchmark: Benchmark): Promise<Figures> {
  const module = await benchmark.load()
  if (!benchmark.needsDatabase) return module.run(options)
  const dataDir = makeTemporaryFolder('bench')
  provideEnv({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' })
  delete process.env.DATABASE_URL
  const database = await openDatabase(() => undefined)
  try {
    return await module.run(options)
  } finally {
    await database.close()
    removeFolder(dataDir)
  }
}

function list(): string {
  return Object.entries(benchmarks)
    .map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
    .join('\n')
}

function machine(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const model = cpus()[0]?.model ?? 'unknown processor'
  return `${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${cpus().length} × ${model}, Node ${process.version}`
}
