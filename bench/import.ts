import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { importSeriesFile } from '#lib/series/service.ts'

const REAL_FILE = '../shared/data/epidemic/jhu_global_daily.csv.gz'
const REGIONS = 198
const DAYS = 1_143

/**
 * How fast a publisher's file is read, compared and published on an empty database, and how fast the same file is
 * found to hold nothing new.
 */
export async function run(): Promise<Record<string, number | string>> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-import-'))
  try {
    const path = join(folder, 'generated.csv.gz')
    await writeFile(path, gzipSync(generatedFile()))
    const first = await timed(path)
    const again = await timed(path)
    const real = existsSync(REAL_FILE) ? await timed(REAL_FILE) : null
    return {
      rows: first.rows,
      gzip_bytes: (await stat(path)).size,
      generated_ms: first.ms,
      generated_rows_per_s: first.rowsPerS,
      same_file_again_ms: again.ms,
      publisher_file_ms: real?.ms ?? 'not there',
      publisher_file_rows_per_s: real?.rowsPerS ?? 'not there',
      longest_event_loop_stall_ms: Math.max(first.stallMs, again.stallMs, real?.stallMs ?? 0),
      memory_growth_mb: Math.max(first.growthMb, again.growthMb, real?.growthMb ?? 0),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function timed(path: string) {
  const before = process.memoryUsage.rss()
  let peak = before
  let stallMs = 0
  let last = performance.now()
  const watch = setInterval(() => {
    const now = performance.now()
    stallMs = Math.max(stallMs, now - last - 10)
    last = now
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 10)
  const startedAt = performance.now()
  const result = await importSeriesFile({
    path,
    fileName: 'bench.csv.gz',
    sourceId: 'jhu-csse',
    requestedBy: SYSTEM_ACTOR,
  })
  const ms = performance.now() - startedAt
  clearInterval(watch)
  if (!result.ok) throw new Error(result.error.message)
  return {
    rows: result.value.rowsRead,
    ms: Math.round(ms),
    rowsPerS: Math.round((result.value.rowsRead / ms) * 1_000),
    stallMs: Math.round(stallMs),
    growthMb: Math.round((peak - before) / 1024 / 1024),
  }
}

/** As many rows as the real file has, of regions that do not exist. */
function generatedFile(): string {
  const lines = ['country,date,cum_cases,cum_deaths']
  for (let region = 0; region < REGIONS; region++) {
    let cases = 0
    for (let day = 0; day < DAYS; day++) {
      cases += Math.round(500 * (1 + Math.sin(day / (20 + region))))
      const date = new Date(Date.UTC(2020, 0, 22) + day * 86_400_000).toISOString().slice(0, 10)
      lines.push(`Bench region ${region},${date},${cases},${Math.floor(cases / 80)}`)
    }
  }
  return `${lines.join('\n')}\n`
}
