import { readFileSync } from 'node:fs'
import type { Figures } from '../main.ts'
import { percentile } from '../percentiles.ts'
import { Crowd } from './crowd-process.ts'
import { atRate, headlineWriter, openWorld, pause } from './world.ts'

const CLIENTS = 500
const WRITES_PER_S = 20
const MINUTES = 10
/** Memory is compared from here on: before, caches fill and code is compiled. */
const WARM_MINUTES = 2

/** 500 clients for ten minutes at 20 writes a second, each heard by all: nothing lost, and memory that stays flat. */
export async function soak(): Promise<Figures> {
  const world = await openWorld()
  const crowd = new Crowd()
  try {
    const token = await world.token(world.admin.id)
    const people = await world.people(200)
    const write = headlineWriter(world, token)
    await crowd.connect(world.url, Array(CLIENTS).fill(token))
    await crowd.begin()
    const memory: { minute: number; mb: number }[] = []
    let failed = 0
    for (let minute = 1; minute <= MINUTES; minute++) {
      const refused = await atRate(WRITES_PER_S, 60, (n) => write(people[n % people.length] ?? ''))
      failed += refused.length
      memory.push({ minute, mb: residentMb(world.app.process.pid) })
      process.stdout.write(`    minute ${minute}: ${memory.at(-1)?.mb} MB\n`)
    }
    await pause(2_000)
    const report = await crowd.end()
    const warm = memory.filter(({ minute }) => minute > WARM_MINUTES)
    const expected = (WRITES_PER_S * 60 * MINUTES - failed) * CLIENTS
    return {
      'events expected / lost / twice / out of order': [
        expected,
        expected - report.received,
        report.twice,
        report.outOfOrder,
      ].join(' / '),
      'writes that failed': failed,
      'commit → client p95 ms': percentile(report.latencies, 0.95),
      'server memory after warm-up, at the end, MB': `${warm[0]?.mb}, ${warm.at(-1)?.mb}`,
      'slope, MB a minute': slope(warm),
    }
  } finally {
    crowd.close()
    await world.close()
  }
}

function residentMb(pid: number | undefined): number {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(match?.[1] ?? 0) / 1_024)
}

/** Least squares, to a tenth. */
function slope(points: readonly { minute: number; mb: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map(({ minute }) => minute)), mean(points.map(({ mb }) => mb))]
  const over = points.reduce((sum, { minute, mb }) => sum + (minute - x) * (mb - y), 0)
  const under = points.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
  return Math.round((over / under) * 10) / 10
}
