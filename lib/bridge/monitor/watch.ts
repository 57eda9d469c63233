import 'server-only'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { inSqlTransaction, type Sql } from '#lib/platform/db/transaction.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { readOldestWriter } from '../debug-repo.ts'
import { rooms } from '../entity.ts'
import type { Lockstep } from '../lockstep.ts'
import { pokeRelay } from '../poke.ts'
import { appendEvents } from '../service.ts'
import { tracker } from '../tracker.ts'
import { type Decision, decide, type Metric, NOTHING_WATCHED } from './alert-domain.ts'
import * as repo from './alert-repo.ts'
import { measure } from './measure.ts'
import { keepMinute } from './minutes.ts'
import { removeProcesses, writeProcess } from './process-repo.ts'
import { reportProcess } from './process-report.ts'
import { runScheduled } from './service.ts'

const LOOK_EVERY_MS = 1_000
const ROUND_EVERY_MS = { latency: 60_000, consistency: 5 * 60_000 }
/** Every second look, a process tells how it is. */
const REPORT_EVERY = 2

/**
 * What each process does once a second: it tells the others how it is, keeps its figures by the minute, and, one of
 * them at a time, looks whether a rule is met.
 */
export class Watch {
  readonly #id: string
  readonly #lockstep: Lockstep
  readonly #role: string
  readonly #startedAt = new Date()
  #remembered = NOTHING_WATCHED
  #looks = 0
  #told = ''
  #minute = minuteOf(new Date())
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #stopped = false
  #round: Promise<void> | undefined
  // The first rounds come after a while: a start has other things to do.
  readonly #lastRound = { latency: Date.now() - 30_000, consistency: Date.now() }

  /** `id` is what the process is called among others; tests watch as several. */
  constructor(lockstep: Lockstep, role: string, id = newId()) {
    this.#id = id
    this.#lockstep = lockstep
    this.#role = role
  }

  start(): void {
    this.#schedule(0)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#looking
    await this.#round
    await keepMinute(this.#id, this.#minute).catch(() => undefined)
    await removeProcesses(this.#id).catch(() => undefined)
  }

  #schedule(ms: number): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#looking = this.#look()
        .catch((cause: unknown) => log.warn({ err: cause }, 'the bridge could not be looked after'))
        .finally(() => this.#schedule(LOOK_EVERY_MS))
    }, ms)
  }

  async #look(): Promise<void> {
    if (this.#looks++ % REPORT_EVERY === 0) {
      const report = reportProcess(this.#lockstep)
      await writeProcess({
        id: this.#id,
        pid: process.pid,
        role: this.#role,
        startedAt: this.#startedAt,
        report,
      })
    }
    const minute = minuteOf(new Date())
    if (minute.getTime() !== this.#minute.getTime()) {
      await keepMinute(this.#id, this.#minute)
      this.#minute = minute
    }
    await this.#decide()
    await this.#tellStaff()
    if (this.#role !== 'worker') this.#goRound()
  }

  /** The canary flies once a minute in each process that serves pages; what is told is compared now and then. */
  #goRound(): void {
    if (this.#round) return
    const now = Date.now()
    const due = (['latency', 'consistency'] as const).find(
      (kind) => now - this.#lastRound[kind] > ROUND_EVERY_MS[kind],
    )
    if (!due) return
    this.#lastRound[due] = now
    this.#round = runScheduled(due)
      .catch((cause: unknown) => log.warn({ err: cause, kind: due }, 'a round of the monitor failed'))
      .finally(() => {
        this.#round = undefined
      })
  }

  /** By a way of its own: an alert about the log may not have to wait for the log. */
  async #tellStaff(): Promise<void> {
    const open = await repo.listOpenAlerts()
    const told = open.map(({ id, worst }) => `${id} ${worst}`).join()
    if (told === this.#told) return
    this.#told = told
    this.#lockstep.tellAlerts(open)
  }

  async #decide(): Promise<void> {
    // Measured before the transaction: while it is open nothing is read that takes long.
    const measured = await measure()
    tracker().noteMismatches(measured.mismatches ?? 0)
    const changed = await inSqlTransaction(async (sql) => {
      if (!(await repo.takeWatch(sql))) return false
      const [rules, open] = [await repo.readRules(sql), await repo.readOpen(sql)]
      const decision = decide({ rules, open, measured, watch: this.#remembered, nowMs: Date.now() })
      this.#remembered = decision.watch
      return act(sql, decision)
    })
    if (changed) pokeRelay()
  }
}

/** Writes what was decided, each with its event. True when there was something. */
async function act(sql: Sql, { open, worsen, resolve }: Decision): Promise<boolean> {
  for (const { ruleId, value } of worsen) await repo.worsenAlert(sql, ruleId, value)
  let told = 0
  for (const { rule, value } of open) {
    const detail = await detailOf(rule.metric)
    const id = await repo.openAlert(sql, rule, value, detail)
    if (id === null) continue
    const { metric, severity, threshold } = rule
    await tell(sql, 'alert.opened', id, { rule: rule.id, metric, severity, threshold, value, detail })
    told++
  }
  for (const ruleId of resolve) {
    const alert = await repo.resolveAlert(sql, ruleId)
    if (!alert) continue
    await tell(sql, 'alert.resolved', alert.id, { rule: ruleId, metric: alert.metric, worst: alert.worst })
    told++
  }
  return told > 0
}

/** Who is to blame, where that can be said. */
async function detailOf(metric: Metric): Promise<string> {
  if (metric !== 'fence_lag_ms') return ''
  const writer = await readOldestWriter()
  return writer ? `${writer.application} in database ${writer.database}` : ''
}

async function tell(sql: Sql, type: string, id: string, fields: Record<string, unknown>): Promise<void> {
  await appendEvents(sql, [
    { type, entity: 'alert', entityId: id, version: 0, fields, actor: SYSTEM_ACTOR, rooms: [rooms.admins] },
  ])
}

function minuteOf(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 60_000) * 60_000)
}
