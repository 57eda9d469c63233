import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Figures } from '../main.ts'
import { percentile } from '../percentiles.ts'
import type { CrowdReport } from './crowd.ts'
import { Crowd } from './crowd-process.ts'
import { atRate, headlineWriter, openWorld, pause } from './world.ts'

const WARM_S = 5
const WRITTEN = 200

type Load = { clients: number; writesPerS: number; seconds: number }

/**
 * B1: from commit to the client's handler, each write heard by every client; and the same fan-out by raw Socket.IO
 * without a database, without acknowledgements, in the same run. Server, clients and writer are separate processes.
 */
export async function propagation(): Promise<Figures> {
  const figures: Figures = {}
  for (const load of [
    { clients: 100, writesPerS: 20, seconds: 20 },
    { clients: 500, writesPerS: 100, seconds: 10 },
  ]) {
    const name = `${load.clients} × ${load.writesPerS}/s`
    const raw = figuresOf((await measureRaw(load)).latencies)
    const ours = await measureOurs(load)
    const { p50, p95, p99 } = figuresOf(ours.report.latencies)
    figures[`${name}: raw p50 / p95 / p99 ms`] = `${raw.p50} / ${raw.p95} / ${raw.p99}`
    figures[`${name}: lockstep p50 / p95 / p99 ms`] = `${p50} / ${p95} / ${p99}`
    figures[`${name}: p95 under 50, p99 under 100 ms`] =
      p95 !== null && p95 < 50 && p99 !== null && p99 < 100 ? 'met' : 'MISSED'
    const ratio = raw.p95 && p95 ? Math.round((p95 / raw.p95) * 100) / 100 : null
    figures[`${name}: p95 against raw (at most 2)`] = ratio
    figures[`${name}: deliveries expected / lost / twice / out of order`] = [
      ours.expected,
      ours.expected - ours.report.received,
      ours.report.twice,
      ours.report.outOfOrder,
    ].join(' / ')
    figures[`${name}: writes that failed`] = [ours.failed.length, ...new Set(ours.failed)]
      .slice(0, 3)
      .join('; ')
  }
  return figures
}

function figuresOf(latencies: readonly number[]) {
  return {
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
  }
}

async function measureRaw({ clients, writesPerS, seconds }: Load): Promise<CrowdReport> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'raw-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const crowd = new Crowd()
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer]
    const url = `http://127.0.0.1:${port.toString().trim()}`
    await crowd.connect(url, Array(clients).fill(''), { raw: true })
    const emit = async () => void (await (await fetch(`${url}/emit`, { method: 'POST' })).text())
    await atRate(writesPerS, WARM_S, emit)
    await crowd.end()
    await crowd.begin()
    await atRate(writesPerS, seconds, emit)
    return await crowd.end()
  } finally {
    crowd.close()
    server.kill('SIGTERM')
  }
}

async function measureOurs({ clients, writesPerS, seconds }: Load) {
  const world = await openWorld()
  const crowd = new Crowd()
  try {
    const token = await world.token(world.admin.id)
    const people = await world.people(WRITTEN)
    const write = headlineWriter(world, token)
    await crowd.connect(world.url, Array(clients).fill(token))
    const one = (n: number) => write(people[n % people.length] ?? '')
    await atRate(writesPerS, WARM_S, one)
    await crowd.end()
    await pause(1_000)
    await crowd.begin()
    const failed = await atRate(writesPerS, seconds, one)
    const report = await crowd.end()
    return { report, failed, expected: (writesPerS * seconds - failed.length) * clients }
  } finally {
    crowd.close()
    await world.close()
  }
}
